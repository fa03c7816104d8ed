/** A job and a trigger job as a whole: their keys, in GitLab's order (config.md §5.1). */
import { t } from '@vscode/l10n';
import type { Node } from '../../syntax/node.ts';
import { toText } from '../../syntax/ruby.ts';
import { artifacts } from './artifacts.ts';
import { caches } from './cache.ts';
import { given, keys, late, optional, required, self } from './checks.ts';
import {
  type Check,
  type EntryType,
  type Findings,
  type Shape,
  type Subject,
  subjectOf,
  type Validator,
  walk,
} from './entry.ts';
import { environment } from './environment.ts';
import { image, services } from './image.ts';
import {
  allowFailure,
  booleanEntry,
  commands,
  coverage,
  dastConfiguration,
  hooks,
  identity,
  idTokens,
  inherit,
  inputsAreOff,
  pages,
  publish,
  retry,
  stage,
  tags,
  timeout,
} from './keywords.ts';
import { needKind, needsEntry, needsOf } from './needs.ts';
import { matrixOnly, parallel } from './parallel.ts';
import { policy } from './policy.ts';
import { release } from './release.ts';
import { jobRules, maxDelay } from './rules.ts';
import { fits } from './schema.ts';
import { secrets } from './secrets.ts';
import { hasKey, isArray, isBlank, isFalse, isHash, stringOf, stringsOf, under, type Value } from './shape.ts';
import { steps } from './steps.ts';
import { trigger } from './trigger.ts';
import {
  allowedKeys,
  arrayOfStrings,
  arrayOfStringsOrString,
  blank,
  boolean,
  disallowedKeys,
  duration,
  exclusiveKeys,
  hashOrBoolean,
  nestedHashes,
  oneOf,
  presence,
  string,
  words,
} from './validators.ts';
import { jobVariables } from './variables.ts';

/** The longest name, in characters. */
const maxName = 255;
/** How deep rules may be nested. */
const maxNesting = 10;

/** Keys of both kinds of jobs. */
const sharedKeys = [
  'extends',
  'stage',
  'only',
  'except',
  'rules',
  'variables',
  'inherit',
  'allow_failure',
  'when',
  'needs',
  'resource_group',
  'environment',
  'interruptible',
];

const buildKeys = [
  'tags',
  'script',
  'image',
  'services',
  'start_in',
  'artifacts',
  'cache',
  'dependencies',
  'before_script',
  'after_script',
  'hooks',
  'coverage',
  'retry',
  'parallel',
  'timeout',
  'inputs',
  'release',
  'id_tokens',
  'publish',
  'pages',
  'manual_confirmation',
  'run',
  'dast_configuration',
  'identity',
  'secrets',
];

function hasRules({ node }: Subject): boolean {
  return under(node, 'rules') !== undefined;
}

/** Names are keys: text, not empty, not what YAML reads as a number or a boolean. */
const nameIsText: Validator = (_, { key }) => {
  if (!key || key.type === 'string' || key.type === 'symbol') {
    const text = key ? toText(key) : '-';
    if (text === '') return { text: "can't be blank", advice: t('needs a name.') };
    return [...text].length > maxName
      ? {
          text: `is too long (maximum is ${maxName} characters)`,
          advice: t`has a name of more than ${maxName} characters.`,
        }
      : undefined;
  }
  const read = { text: 'should be a symbol', advice: t`has a name that YAML reads as ${key.type}. Put it in quotes.` };
  return key.type === 'null' || key.value === false
    ? [{ text: "can't be blank", advice: t('needs a name.') }, read]
    : read;
};

const name: Check = { attribute: 'name', value: () => undefined, validators: [nameIsText] };

const sharedChecks: readonly Check[] = [
  name,
  self(exclusiveKeys('script', 'trigger')),
  self(exclusiveKeys('run', 'trigger')),
  given(
    hasRules,
    self(
      disallowedKeys(
        ['only', 'except', 'start_in'],
        'key may not be used with `rules`',
        (names) => t`has \`rules\` and cannot have ${names}.`,
        true,
      ),
    ),
  ),
  optional('extends', arrayOfStringsOrString),
  optional('rules', nestedHashes(maxNesting)),
  optional('resource_group', string),
];

const sharedEntries: Readonly<Record<string, Shape>> = {
  stage,
  only: policy,
  except: policy,
  rules: jobRules,
  variables: jobVariables,
  inherit,
  environment,
  interruptible: booleanEntry,
};

const buildWhens = ['on_success', 'on_failure', 'always', 'manual', 'delayed'];
const triggerWhens = ['on_success', 'on_failure', 'always', 'manual'];

function isDelayed({ node }: Subject): boolean {
  return stringOf(under(node, 'when')) === 'delayed';
}

/** A pages job: it says so, or it is called so and does not deny it. */
function isPages({ node, key }: Subject): boolean {
  if (!isBlank(under(node, 'pages'))) return true;
  return key?.value === 'pages' && !isFalse(under(node, 'pages'));
}

