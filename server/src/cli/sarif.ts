/** `lint --format sarif`: SARIF 2.1.0, with every rule and its page. */
import { createHash } from 'node:crypto';
import type { Rule, Severity } from '../lint/rule.ts';
import { configError, identities, type Listed } from './listing.ts';

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note', hint: 'note' };

export interface SarifContext {
  readonly version: string;
  readonly rules: readonly Rule[];
  /** The page of a rule, as Markdown. */
  readonly pageOf: (id: string) => string | undefined;
  /** The address of that page. */
  readonly hrefOf: (rule: Rule) => string;
}

/** @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function sarif(all: readonly Listed[], { version, rules, pageOf, hrefOf }: SarifContext): string {
  const declared = [...rules.map((it) => ruleOf(it, pageOf(it.id), hrefOf(it))), refusal];
  const indexes = new Map(declared.map(({ id }, n) => [id, n]));
  const ids = identities(all);
  const results = all.map((it, n) => ({
    ruleId: it.rule,
    ruleIndex: indexes.get(it.rule) ?? -1,
    level: levels[it.severity],
    message: { text: [it.headline, ...it.details].join('\n') },
    locations: [location(it.file, it.line, it.column)],
    ...(it.related.length > 0 && {
      relatedLocations: it.related.map(({ file, line, message }, id) => ({
        id,
        ...location(file, line),
        message: { text: message },
      })),
    }),
    partialFingerprints: {
      'deployGates/v1': createHash('sha256')
        .update(ids[n] ?? '')
        .digest('hex'),
    },
  }));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      { tool: { driver: { name: 'deploy-gates', version, rules: declared } }, columnKind: 'utf16CodeUnits', results },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf({ id, title, severity, strict }: Rule, page: string | undefined, helpUri: string) {
  return {
    id,
    name: id.replace(/(^|[/-])(\w)/g, (_, __, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    ...(page !== undefined && { help: { text: page, markdown: page } }),
    helpUri,
    defaultConfiguration: { level: levels[severity], ...(strict && { enabled: false }) },
    properties: { tags: [id.split('/')[0] ?? id] },
  };
}

const refusal = {
  id: configError,
  name: 'ConfigError',
  shortDescription: { text: 'GitLab refuses the configuration' },
  helpUri: 'https://docs.gitlab.com/ci/yaml/',
  defaultConfiguration: { level: 'error' },
  properties: { tags: ['config'] },
};

function location(file: string, startLine: number, startColumn?: number) {
  return {
    physicalLocation: {
      artifactLocation: { uri: encodeURI(file), uriBaseId: '%SRCROOT%' },
      region: { startLine, ...(startColumn !== undefined && { startColumn }) },
    },
  };
}
