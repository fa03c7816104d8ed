/** The pipeline that a trigger job starts, as the gates of that job look at it. */
import { t } from '@vscode/l10n';
import type { Missing, Tri } from '../logic/tri.ts';
import type { Actor } from '../pipeline/attempt.ts';
import type { ChainFailure, Start } from '../pipeline/downstream.ts';
import type { Outcome } from '../pipeline/outcome.ts';
import type { Snapshot } from '../settings/settings.ts';
import type { Question } from './gate.ts';
import { type Person, personOf } from './person.ts';
import type { VerdictKind } from './verdict.ts';
import type { Who } from './who.ts';
import { aRole } from './words.ts';

/** What is known of it. */
export interface Started {
  readonly start: Start;
  /** Why GitLab refuses it, as far as that lies in how pipelines start each other. */
  readonly failure?: ChainFailure;
  /** What the project is called by now, where it is named by a path that it once had. */
  readonly movedTo?: string;
  /** The project it runs in, and its settings; absent where it is not known which one that is. */
  readonly project?: string;
  readonly snapshot?: Snapshot;
  /** The branch or tag it runs on, where that is known. */
  readonly ref?: string;
  /** A pipeline like this one is among those above: what it starts has been told there. */
  readonly again: boolean;
  /** Why `pipeline` is absent; empty where it is there, or not needed. */
  readonly missing: readonly Missing[];
  readonly pipeline?: StartedPipeline;
}

export interface StartedPipeline {
  /** Whether the configuration makes a pipeline, and GitLab's message where it does not. */
  readonly created: Tri;
  readonly message?: string;
  /** What could not be read of it: it may bring further jobs. */
  readonly open: readonly Missing[];
  /** Its deploy jobs, those left out that this attempt leaves out. */
  readonly jobs: readonly StartedJob[];
  /** Whether it comes to its end while nobody does anything. */
  readonly end: End;
}

/** How a pipeline ends that nobody touches. */
export interface End {
  /** Whether it stops before its end. */
  readonly stops: Tri;
  /** What for, as far as it is known: completes "it waits for". */
  readonly for?: string;
  /** Whether somebody has to press something, and not just a timer to end. */
  readonly byHand: boolean;
  /**
   * Where it does not wait and is over all the same: GitLab calls a pipeline `skipped` in which nothing runs by itself.
   * Only as certain as `stops`.
   */
  readonly over?: 'skipped' | 'failed';
}

/** What all the trigger jobs of one pipeline start. */
export interface Below {
  readonly of: Outcome;
  /** One for each different thing that the job may start; none for a job that starts nothing. */
  startedBy(job: string): readonly Started[];
}

/** A deploy job of it. */
export interface StartedJob {
  readonly name: string;
  /** Path and line, as people count. */
  readonly place: string;
  readonly verdict: VerdictKind;
  /** Of what decides the verdict; `what` completes "this job …". */
  readonly gate?: string;
  readonly what: string;
  readonly why: string;
  readonly todo?: string;
  readonly missing: readonly Missing[];
  /** It takes an environment down, or only looks at one. */
  readonly deploysNothing: boolean;
  /** It runs while nobody has pressed anything, and GitLab does not allow it to fail: the pipeline fails with it. */
  readonly byItself: boolean;
  /** Who can run it there. */
  readonly who: Who;
}

/** Who somebody is in another project: a user is the same user, of a mere role nothing is known there. */
export function actorElsewhere(actor: Actor, here: string): Actor {
  if (actor.kind !== 'role') return actor;
  const role = aRole(actor.accessLevel);
  return { kind: 'nobody', stranger: here === '' ? t`${role} of this project` : t`${role} of \`${here}\`` };
}

/** The question's person in the project with the settings `there`. */
export function personElsewhere({ person, attempt, snapshot }: Question, there: Snapshot): Person {
  const { username } = person;
  return personOf(
    username === undefined ? actorElsewhere(attempt.actor, snapshot.project.path) : { kind: 'user', username },
    there,
  );
}