const buildNeeds = needsEntry('job', 'cross_dependency');
const triggerNeeds = needsEntry('job', 'bridge');

/** The needs one by one, if nothing is wrong with them: GitLab does not look at the others. */
function validNeeds(type: EntryType, it: Subject): readonly Node[] {
  const needs = under(it.node, 'needs');
  if (!needs) return [];
  const findings: Findings = { now: [], later: [] };
  walk(type, subjectOf(needs), { partial: false }, findings);
  return findings.now.length > 0 ? [] : needsOf(needs);
}

/** With needs, artifacts can be taken from needed jobs only. */
const dependenciesAreNeeded: Validator = (value, it) => {
  const needed = isArray(value) ? validNeeds(buildNeeds, it) : [];
  if (!isArray(value) || value.items.length === 0 || needed.length === 0) return undefined;
  const names = needed.filter((need) => needKind(need) === 'job').map(nameOfNeed);
  const missing = stringsOf(value).filter((dependency) => !names.includes(dependency));
  if (names.length === 0 || missing.length === 0) return undefined;
  return {
    text: `the ${missing.join(', ')} should be part of needs`,
    advice:
      missing.length === 1
        ? t`names ${words(missing)}, which \`needs\` does not. Add it to \`needs\`.`
        : t`names ${words(missing)}, which \`needs\` does not. Add them to \`needs\`.`,
  };
};

function nameOfNeed(need: Value): string | undefined {
  return stringOf(need) ?? stringOf(under(need, 'job'));
}

/** All needs are of other pipelines: there is nothing here to depend on. */
function needsOthersOnly(it: Subject): boolean {
  if (isBlank(under(it.node, 'dependencies'))) return false;
  const kinds = validNeeds(buildNeeds, it).map(needKind);
  return kinds.includes('cross_dependency') && !kinds.includes('job');
}

export const job: EntryType = {
  word: 'job',
  checks: [
    ...sharedChecks,
    self(allowedKeys(...buildKeys, ...sharedKeys)),
    self(exclusiveKeys('script', 'run')),
    self(exclusiveKeys('before_script', 'run')),
    self(exclusiveKeys('after_script', 'run')),
    given(({ node }) => isHash(node) && !hasKey(node, 'run'), required('script', presence)),
    optional('when', string, oneOf(buildWhens)),
    optional('dependencies', arrayOfStrings),
    optional('allow_failure', hashOrBoolean),
    optional('manual_confirmation', string),
    optional('run', fits(steps)),
    given(isDelayed, required('start_in', duration({ limit: maxDelay }))),
    given(
      (it) => hasKey(it.node, 'rules') || !isDelayed(it),
      required(
        'start_in',
        blank('must be blank', () => t('belongs to `when: delayed`. With `rules`, write both into the rule.')),
      ),
    ),
    given(
      (it) => !isPages(it),
      required(
        'publish',
        blank('can only be used within a `pages` job', () => t('is for pages jobs only. Write it as `pages:publish`.')),
      ),
    ),
    late(
      given(
        needsOthersOnly,
        required('needs', () => ({
          text: 'corresponding to dependencies must be from the same pipeline',
          advice: t('has only jobs of other pipelines, while `dependencies` names jobs of this one.'),
        })),
      ),
    ),
    late(required('dependencies', dependenciesAreNeeded)),
    late(inputsAreOff),
  ],
  children: keys({
    ...sharedEntries,
    before_script: commands,
    script: commands,
    after_script: commands,
    hooks,
    cache: caches,
    image,
    services,
    timeout,
    retry,
    tags,
    artifacts,
    needs: buildNeeds,
    coverage,
    release,
    parallel,
    allow_failure: allowFailure,
    id_tokens: idTokens,
    publish,
    pages,
    dast_configuration: dastConfiguration,
    identity,
    secrets,
  }),
};

function bridgeNeeds(it: Subject): number {
  return validNeeds(triggerNeeds, it).filter((need) => needKind(need) === 'bridge').length;
}

export const triggerJob: EntryType = {
  word: 'bridge',
  checks: [
    ...sharedChecks,
    self(allowedKeys('trigger', 'parallel', ...sharedKeys)),
    optional('when', string, oneOf(triggerWhens)),
    optional('allow_failure', boolean),
    late(
      given(
        (it) => under(it.node, 'trigger') === undefined && bridgeNeeds(it) === 0,
        self(() => ({
          text: 'should contain either a trigger or a needs:pipeline',
          advice: t('has `needs` but no `script`, so GitLab reads it as a trigger job. Add `script` or `trigger`.'),
          absent: true,
        })),
      ),
    ),
    late(
      given(
        (it) => bridgeNeeds(it) > 1,
        self(() => ({ text: 'should contain at most one bridge need', advice: t('mirrors more than one pipeline.') })),
      ),
    ),
  ],
  children: keys({
    ...sharedEntries,
    trigger,
    needs: triggerNeeds,
    parallel: matrixOnly,
  }),
};
