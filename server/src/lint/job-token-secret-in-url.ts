/** `job-token/secret-in-url`: a password or token that stands in the file, where everybody reads it. */
import { t } from '@vscode/l10n';
import { later } from '../logic/later.ts';
import type { Job } from '../pipeline/job.ts';
import { at, type Node } from '../syntax/node.ts';
import type { Span } from '../text/span.ts';
import type { Rule } from './rule.ts';

export const jobTokenSecretInUrl: Rule = {
  id: 'job-token/secret-in-url',
  title: later('Secret in the file'),
  severity: 'warning',
  inParts: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/variables/#cicd-variable-security',
  *check({ pipeline: { jobs } }) {
    for (const job of jobs) {
      for (const { span, secret } of secretsOf(job)) {
        yield {
          job: job.name,
          span,
          what:
            secret === 'token'
              ? t('has a token of GitLab in its script')
              : t('has a password in an address in its script'),
          why: t(
            'Everybody who may read the repository reads it, in every commit that has it, and GitLab does not mask it in the log.',
          ),
          todo: t('Revoke it, and put the new one into a masked CI/CD variable.'),
        };
      }
    }
  },
};

/** GitLab's own kinds of tokens have prefixes; in an address a password stands before the `@`. */
const tokens = /\b(glpat|gldt|glptt|glrt|glft|glsoat)-[\w.-]{20,}/;
const inAddress = /\b\w+:\/\/[^\s:@/$"'{}<>]+:([^\s@/$"'{}<>]{6,})@[\w.-]+/;
/** What stands in examples. */
const placeholder =
  /^(x+|\*+|\.+|password|passwd|pass|secret|token|changeme|example|dummy|test|user|root|postgres|admin)\d*$/i;

type Secret = 'token' | 'password';

function secretIn(text: string): Secret | undefined {
  if (tokens.test(text)) return 'token';
  const password = inAddress.exec(text)?.[1];
  if (password === undefined || placeholder.test(password)) return undefined;
  // A database that the job has started beside itself has no secrets.
  if (/@(localhost|127\.0\.0\.1|postgres|mysql|mariadb|redis|mongo|db|database|rabbitmq|docker)\b/.test(text))
    return undefined;
  return 'password';
}

interface WrittenSecret {
  readonly span: Span;
  readonly secret: Secret;
}

function secretsOf({ body }: Job): readonly WrittenSecret[] {
  return ['before_script', 'script', 'after_script'].flatMap((key) => secretsIn(at(body, key)));
}

/** Every script is looked at, and jobs of one template share theirs. */
const known = new WeakMap<Node, readonly WrittenSecret[]>();
const none: readonly WrittenSecret[] = [];

function secretsIn(node: Node | undefined): readonly WrittenSecret[] {
  if (!node) return none;
  const found = known.get(node) ?? findSecrets(node);
  known.set(node, found);
  return found;
}

function findSecrets(node: Node): readonly WrittenSecret[] {
  if (node.kind === 'seq') return node.items.flatMap(findSecrets);
  const secret = node.kind === 'scalar' && typeof node.value === 'string' ? secretIn(node.value) : undefined;
  return secret === undefined ? none : [{ span: node.span, secret }];
}
