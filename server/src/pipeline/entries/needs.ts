/** `needs` (config.md §5.10; ee/lib/ee/gitlab/ci/config/entry/need.rb). */
import { t } from '@vscode/l10n';
import { later } from '../../logic/later.ts';
import type { Node } from '../../syntax/node.ts';
import { elements, keys, late, leaf, optional, required, self, unfit } from './checks.ts';
import type { EntryType, Shape, Validator } from './entry.ts';
import { parallel } from './parallel.ts';
import { flatten, hasKey, isArray, isHash, isNil, isNumeric, isString, under, type Value } from './shape.ts';
import { allowedKeys, boolean, presence, string } from './validators.ts';

/** What one need asks for; `undefined` where GitLab knows no such form. */
export type NeedKind = 'job' | 'cross_dependency' | 'bridge';

type Form = 'text' | 'job' | 'pipeline' | 'bridge' | 'project';

/** The first form that fits, in GitLab's order. */
function formOf(node: Node): Form | undefined {
  if (isString(node)) return 'text';
  if (!isHash(node)) return undefined;
  const has = (key: string): boolean => hasKey(node, key);
  if (has('job') && !has('project') && !has('ref') && !has('pipeline')) return 'job';
  if (has('job') && has('pipeline') && !has('project')) return 'pipeline';
  if (!has('job') && !has('project')) return 'bridge';
  return has('project') || has('ref') ? 'project' : undefined;
}

const kinds: Readonly<Record<Form, NeedKind>> = {
  text: 'job',
  job: 'job',
  pipeline: 'cross_dependency',
  bridge: 'bridge',
  project: 'cross_dependency',
};

export function needKind(node: Node): NeedKind | undefined {
  const form = formOf(node);
  return form && kinds[form];
}

const types: Readonly<Record<Form, EntryType>> = {
  text: leaf('job string', self(presence)),
  job: {
    word: 'job hash',
    checks: [
      self(allowedKeys('job', 'artifacts', 'optional', 'parallel')),
      required('job', string, presence),
      optional('artifacts', boolean),
      optional('optional', boolean),
    ],
    children: keys({ parallel }),
  },
  pipeline: leaf(
    'cross pipeline dependency',
    self(allowedKeys('pipeline', 'job', 'artifacts')),
    required('pipeline', string, presence),
    required('job', string, presence),
    optional('artifacts', boolean),
  ),
  bridge: leaf('bridge hash', self(presence), self(allowedKeys('pipeline')), required('pipeline', string, presence)),
  project: leaf(
    'cross project dependency',
    self(allowedKeys('project', 'ref', 'job', 'artifacts')),
    required('project', string, presence),
    required('ref', string, presence),
    required('job', string, presence),
    optional('artifacts', boolean),
  ),
};

const unknownNeed = unfit('has an unsupported type', () =>
  t('has an entry that is neither a name nor a mapping with `job`, `project` or `pipeline`.'),
);

const need: Shape = (node) => {
  const form = formOf(node);
  return form ? types[form] : unknownNeed;
};

/** The needs one by one: nested lists are flattened, a mapping is a list of itself. */
export function needsOf(value: Value): readonly Node[] {
  return isArray(value) || isHash(value) ? flatten(value).filter((it) => !isNil(it)) : [];
}

const isListed: Validator = (value) => {
  if (!isHash(value) && !isArray(value))
    return { text: 'can only be a hash or an array', advice: t('has to be a list of jobs: `[build]`.') };
  return isHash(value) && value.entries.size === 0
    ? { text: 'can not be an empty hash', advice: t('is an empty mapping. Write `[]` for a job that starts at once.') }
    : undefined;
};

const noNumber: Validator = (value) => {
  const items = isArray(value) ? value.items : [value];
  return items.some((it) => isNumeric(under(it, 'parallel')))
    ? {
        text: 'cannot use "parallel: <number>".',
        advice: t('cannot pick instances by a number. Use `parallel:matrix`, or the name such as `test 1/3`.'),
      }
    : undefined;
};

/** Other pipelines or projects that one job may take artifacts from, each. */
const maxCross = 5;

function notTooMany(key: 'pipeline' | 'project'): Validator {
  return (value) => {
    const cross = needsOf(value).filter((it) => needKind(it) === 'cross_dependency' && under(it, key) !== undefined);
    return cross.length > maxCross
      ? {
          text: `must be less than or equal to ${maxCross}`,
          advice:
            key === 'pipeline'
              ? t`has more than ${maxCross} needs of other pipelines.`
              : t`has more than ${maxCross} needs of other projects.`,
        }
      : undefined;
  };
}

/** What a need asks for. */
const wants: Readonly<Record<NeedKind, string>> = {
  job: later('a job'),
  cross_dependency: later('artifacts of another pipeline or project'),
  bridge: later('the state of another pipeline'),
};

function onlyKinds(allowed: readonly NeedKind[]): Validator {
  return (value) => {
    const strange = needsOf(value).filter((it) => {
      const kind = needKind(it);
      return kind && !allowed.includes(kind);
    });
    const found = [...new Set(strange.flatMap((it) => needKind(it) ?? []))];
    const [first] = strange;
    if (!first) return undefined;
    const wanted = found.map((it) => t(wants[it])).reduce((all, it) => t`${all} and ${it}`);
    return {
      text: `uses invalid types: ${found.join(', ')}`,
      advice: t`asks for ${wanted}, which GitLab does not take here.`,
      span: first.span,
    };
  };
}

/** `needs` where only some kinds of needs have a meaning. */
export function needsEntry(...allowed: readonly NeedKind[]): EntryType {
  return {
    word: 'needs',
    checks: [
      self(isListed),
      self(noNumber),
      late(self(onlyKinds(allowed))),
      late(self(notTooMany('pipeline'))),
      late(self(notTooMany('project'))),
    ],
    children: elements(need, 'need'),
  };
}
