/** What is wrong in one file, as an editor underlines it: mistakes of deploy jobs, and what GitLab would refuse to read. */
import { t } from '@vscode/l10n';
import { type Diagnostic, type DiagnosticRelatedInformation, DiagnosticSeverity } from 'vscode-languageserver';
import type { Analysis, RuleFinding } from '../engine/analysis.ts';
import { family } from '../engine/family.ts';
import { words } from '../gates/gate.ts';
import { hrefOf } from '../lint/documentation.ts';
import type { Severity } from '../lint/rule.ts';
import { at } from '../syntax/node.ts';
import { type Problem, type SourceFile, toldOnce } from '../syntax/source.ts';
import type { Span } from '../text/span.ts';
import { toLocation, toRange, type UriOf } from './range.ts';

export const source = 'deploy-gates';

/** Severity by rule id, for those that shall not have their own. */
export type Severities = Readonly<Record<string, Severity | 'off'>>;

/** GitLab's page on everything that a configuration may say. */
const yamlPage = 'https://docs.gitlab.com/ci/yaml/';

const levels = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const satisfies Record<Severity, DiagnosticSeverity>;

/** The findings that are written in `path`, each where it is written, whichever file the pipeline starts with. */
export function diagnostics(
  analysis: Analysis,
  path: string,
  uriOf: UriOf,
  severities: Severities = {},
  web?: string,
): readonly Diagnostic[] {
  const { config, errors, warnings } = analysis.pipeline;
  if (path === analysis.policy.file?.path) return policyDiagnostics(analysis, analysis.policy.file, web);
  const file = config.files.get(path);
  if (!file) return [];
  // What a child pipeline includes stands in the file of its trigger job.
  const [, ...children] = family(analysis);
  const below = children.flatMap((it) => it.pipeline.errors);
  const told = toldByRule(analysis);
  return unique([
    ...toldOnce([...errors, ...below, ...config.hints, ...warnings])
      .filter((it) => it.span.piece.file === path && !(it.kind === 'duplicate-key' && told.has(it.span)))
      .map((it) => problemDiagnostic(file, it)),
    ...[analysis, ...children].flatMap((it) => includeDiagnostics(it, file)),
    ...analysis.lint
      .filter((it) => it.span.piece.file === path)
      .map((it) => ruleDiagnostic(analysis, file, it, { uriOf, severities, web }))
      .filter((it) => it !== undefined),
  ]);
}

/** What of the project file is not understood, and what it ignores for nothing. */
function policyDiagnostics(analysis: Analysis, file: SourceFile, web: string | undefined): readonly Diagnostic[] {
  const { problems } = analysis.policy;
  return [
    ...problems.map(({ message, span }) => ({
      source,
      code: 'config/project-file',
      severity: DiagnosticSeverity.Warning,
      range: toRange(file, span),
      message,
    })),
    ...analysis.lint
      .filter((it) => it.span.piece.file === file.path)
      .map((it) => ruleDiagnostic(analysis, file, it, { uriOf: () => undefined, severities: {}, web }))
      .filter((it) => it !== undefined),
  ];
}

/** A key that is written twice in a job is a finding of a rule; elsewhere it is a remark. */
function toldByRule({ lint }: Analysis): ReadonlySet<Span> {
  return new Set(lint.filter((it) => it.rule.id === 'failure/duplicate-key').map((it) => it.span));
}

/** The severity that `finding` has under these settings; `undefined` where its rule is switched off. */
function severityOf({ rule, severity }: RuleFinding, severities: Severities): Severity | undefined {
  const chosen = severities[rule.id];
  return chosen === 'off' ? undefined : (chosen ?? severity ?? rule.severity);
}

interface Around {
  readonly uriOf: UriOf;
  readonly severities: Severities;
  readonly web: string | undefined;
}

function ruleDiagnostic(
  analysis: Analysis,
  file: SourceFile,
  finding: RuleFinding,
  { uriOf, severities, web }: Around,
): Diagnostic | undefined {
  const severity = severityOf(finding, severities);
  if (!severity) return undefined;
  const { rule, span, what, why, todo, related = [] } = finding;
  const places = related.map((it) => relatedInformation(analysis, it, uriOf)).filter((it) => it !== undefined);
  return {
    source,
    code: rule.id,
    codeDescription: { href: hrefOf(rule, web) },
    severity: levels[severity],
    range: toRange(file, span),
    message: [t`This job ${what}.`, why, todo].filter((it) => it !== undefined).join('\n'),
    ...(places.length > 0 && { relatedInformation: places }),
  };
}

function relatedInformation(
  analysis: Analysis,
  { span, message }: { readonly span: Span; readonly message: string },
  uriOf: UriOf,
): DiagnosticRelatedInformation | undefined {
  const location = toLocation(analysis, span, uriOf);
  return location && { location, message };
}

function problemDiagnostic(file: SourceFile, { severity, message, gitlab, span }: Problem): Diagnostic {
  return {
    source,
    code: severity === 'error' ? 'config/error' : 'config/hint',
    codeDescription: { href: yamlPage },
    severity: levels[severity],
    range: toRange(file, span),
    message: gitlab === undefined || gitlab === message ? message : `${message}\n${t`GitLab says: ${gitlab}`}`,
  };
}

/** An include that nobody could look up is no mistake, but what it may define is open. Artifacts are meant to be so. */
function includeDiagnostics({ pipeline: { config } }: Analysis, file: SourceFile): readonly Diagnostic[] {
  return config.includes
    .filter((it) => it.state === 'unresolved' && !at(it.node, 'artifact') && it.span.piece.file === file.path)
    .map(({ span }) => ({
      source,
      code: 'config/include',
      codeDescription: { href: `${yamlPage}includes/` },
      severity: DiagnosticSeverity.Information,
      range: toRange(file, span),
      message: [t`This include could not be read, so what it defines is not known.`, ...config.open.map(words)].join(
        '\n',
      ),
    }));
}

/** The instances of a matrix, and the jobs that extend one template, share what is written: it is said once. */
function unique(all: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Map(all.map((it) => [JSON.stringify([it.code, it.range, it.message]), it]));
  return [...seen.values()];
}
