/** Whether the jobs fit together: stages, needs, dependencies, environments (lib/gitlab/ci/yaml_processor.rb). */
import { t } from '@vscode/l10n';
import type { ConfigError } from '../config/config.ts';
import type { Span } from '../text/span.ts';
import { firstCycle } from './cycles.ts';
import { hasKey, isArray, isHash, isNil, stringOf, under } from './entries/shape.ts';
import { words } from './entries/validators.ts';
import type { Expanded } from './expand.ts';
import type { Job, Need } from './job.ts';

/** An error and whether an include that could not be read may resolve it. */
interface Misfit {
  readonly error: ConfigError;
  readonly resolvable: boolean;
}

export interface Together extends Expanded {
  readonly stages: readonly string[];
  /** Names of entries that are there but cannot be read as jobs. */
  readonly unread: ReadonlySet<string>;
  readonly partial: boolean;
}

/** Every error, in the order in which GitLab would meet them; it stops at the first. */
export function logicalErrors(all: Together): readonly ConfigError[] {
  const found: Misfit[] = [];
  let last: Job | undefined;
  for (const job of all.jobs.values()) {
    if (!last || !areAlike(job, last)) for (const it of jobErrors(job, all)) found.push(it);
    last = job;
  }
  const errors = found.filter(({ resolvable }) => !(resolvable && all.partial)).map(({ error }) => error);
  return distinct([...matrixErrors(all), ...errors, ...(errors.length === 0 ? cycleErrors(all) : [])]);
}

/** Instances of one job that name the same jobs: their errors are the same, and told once. */
function areAlike(one: Job, other: Job): boolean {
  return one.body === other.body && one.needs === other.needs && one.dependencies === other.dependencies;
}

function misfit(gitlab: string, message: string, span: Span, resolvable = false): Misfit {
  return { error: { severity: 'error', gitlab, message, span }, resolvable };
}

