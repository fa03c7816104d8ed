/** `environment/near-miss`: a name that differs by a hair from one that is protected, or that exists. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import { replaceValue } from '../syntax/edit.ts';
import { at } from '../syntax/node.ts';
import { fix, quoted } from './fixes.ts';
import type { LintFinding, LintQuestion, Rule } from './rule.ts';
import { type Deployment, deploymentsOf, nameOf } from './subject.ts';

export const environmentNearMiss: Rule = {
  id: 'environment/near-miss',
  title: later('Almost the name of another environment'),
  severity: 'warning',
  inParts: true,
  everyKind: true,
  reads: ['protectedEnvironments'],
  source: 'https://docs.gitlab.com/ci/environments/protected_environments/',
  *check(question) {
    for (const deployment of deploymentsOf(question)) {
      const name = nameOf(deployment.environment);
      if (name === undefined) continue;
      const other = nearMiss(question, name);
      if (other) yield finding(deployment, name, other);
    }
  },
};

interface Other {
  readonly name: string;
  readonly protected: boolean;
}

/** Protected names first. Names that both exist and are not protected are two environments on purpose. */
export function nearMiss({ snapshot: { settings } }: LintQuestion, name: string): Other | undefined {
  const { protectedEnvironments, environments } = settings;
  const guarded = protectedEnvironments.known ? protectedEnvironments.value.items.map((it) => it.name) : [];
  const existing = environments.known ? environments.value.map((it) => it.name) : [];
  if (guarded.includes(name)) return undefined;
  const near = guarded.find((it) => isNear(name, it) || (!existing.includes(name) && isShort(name, it)));
  if (near !== undefined) return { name: near, protected: true };
  if (existing.includes(name)) return undefined;
  const there = existing.find((it) => isNear(name, it));
  return there === undefined ? undefined : { name: there, protected: false };
}

/** The same but for case, dashes, dots, blanks and a plural. */
function isNear(one: string, other: string): boolean {
  return one !== other && bare(one) === bare(other);
}

function bare(name: string): string {
  return name
    .toLowerCase()
    .split('/')
    .map((it) => it.replace(/[-_. ]/g, '').replace(/(?<=\w{3})s$/, ''))
    .join('/');
}

/** `prod` for `production`, or the other way round. */
function isShort(one: string, other: string): boolean {
  const [short = '', long = ''] = [one.toLowerCase(), other.toLowerCase()].sort((a, b) => a.length - b.length);
  return (
    short !== long &&
    short.length >= 3 &&
    /^(production|staging|development|testing)$/.test(long) &&
    long.startsWith(short)
  );
}

function finding({ job: { job } }: Deployment, name: string, other: Other): LintFinding {
  const node = job.environment?.node;
  const nameNode = node?.kind === 'map' ? at(node, 'name') : node;
  const edit = nameNode && job.environment?.name === name ? replaceValue(nameNode, quoted(other.name)) : undefined;
  return {
    job: job.name,
    cause: name,
    span: job.environment?.nameSpan ?? job.key.span,
    what: other.protected
      ? t`deploys to \`${name}\`, while it is \`${other.name}\` that is protected`
      : t`deploys to \`${name}\`, while there is an environment \`${other.name}\``,
    why: other.protected
      ? t('GitLab compares names to the letter, so the protection does not hold here.')
      : t`GitLab compares names to the letter, and makes a second environment beside \`${other.name}\`.`,
    todo: t`If \`${other.name}\` is meant, write it like that.`,
    fixes: fix(t`Change the name to \`${other.name}\``, edit),
  };
}
