// The language server at every key of every pipeline of a corpus: each request answers, and none with an error.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { LineCounter, parseDocument, visit } from 'yaml';

/** What is asked at every key, and behind it. */
const atKeys = ['textDocument/hover', 'textDocument/definition', 'textDocument/references'];
const behindKeys = ['textDocument/completion'];

/** What is asked at the keys of the top only: elsewhere it is much the same. */
const atNames = [
  'textDocument/completion',
  'textDocument/documentHighlight',
  'textDocument/prepareCallHierarchy',
  'textDocument/prepareRename',
];

/** What is asked of a file as a whole. */
const ofFiles = [
  'textDocument/documentLink',
  'textDocument/documentSymbol',
  'textDocument/codeLens',
  'textDocument/diagnostic',
];

/** Names may not be renamed, and that is told as an error. */
const refusals = -32803;

/** Servers that share the work. */
const servers = 2;

/**
 * @param program the bundled server
 * @param corpus the folder that holds the pipelines
 * @param pipelines `{root, file, includes}` of each
 * @returns how many requests there were, at how many keys, and what went wrong
 */
export async function askEverywhere(program, corpus, pipelines) {
  const roots = [...new Set(pipelines.map((it) => it.root))];
  const shares = Array.from({ length: servers }, (_, n) => new Set(roots.filter((_root, at) => at % servers === n)));
  const tallies = await Promise.all(
    shares.map((share) =>
      askOne(
        program,
        corpus,
        pipelines.filter((it) => share.has(it.root)),
      ),
    ),
  );
  const sum = (key) => tallies.reduce((total, it) => total + it[key], 0);
  return { keys: sum('keys'), requests: sum('requests'), troubles: tallies.flatMap((it) => it.troubles) };
}

async function askOne(program, corpus, pipelines) {
  const server = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const reader = new StreamMessageReader(server.stdout);
  const connection = createProtocolConnection(reader, new StreamMessageWriter(server.stdin));
  connection.listen();
  const roots = [...new Set(pipelines.map((it) => join(corpus, it.root)))];
  const workspaceFolders = roots.map((it) => ({ uri: pathToFileURL(it).href, name: it }));
  const capabilities = { textDocument: { diagnostic: {}, rename: { prepareSupport: true } } };
  await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities, workspaceFolders });
  await connection.sendNotification('initialized', {});
  const tally = { keys: 0, requests: 0, troubles: [] };
  for (const path of filesOf(corpus, pipelines)) await askFile(connection, path, tally);
  connection.dispose();
  server.kill();
  return tally;
}

/** Entry files, and the local files that they include. */
function filesOf(corpus, pipelines) {
  const paths = pipelines.flatMap(({ root, file, includes = [] }) => {
    const locals = includes.flatMap(({ local }) => (typeof local === 'string' ? [local.replace(/^\/+/, '')] : []));
    return [file, ...locals].map((it) => join(corpus, root, it));
  });
  return [...new Set(paths)].filter((it) => !it.includes('*') && existsSync(it));
}

async function askFile(connection, path, tally) {
  const uri = pathToFileURL(path).href;
  const text = readFileSync(path, 'utf8');
  const textDocument = { uri, languageId: 'yaml', version: 1, text };
  await connection.sendNotification('textDocument/didOpen', { textDocument });
  const ask = async (method, more = {}) => {
    tally.requests++;
    const context = { includeDeclaration: true };
    try {
      await connection.sendRequest(method, { textDocument: { uri }, context, ...more });
    } catch (error) {
      if (error.code !== refusals)
        tally.troubles.push(`${method} of ${path} ${JSON.stringify(more)}: ${error.message}`);
    }
  };
  const asked = ofFiles.map((method) => ask(method));
  for (const { key, behind } of placesIn(text)) {
    tally.keys++;
    for (const method of atKeys) asked.push(ask(method, { position: key }));
    for (const method of behindKeys) asked.push(ask(method, { position: behind }));
    if (key.character === 1) for (const method of atNames) asked.push(ask(method, { position: key }));
  }
  await Promise.all(asked);
  await connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
}

/** Each key, and the place where its value begins. */
function placesIn(text) {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, uniqueKeys: false, logLevel: 'silent' });
  const positionOf = (offset) => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: line - 1, character: col - 1 };
  };
  const places = [];
  visit(document, {
    Pair(_, { key, value }) {
      if (!key?.range) return;
      places.push({ key: positionOf(key.range[0] + 1), behind: positionOf(value?.range?.[0] ?? key.range[1] + 2) });
    },
  });
  return places;
}
