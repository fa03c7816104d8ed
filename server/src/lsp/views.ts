/** What views show that stand beside the editors: the tree of environments, the gate map. They ask again when they are told to. */
import { mapOf } from '../features/map.ts';
import { treeOf } from '../features/tree.ts';
import { holds, nameOf, placeOf } from './addresses.ts';
import type { Part } from './part.ts';
import type { MapAnswer, MapParams, TreeAnswer, TreeRoot } from './protocol.ts';
import { request } from './request.ts';
import type { Main, Session } from './session.ts';

export const views: Part = {
  capabilities: () => ({}),
  listen({ connection, session }) {
    connection.onRequest('deployGates/tree', (token) => request(token, (signal) => askTree(session, signal)));
    connection.onRequest('deployGates/map', (params: MapParams, token) =>
      request(token, (signal) => askMap(session, params, signal)),
    );
  },
};

async function askTree(session: Session, signal: AbortSignal): Promise<TreeAnswer> {
  const mains = await session.mains(signal);
  return { roots: mains.map(rootOf) };
}

function rootOf({ root, state, detail, view }: Main): TreeRoot {
  return {
    uri: root,
    name: nameOf(placeOf(root) ?? root),
    state,
    ...(detail !== undefined && { detail }),
    ...(view && { tree: treeOf(view.analysis, view.uriOf) }),
  };
}

async function askMap(session: Session, { uri }: MapParams, signal: AbortSignal): Promise<MapAnswer> {
  const mains = (await session.mains(signal)).filter((it) => it.view);
  const file = uri === undefined ? undefined : placeOf(uri);
  // Spellings of one address differ, paths do not.
  const around = mains.filter((it) => file !== undefined && isWithin(file, placeOf(it.root)));
  const main = around.sort((a, b) => b.root.length - a.root.length)[0] ?? mains[0];
  if (!main?.view) return null;
  const { root, view } = main;
  return { root, name: nameOf(placeOf(root) ?? root), map: mapOf(view.analysis, view.uriOf, view.timeZone) };
}

function isWithin(file: string, folder: string | undefined): boolean {
  return folder !== undefined && holds(folder, file);
}
