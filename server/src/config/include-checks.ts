/** What one include has to name besides where it is: in headers, under `trigger`, and where nothing was included. */
import { t } from '@vscode/l10n';
import type { MapNode, Node } from '../syntax/node.ts';
import { isBlank } from '../syntax/ruby.ts';
import { parseDuration } from '../text/duration.ts';
import { isFalsy, isString } from './values.ts';

/** GitLab's words after `config`, and ours: completes "`include` …". */
export interface IncludeFault {
  readonly text: string;
  readonly advice: string;
}

type Values = (name: string) => Node | undefined;

/**
 * What is wrong with `file`, `integrity` and `cache` of an include, in GitLab's order.
 *
 * @see lib/gitlab/ci/config/entry/concerns/base_include.rb
 */
export function includeFaults({ entries }: MapNode): readonly IncludeFault[] {
  const value: Values = (name) => entries.get(name)?.value;
  return [...fileFaults(value), ...integrityFaults(value), ...cacheFaults(value)];
}

function fileFaults(value: Values): readonly IncludeFault[] {
  if (!isGiven(value('project')) || !isBlank(value('file'))) return [];
  const text = 'must specify the file where to fetch the config from';
  return [{ text, advice: t('names a `project` but no `file`.') }];
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const algorithm = 'sha256-';

function integrityFaults(value: Values): readonly IncludeFault[] {
  const integrity = value('integrity');
  if (!isGiven(integrity)) return [];
  const faults = remoteOnly('integrity', value);
  const sum = isString(integrity) ? String(integrity.value) : '';
  if (!sum.startsWith(algorithm)) {
    const text = `integrity hash must start with '${algorithm}'`;
    return [...faults, { text, advice: t`has an \`integrity\` that does not start with \`${algorithm}\`.` }];
  }
  if (base64.test(sum.slice(algorithm.length))) return faults;
  return [
    ...faults,
    { text: 'integrity hash must be base64 encoded', advice: t('has an `integrity` that is not base64.') },
  ];
}

/** Seconds for which GitLab keeps a remote file at least (app/validators/ci/include_cache_validator.rb). */
const minCache = 60;

function cacheFaults(value: Values): readonly IncludeFault[] {
  const cache = value('cache');
  if (!cache || isBlank(cache)) return [];
  const faults = remoteOnly('cache', value);
  if (cache.kind === 'scalar' && cache.value === true) return faults;
  const advice = t('has a `cache` that is neither `true` nor a length of time such as `1 hour`.');
  if (!isString(cache)) return [...faults, { text: 'cache must be a boolean or a duration string', advice }];
  const seconds = parseDuration(String(cache.value));
  if (seconds === undefined) return [...faults, { text: 'cache contains an invalid duration', advice }];
  if (seconds >= minCache) return faults;
  const text = 'cache duration must be at least 1 minute';
  return [...faults, { text, advice: t('has a `cache` of less than a minute.') }];
}

function remoteOnly(key: string, value: Values): readonly IncludeFault[] {
  if (!isBlank(value('remote'))) return [];
  return [{ text: `${key} can only be specified for remote includes`, advice: t`has \`${key}\` but no \`remote\`.` }];
}

function isGiven(value: Node | undefined): boolean {
  return value !== undefined && !isFalsy(value);
}
