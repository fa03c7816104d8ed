/** `job-token/secret-in-url`: a password or token that stands in the file, where everybody reads it. */
import type { Job } from '../pipeline/job.ts';
import { at, type Node } from '../syntax/node.ts';
import type { Span } from '../text/span.ts';
import type { Rule } from './rule.ts';

export const jobTokenSecretInUrl: Rule = {
  id: 'job-token/secret-in-url',
  title: 'Secret in the file',
  severity: 'warning',
  inParts: true,
  reads: [],
  source: 'https://docs.gitlab.com/ci/variables/#cicd-variable-security',
  *check({ pipeline: { jobs } }) {
    for (const job of jobs) {
      for (const { span, text } of scripts(job)) {
        const secret = secretIn(text);
        if (secret === undefined) continue;
        yield {
          job: job.name,
          span,
          what: `has ${secret} in its script`,
          why: 'Everybody who may read the repository reads it, in every commit that has it, and GitLab does not mask it in the log.',
          todo: 'Revoke it, and put the new one into a masked CI/CD variable.',
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

function secretIn(text: string): string | undefined {
  if (tokens.test(text)) return 'a token of GitLab';
  const password = inAddress.exec(text)?.[1];
  if (password === undefined || placeholder.test(password)) return undefined;
  // A database that the job has started beside itself has no secrets.
  if (/@(localhost|127\.0\.0\.1|postgres|mysql|mariadb|redis|mongo|db|database|rabbitmq|docker)\b/.test(text))
    return undefined;
  return 'a password in an address';
}

function scripts({ body }: Job): readonly { readonly span: Span; readonly text: string }[] {
  return ['before_script', 'script', 'after_script'].flatMap((key) => lines(at(body, key)));
}

function lines(node: Node | undefined): readonly { readonly span: Span; readonly text: string }[] {
  if (node?.kind === 'seq') return node.items.flatMap(lines);
  return node?.kind === 'scalar' && typeof node.value === 'string' ? [{ span: node.span, text: node.value }] : [];
}