/** Instances of one job have the same error at the same place: once is enough. */
function distinct(errors: readonly ConfigError[]): readonly ConfigError[] {
  const seen = new Set<string>();
  return errors.filter(({ message, span }) => {
    const key = `${span.piece.file}\0${span.start}\0${message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function matrixErrors({ unknown }: Together): readonly ConfigError[] {
  const [first] = unknown;
  if (!first) return [];
  const texts = unknown.map(({ job, name }) => `${job} job: '${name}' does not exist in matrix configuration`);
  const names = words([...new Set(unknown.map(({ name }) => name))]);
  const message = t`\`${first.job}\` needs a job by matrix values that it does not have: ${names}. Add them to its \`parallel:matrix\`.`;
  return [{ severity: 'error', gitlab: [...new Set(texts)].join(', '), message, span: first.span }];
}

function cycleErrors({ jobs }: Together): readonly ConfigError[] {
  const cycle = firstCycle(jobs);
  const [first = ''] = cycle?.jobs ?? [];
  const job = jobs.get(first);
  if (!cycle || !job) return [];
  const message =
    cycle.jobs.length === 1
      ? t`\`${first}\` needs itself. Remove it from its own \`needs\`.`
      : t`${words(cycle.jobs)} need each other in a circle, so none of them can start. Remove one of these needs.`;
  const span = keySpan(job, 'needs');
  return [{ severity: 'error', gitlab: `The pipeline has circular dependencies: ${cycle.text}`, message, span }];
}

function keySpan({ body, key }: Job, name: string): Span {
  return body.entries.get(name)?.key.span ?? key.span;
}

const nothing: readonly Misfit[] = [];

/** Whether anything in it can fail to fit to another job. */
function isTied({ needs, dependencies, rules, trigger, environment, body }: Job): boolean {
  if (needs || dependencies || trigger || environment?.onStop !== undefined || body.entries.has('pages')) return true;
  return rules?.some((it) => it.needs) ?? false;
}

function jobErrors(job: Job, all: Together): readonly Misfit[] {
  const stage = stageError(job, all);
  if (stage) return [stage];
  if (!isTied(job)) return nothing;
  return [
    ...dependencyErrors(job, all),
    ...needErrors(job, job.needs, all),
    ...(job.rules ?? []).flatMap((it) => needErrors(job, it.needs, all)),
    ...childErrors(job, all),
    ...stopErrors(job, all),
    ...publishErrors(job),
  ];
}

const reserved = ['.pipeline-policy-pre', '.pipeline-policy-post'];

function stageError(job: Job, { stages }: Together): Misfit | undefined {
  const { name, baseName, stage } = job;
  const isListed = stages.includes(stage);
  if (isListed && !reserved.includes(stage)) return undefined;
  const span = under(job.body, 'stage')?.span ?? job.key.span;
  if (!isListed)
    return misfit(
      `${name} job: chosen stage ${stage} does not exist; available stages are ${stages.join(', ')}`,
      t`\`${baseName}\` is in the stage \`${stage}\`, which \`stages\` does not list. Add it there, or choose one of ${words(stages)}.`,
      span,
      true,
    );
  return misfit(
    `${name} job: chosen stage \`${stage}\` is reserved for Pipeline Execution Policies`,
    t`\`${baseName}\` is in the stage \`${stage}\`, which GitLab keeps for policies. Choose another one.`,
    span,
  );
}

interface Target {
  readonly name: string;
  readonly word: 'dependency' | 'need';
  readonly optional: boolean;
  readonly span: Span;
}

/** The longest name that a need can store, in characters. */
const maxNeedName = 255;

function targetErrors(job: Job, { name, word, optional, span }: Target, all: Together): readonly Misfit[] {
  const target = all.jobs.get(name);
  if (!target) {
    if (optional || all.unread.has(name)) return [];
    const text = `${job.name} job: undefined ${word}: ${name}`;
    const remedy = name.startsWith('.') ? t('Hidden jobs never run.') : t('Check the name, or add the job.');
    const message =
      word === 'need'
        ? t`\`${job.baseName}\` needs \`${name}\`, and there is no such job. ${remedy}`
        : t`\`${job.baseName}\` depends on \`${name}\`, and there is no such job. ${remedy}`;
    return [misfit(text, message, span, true)];
  }
  const errors: Misfit[] = [];
  if (word === 'need' && name.length > maxNeedName && [...name].length > maxNeedName)
    errors.push(
      misfit(
        `${job.name} job: need \`${name}\` name is too long (maximum is ${maxNeedName} characters)`,
        t`\`${job.baseName}\` needs a job whose name is longer than ${maxNeedName} characters.`,
        span,
      ),
    );
  const [own, theirs] = [all.stages.indexOf(job.stage), all.stages.indexOf(target.stage)];
  if (theirs < 0 || theirs > own) {
    const text = `${job.name} job: ${word} ${name} is not defined in current or prior stages`;
    errors.push(misfit(text, laterWords(job, target, word), span, true));
  }
  return errors;
}

function laterWords({ baseName, stage }: Job, target: Job, word: Target['word']): string {
  return word === 'need'
    ? t`\`${baseName}\` (stage \`${stage}\`) needs \`${target.name}\`, which is in the later stage \`${target.stage}\`. Move one of them.`
    : t`\`${baseName}\` (stage \`${stage}\`) depends on \`${target.name}\`, which is in the later stage \`${target.stage}\`. Move one of them.`;
}

function dependencyErrors(job: Job, all: Together): readonly Misfit[] {
  const written = under(job.body, 'dependencies');
  const spanOf = (name: string): Span => {
    const items = isArray(written) ? written.items : [];
    return (items.find((it) => stringOf(it) === name) ?? written ?? job.key).span;
  };
  if (!job.dependencies) return nothing;
  return job.dependencies.flatMap((name) =>
    targetErrors(job, { name, word: 'dependency', optional: false, span: spanOf(name) }, all),
  );
}

function needErrors(job: Job, needs: readonly Need[] | undefined, all: Together): readonly Misfit[] {
  if (!needs) return nothing;
  const same = needs.filter((it) => it.kind === 'job');
  const errors = same.flatMap(({ job: name, optional, span }) =>
    targetErrors(job, { name, word: 'need', optional, span }, all),
  );
  const names = same.map((it) => it.job);
  if (new Set(names).size === names.length) return errors;
  const again = same.find((it, n) => names.indexOf(it.job) !== n);
  if (!again) return errors;
  const twice = [...new Set(names.filter((it, n) => names.indexOf(it) !== n))];
  const text = `${job.name} has the following needs duplicated: ${twice.join(', ')}.`;
  return [
    ...errors,
    misfit(text, t`\`${job.baseName}\` needs ${words(twice)} more than once. Keep one entry.`, again.span),
  ];
}

/** `trigger:include` of an artifact names the job that makes it. */
function childErrors(job: Job, all: Together): readonly Misfit[] {
  const include = job.trigger?.include;
  if (!isArray(include)) return nothing;
  return include.items.flatMap((it) => {
    const maker = under(it, 'job');
    const name = stringOf(maker);
    if (!maker || name === undefined) return [];
    return targetErrors(job, { name, word: 'dependency', optional: false, span: maker.span }, all);
  });
}

function stopErrors(job: Job, { jobs, unread }: Together): readonly Misfit[] {
  const { environment, name, baseName } = job;
  const stop = environment?.onStop;
  if (environment === undefined || stop === undefined) return nothing;
  const span = under(environment.node, 'on_stop')?.span ?? environment.key.span;
  const say = (text: string, message: string, resolvable: boolean): readonly Misfit[] => [
    misfit(`${name} job: on_stop job ${stop} ${text}`, message, span, resolvable),
  ];
  const target = jobs.get(stop);
  if (!target) {
    if (unread.has(stop)) return [];
    return say(
      'is not defined',
      t`\`${baseName}\` is stopped by \`${stop}\`, and there is no such job. Instances of a \`parallel\` job are named one by one.`,
      true,
    );
  }
  if (isNil(under(target.body, 'environment')))
    return say(
      'does not have environment defined',
      t`\`${baseName}\` is stopped by \`${stop}\`, which has no \`environment\`. Give it the same one with \`action: stop\`.`,
      true,
    );
  if (!target.environment) return [];
  if (target.environment.name !== environment.name)
    return say(
      'have different environment name',
      t`\`${baseName}\` is stopped by \`${stop}\`, whose environment is written \`${target.environment.name}\`, not \`${environment.name}\`. GitLab compares the text before variables are expanded: write both alike.`,
      false,
    );
  return target.environment.action === 'stop'
    ? []
    : say(
        'needs to have action stop defined',
        t`\`${baseName}\` is stopped by \`${stop}\`, whose \`environment\` has no \`action: stop\`. Add it there.`,
        true,
      );
}

function publishErrors({ body, name, baseName }: Job): readonly Misfit[] {
  const pages = under(body, 'pages');
  if (!isHash(pages) || !hasKey(pages, 'publish') || under(body, 'publish') === undefined) return nothing;
  return [
    misfit(
      `${name} job: use either ${name}:publish or ${name}:pages:publish`,
      t`\`${baseName}\` has \`publish\` twice. Keep \`pages:publish\`.`,
      body.entries.get('publish')?.key.span ?? pages.span,
    ),
  ];
}
