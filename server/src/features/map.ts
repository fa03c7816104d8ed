/** The gate map: how a pipeline's jobs lead to its environments, when deployments are frozen, and who can run what. */
import { t } from '@vscode/l10n';
import type { Analysis } from '../engine/analysis.ts';
import { basisWords } from './basis.ts';
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

/** Everything that the map shows, as plain data. @param timeZone the reader's. */
export function mapOf(analysis: Analysis, uriOf: UriOf, timeZone: string): GateMap {
  const found: readonly Found[] = deployJobs(analysis, uriOf);
  const { attempt, snapshot } = analysis;
  const { path } = snapshot.project;
  return {
    ...(path !== '' && { project: path }),
    attempt: attemptLine(attempt),
    at: attempt.at,
    basis: basisOf(analysis, timeZone),
    graph: graphOf(analysis, uriOf, found),
    freeze: freezeOf(analysis, found),
    people: peopleOn(analysis, found),
  };
}

function basisOf({ snapshot }: Analysis, timeZone: string): string {
  const { source, instance, settings } = snapshot;
  if (source === 'none' && !settings.currentUser.known && settings.currentUser.why === 'signed-out') {
    return t`Signed out: this is what the files alone tell.`;
  }
  return basisWords(snapshot, instance.url.replace(/^https?:\/\//, ''), timeZone);
}
