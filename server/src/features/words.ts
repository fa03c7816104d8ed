/** The pieces that hovers and explanations are made of, in Markdown. */
import { t } from '@vscode/l10n';
import type { Analysis, JobReport } from '../engine/analysis.ts';
import { locate } from '../engine/report.ts';
import { type Finding, settingWords, words } from '../gates/gate.ts';
import { needsWords } from '../gates/needs.ts';
import type { Missing, Obstacle } from '../logic/tri.ts';
import { capital, list } from './answer.ts';
import type { UriOf } from './range.ts';

/** Where a job deploys to: "to \`production\`, tier \`production\`"; empty where that is nowhere. */
export function destination({ job }: JobReport): string {
  const { environment, trigger } = job.job;
  if (environment) {
    const effect = job.possible[0]?.environment;
    const name = effect?.shown ?? environment.name;
    return typeof effect?.tier === 'string' ? t`to \`${name}\`, tier \`${effect.tier}\`` : t`to \`${name}\``;
  }
  return trigger?.project === undefined ? '' : t`to a pipeline in \`${trigger.project}\``;
}

/** "push on `main`": how the pipeline is started. */
export function attemptWords({ attempt: { source, ref, tag } }: Pick<Analysis, 'attempt'>): string {
  return tag ? t`${source} on tag \`${ref}\`` : t`${source} on \`${ref}\``;
}

/** The gate's name, as a link to GitLab's page on it. */
export function title({ gate }: Finding): string {
  return `[${t(gate.title)}](${gate.source})`;
}

/** Other places that matter for a finding, each with a link to its line. */
export function places(analysis: Analysis, { related = [] }: Finding, uriOf: UriOf): readonly string[] {
  return related.map(({ span, message }) => {
    const { file, line } = locate(analysis.pipeline, span);
    const uri = uriOf(file);
    return `${uri === undefined ? `\`${file}:${line}\`` : `[${file}:${line}](${uri}#L${line})`}: ${message}`;
  });
}

/** The first few sentences. A full stop inside a name or a number ends none. */
export function sentences(text: string, count: number): string {
  return text
    .split(/(?<=[.!?]["`)“]?)\s+(?=[\p{Lu}`"„])/u)
    .slice(0, count)
    .join(' ');
}

/** What could not be read or is not known, each fact once, however many gates ask for it. */
export function missingFacts(analysis: Analysis, findings: readonly Finding[]): readonly string[] {
  const missing = findings.flatMap((it) => (it.verdict.kind === 'unknown' ? it.verdict.missing : []));
  const { currentUser } = analysis.snapshot.settings;
  const all = currentUser.known ? undefined : forAll(currentUser.why);
  if (currentUser.known || all === undefined) return reasonsOf(missing);
  const others = missing.filter((it) => it.kind !== 'actor' && !(it.kind === 'setting' && it.why === currentUser.why));
  return missing.length > others.length ? [all, ...reasonsOf(others)] : reasonsOf(others);
}

/** Where one reason holds for everything that GitLab could tell. */
function forAll(why: Obstacle): string | undefined {
  if (why === 'signed-out') return t`Nobody is signed in: neither who tries nor the settings in GitLab are known.`;
  if (why === 'not-asked') return t`GitLab was not asked: neither who tries nor the settings in GitLab are known.`;
  return undefined;
}

function reasonsOf(missing: readonly Missing[]): readonly string[] {
  return [...new Set(missing.map((it) => `${capital(reasonOf(it))}.`))];
}

function reasonOf(missing: Missing): string {
  if (missing.kind !== 'setting' || missing.why !== 'forbidden' || missing.needs === undefined) return words(missing);
  const what = missing.detail === undefined ? settingWords(missing.setting) : t(missing.detail);
  return t`${what} takes ${needsWords(missing.needs)} to read`;
}

/** Who can run a job: at most `shown` names. `undefined` where there is nothing to say. */
export function ableWords({ who }: JobReport, shown: number): string | undefined {
  const users = who.users.map((it) => `\`${it.username}\``);
  const names = [...users, ...who.roles, ...who.groups.map((it) => t`members of \`${it}\``)];
  if (names.length === 0) return who.known ? t`nobody` : undefined;
  const more = names.length - shown;
  const end = more > 0 ? [t`${more} more`] : [];
  const able = list([...names.slice(0, shown), ...end], 'and');
  return who.known ? able : t`${able}, perhaps others`;
}
