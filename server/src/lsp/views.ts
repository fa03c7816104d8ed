/** What views show that stand beside the editors: the tree of environments. They ask again when they are told to. */
import { basename } from 'node:path';
import { treeOf } from '../features/tree.ts';
import { fileOf } from './addresses.ts';
import type { Part } from './part.ts';
import type { TreeAnswer, TreeRoot } from './protocol.ts';
import { request } from './request.ts';
import type { Main, Session } from './session.ts';

export const views: Part = {
  capabilities: () => ({}),
  listen({ connection, session }) {
    connection.onRequest('deployGates/tree', (token) => request(token, (signal) => askTree(session, signal)));
  },
};

async function askTree(session: Session, signal: AbortSignal): Promise<TreeAnswer> {
  const mains = await session.mains(signal);
  return { roots: mains.map(rootOf) };
}

function rootOf({ root, state, detail, view }: Main): TreeRoot {
  return {
    uri: root,
    name: basename(fileOf(root) ?? root),
    state,
    ...(detail !== undefined && { detail }),
    ...(view && { tree: treeOf(view.analysis, view.uriOf) }),
  };
}
