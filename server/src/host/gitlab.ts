/** Reads a project's settings from GitLab: each known, or unread with its reason. The requests are few and only read. */
import { later } from '../logic/later.ts';
import type { Snapshot } from '../settings/settings.ts';
import type { Instant } from '../text/instant.ts';
import { type Above, readAbove } from './above.ts';
import type { Account } from './account.ts';
import { openApi } from './api.ts';
import {
  attributesOf,
  forwardDeployment,
  invitedGroups,
  jobTokenPush,
  licensed,
  resourceGroupDefault,
  selfApproval,
} from './attributes.ts';
import { type Door, enter, type Own, readOwn } from './facts.ts';
import { settled } from './fault.ts';
import { preventsBlocking } from './feature-flag.ts';
import type { Network } from './network.ts';
import { compact } from './payload.ts';
import { environmentFrom } from './rest.ts';
import { type RequestNote, Transport } from './transport.ts';
import { everything, unasked } from './unasked.ts';

export interface SnapshotOptions {
  readonly now: Instant;
  readonly signal: AbortSignal;
  /** Called for each request that was sent. Not used where `transport` is given, which has its own. */
  readonly onRequest?: (note: RequestNote) => void;
  readonly network?: Network;
  /** Kept by the caller, with its connections and ETags; else one is made for this reading. */
  readonly transport?: Transport;
  /** Also what takes a request for each group above the project, beyond the usual number: for a snapshot to share. */
  readonly thorough?: boolean;
}

/**
 * The settings of one project, as the account's user may read them.
 *
 * Takes at most 11 requests at any depth of groups, two more for each group that a rule names, and further pages.
 * Without a token nothing is asked. No variable and no other secret of the project is ever read.
 * @param project path or number; a number may be a string of digits.
 * @throws Fault `cancelled` only. What GitLab answers, or that it does not, stands in the snapshot.
 */
export async function takeSnapshot(
  account: Account | undefined,
  project: string | number,
  options: SnapshotOptions,
): Promise<Snapshot> {
  if (!account?.token) return unasked(account?.base ?? '', String(project), options.now);
  const { onRequest, network } = options;
  const transport = options.transport ?? new Transport(account, compact({ onRequest, network }));
  try {
    return await (account.token.kind === 'job' ? readAsJob : read)(transport, project, options);
  } finally {
    if (!options.transport) transport.close();
  }
}

async function read(
  transport: Transport,
  project: string | number,
  { signal, now, thorough = false }: SnapshotOptions,
): Promise<Snapshot> {
  const api = openApi(transport, signal);
  const door = await enter(api, project);
  if (door.id === undefined) {
    const state = door.project.known ? ({ known: false, why: 'unsupported' } as const) : door.project;
    const settings = { ...everything(state), currentUser: door.me };
    return snapshotOf(transport, door, String(project), now, settings);
  }
  const [own, flag] = await Promise.all([
    readOwn(api, door.id, door),
    preventsBlocking(api, door.id, door.me, door.build),
  ]);
  const above = await readAbove(api, door, own, thorough);
  const instance = compact({ ...door.build, preventBlockingNonDeploymentJobs: flag });
  return snapshotOf(transport, { ...door, build: instance }, String(project), now, settingsOf(door, own, above));
}

function snapshotOf(
  { account }: Transport,
  { id, path, build }: Door,
  asked: string,
  now: Instant,
  settings: Snapshot['settings'],
): Snapshot {
  return {
    version: 1,
    instance: { url: account.base, ...build },
    project: { path: path ?? asked, ...(id !== undefined && { id }) },
    takenAt: new Date(now).toISOString(),
    source: 'gitlab',
    settings,
  };
}

function settingsOf(door: Door, own: Own, above: Above): Snapshot['settings'] {
  const { project, build } = door;
  const isLicensed = licensed(project, {
    ...build,
    ...(own.enterprise !== undefined && { enterprise: own.enterprise }),
  });
  return {
    project: attributesOf(project),
    protectedEnvironmentsLicensed: isLicensed,
    ancestorGroups: above.groups,
    protectedEnvironments: above.projectProtections,
    groupProtectedEnvironments: above.groupProtections,
    environments: above.environments,
    freezePeriods: own.freezePeriods,
    protectedBranches: own.protectedBranches,
    protectedTags: own.protectedTags,
    currentUser: own.me,
    members: own.members,
    groupMembers: above.members,
    invitedGroups: invitedGroups(project),
    selfApproval: selfApproval(project, isLicensed),
    forwardDeployment: forwardDeployment(project),
    resourceGroups: own.resourceGroups,
    resourceGroupDefaultMode: resourceGroupDefault(project),
    jobTokenPushAllowed: jobTokenPush(project),
    jobTokenInbound: own.jobTokenInbound,
  };
}

/** A job's token reaches the environments of its project and none of the other settings. */
async function readAsJob(
  transport: Transport,
  project: string | number,
  { signal, now }: SnapshotOptions,
): Promise<Snapshot> {
  const api = openApi(transport, signal);
  const needs = later('a personal, group or project access token');
  const detail = later('the token of a CI job does not reach this setting');
  const environments = await settled(
    api.environments(project).then((it) => it.map(environmentFrom)),
    'Reporter',
  );
  const settings = { ...everything({ known: false, why: 'forbidden', needs, detail }), environments };
  return snapshotOf(transport, { build: {} } as Door, String(project), now, settings);
}
