/** The gate map: how a pipeline's jobs lead to its environments, when deployments are frozen, and who can run what. */
import { t } from '@vscode/l10n';
import type { Analysis } from '../engine/analysis.ts';
import { utcWords } from '../text/dates.ts';
import { attemptLine, deployJobs, type Found } from './deploy-jobs.ts';
import { freezeOf, type MapFreeze } from './map-freeze.ts';
import { graphOf, type MapGraph } from './map-graph.ts';
import { type MapPeople, peopleOn } from './map-people.ts';
import type { UriOf } from './range.ts';

export interface GateMap {
  /** Path of the project in GitLab; absent where none is known. */
  readonly project?: string;
  /** "as dana · push on main". */
  readonly attempt: string;
  /** The moment that it is about, in ms. */
  readonly at: number;
  /** A sentence: which settings it rests on. */
  readonly basis: string;
  readonly graph: MapGraph;
  readonly freeze: MapFreeze;
  readonly people: MapPeople;
}

/** Everything that the map shows, as plain data. */
export function mapOf(analysis: Analysis, uriOf: UriOf): GateMap {
  const found: readonly Found[] = deployJobs(analysis, uriOf);
  const { attempt, snapshot } = analysis;
  const { path } = snapshot.project;
  return {
    ...(path !== '' && { project: path }),
    attempt: attemptLine(attempt),
    at: attempt.at,
    basis: basisOf(analysis),
    graph: graphOf(analysis, uriOf, found),
    freeze: freezeOf(analysis, found),
    people: peopleOn(analysis, found),
  };
}

function basisOf({ snapshot: { source, project, instance, takenAt, settings } }: Analysis): string {
  if (source === 'none' && !settings.currentUser.known && settings.currentUser.why === 'signed-out') {
    return t`Signed out: this is what the files alone tell.`;
  }
  if (source === 'none') return t`Nothing was read from GitLab: this is what the files alone tell.`;
  const host = instance.url.replace(/^https?:\/\//, '');
  return t`Settings of ${project.path} on ${host} as of ${utcWords(takenAt)}.`;
}
