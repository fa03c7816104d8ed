/** Asks GitLab itself whether the viewer passes an environment's protections, where the lists leave that open. */
import type { Known, Listing, ProtectedEnvironment, StoredEnvironment } from '../settings/settings.ts';
import type { Api } from './api.ts';
import { bearable, known } from './fault.ts';
import type { Graph } from './graph.ts';
import { flagOrNone, record } from './payload.ts';
import { admissionQuery } from './query.ts';

/** A viewer whose right to change environments depends on the protections alone: a Developer at least. */
export function dependsOnProtections(level: number | undefined, archived: boolean | undefined): boolean {
  return level !== undefined && level >= 30 && archived === false;
}

/** Environments of a tier that a group is known to protect, while others may protect it too. */
export function openEnvironments(
  environments: readonly StoredEnvironment[],
  { items, complete, covers = [] }: Listing<ProtectedEnvironment>,
): readonly StoredEnvironment[] {
  if (complete) return [];
  const open = new Set(items.map((it) => it.name).filter((it) => !covers.includes(it)));
  return environments.filter(({ tier, state }) => tier !== undefined && state !== 'stopped' && open.has(tier));
}

/** The environments with GitLab's own word at those that were asked about. @throws Fault `cancelled` */
export async function withAdmission(
  api: Api,
  { path }: Graph,
  environments: readonly StoredEnvironment[],
  asked: readonly StoredEnvironment[],
): Promise<Known<readonly StoredEnvironment[]>> {
  const answers = await Promise.all(asked.map(async (it) => [it, await admits(api, path, it.name)] as const));
  const byEnvironment = new Map(answers);
  return known(
    environments.map((it) => {
      const admitsViewer = byEnvironment.get(it);
      return admitsViewer === undefined ? it : { ...it, admitsViewer };
    }),
  );
}

async function admits(api: Api, fullPath: string, name: string): Promise<boolean | undefined> {
  try {
    const { data } = record(await api.query(admissionQuery, { fullPath, name }));
    const environment = record(record(record(data)['project'])['environment']);
    return environment['name'] === name
      ? flagOrNone(record(environment['userPermissions'])['updateEnvironment'])
      : undefined;
  } catch (error) {
    bearable(error);
    return undefined;
  }
}
