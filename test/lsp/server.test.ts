/** The server and a client talking over memory: what it offers, what it answers, and how it is cancelled. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import {
  CancellationTokenSource,
  type CodeAction,
  CodeActionKind,
  type CodeLens,
  type Location,
  LSPErrorCodes,
  TextDocumentEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { ExplanationAnswer } from '../../server/src/lsp/protocol.ts';
import { clientOf, hoverAt, maintained, opened, production, pull, pulling, trigger, until, uri } from './opened.ts';
import { instance, uriOf } from './small-world.ts';

test('a client that can pull diagnostics is not sent any', async () => {
  await using client = clientOf(trigger);
  const { capabilities } = await client.initialize({}, pulling);
  await client.open(uri, trigger);

  assert.deepEqual(capabilities.diagnosticProvider, { interFileDependencies: true, workspaceDiagnostics: true });
  assert.equal((await pull(client)).length, 1);
  assert.equal(client.pushed.size, 0);
});

test('a client that cannot pull is sent them, for included files too', async () => {
  const text = 'include: deploy.yml\n';
  await using client = clientOf(text, { files: new Map([['deploy.yml', trigger]]) });
  const { capabilities } = await client.initialize();
  await client.open(uri, text);
  await until(() => client.pushed.has(uriOf('deploy.yml')));

  assert.equal(capabilities.diagnosticProvider, undefined);
  assert.deepEqual(
    client.pushed.get(uriOf('deploy.yml'))?.map((it) => it.code),
    ['trigger/no-environment'],
  );
  assert.deepEqual(client.pushed.get(uri), []);
});

test('what is mended is taken back', async () => {
  await using client = clientOf(trigger);
  await opened(client, trigger, {});
  await until(() => client.pushed.get(uri)?.length === 1);

  await client.change(uri, 2, `${trigger}  environment: production\n`);

  await until(() => client.pushed.get(uri)?.every((it) => it.code !== 'trigger/no-environment') === true);
});

test('a finding has a code, a link to its page, and the place where it is written', async () => {
  await using client = clientOf(trigger);
  await opened(client, trigger);

  const [found] = await pull(client);

  assert.equal(found?.source, 'deploy-gates');
  assert.equal(found?.code, 'trigger/no-environment');
  assert.match(found?.codeDescription?.href ?? '', /^https:\/\//);
  assert.deepEqual(found?.range, { start: { line: 2, character: 2 }, end: { line: 2, character: 9 } });
  assert.equal(found?.data, undefined);
});

test('a rule that is switched off says nothing, and another severity counts', async () => {
  await using client = clientOf(trigger);
  await opened(client, trigger);
  const [before] = await pull(client);

  await client.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { deployGates: { rules: { 'trigger/no-environment': 'error' } } },
  });
  const [louder] = await pull(client);
  await client.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { deployGates: { rules: { 'trigger/no-environment': 'off' } } },
  });

  assert.equal(before?.severity, 2);
  assert.equal(louder?.severity, 1);
  assert.deepEqual(await pull(client), []);
});

test('a fix keeps comments, and names the version that it is for', async () => {
  await using client = clientOf(trigger);
  await opened(client, trigger);
  const [found] = await pull(client);

  const [fix] = await client.ask<readonly CodeAction[]>('textDocument/codeAction', uri, {
    range: found?.range,
    context: { diagnostics: [found] },
  });

  const [change] = fix?.edit?.documentChanges ?? [];
  assert.ok(change && TextDocumentEdit.is(change));
  assert.deepEqual(change.textDocument, { uri, version: 1 });
  assert.deepEqual(fix?.diagnostics, [found]);
  assert.equal(
    TextDocument.applyEdits(TextDocument.create(uri, 'yaml', 1, trigger), change.edits as never),
    `${trigger}  environment: production\n`,
  );
});

test('no fix is offered where nothing is found', async () => {
  await using client = clientOf(production);
  await opened(client, production);
  const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 5 } };

  const context = { diagnostics: [], only: [CodeActionKind.QuickFix] };
  assert.deepEqual(await client.ask('textDocument/codeAction', uri, { range, context }), []);
  const others = await client.ask<readonly CodeAction[]>('textDocument/codeAction', uri, {
    range,
    context: { diagnostics: [] },
  });
  assert.ok(others.length > 0 && others.every((it) => it.kind === CodeActionKind.RefactorRewrite));
  const refactor = { diagnostics: [], only: [CodeActionKind.Refactor] };
  assert.deepEqual(await client.ask('textDocument/codeAction', uri, { range, context: refactor }), others);
});

test('nobody signed in: what hangs on settings is unknown, what stands in the file is not', async () => {
  const text = `${production}${trigger}`;
  await using client = clientOf(text, { snapshot: maintained });
  await opened(client, text);

  assert.match((await hoverAt(client, 0, 2)) ?? '', /\*\*Unknown \(signed out\)/);
  assert.ok((await pull(client)).some((it) => it.code === 'trigger/no-environment'));
  assert.equal((await client.status((it) => it.state === 'signed-out')).project, 'acme/app');
});

test('signed in, the hover answers for the person, and the lens too', async () => {
  await using client = clientOf(production, { snapshot: maintained });
  const asked: unknown[] = [];
  client.connection.onRequest('deployGates/token', (params: unknown) => {
    asked.push(params);
    return { token: 'a-token' };
  });
  await opened(client, production);

  assert.match((await hoverAt(client, 0, 2)) ?? '', /\*\*You cannot run this\. Ask `mia`\.\*\*/);
  assert.match((await hoverAt(client, 2, 20)) ?? '', /You cannot run this/);
  const [lens] = await client.ask<readonly CodeLens[]>('textDocument/codeLens', uri);
  assert.equal(lens?.command?.title, 'You cannot run this · ask mia');
  assert.deepEqual(lens?.command?.arguments, [uri, 'deploy']);
  assert.deepEqual(asked, [{ origin: instance, root: 'file:///app' }]);
});

test('a word that no deploy job is written at has no hover', async () => {
  await using client = clientOf(production);
  await opened(client, production);

  assert.equal(await hoverAt(client, 1, 12), undefined);
});

test('a token that the client does not give is asked for again on refresh', async () => {
  await using client = clientOf(production, { snapshot: maintained });
  let token: string | undefined;
  client.connection.onRequest('deployGates/token', () => (token === undefined ? null : { token }));
  await opened(client, production);
  assert.match((await hoverAt(client, 0, 2)) ?? '', /signed out/);

  token = 'a-token';
  await client.connection.sendRequest('workspace/executeCommand', { command: 'deployGates.server.refresh' });

  assert.match((await hoverAt(client, 0, 2)) ?? '', /You cannot run this/);
  assert.equal((await client.status((it) => it.state === 'fresh')).username, 'dana');
});

test('for a client that keeps no tokens the one that is stored on the machine is taken', async () => {
  const stored = { [instance]: 'a-token' };
  await using client = clientOf(production, { snapshot: maintained, stored });
  await opened(client, production);

  assert.match((await hoverAt(client, 0, 2)) ?? '', /You cannot run this/);
});

test('a client that keeps tokens and has none stays signed out, whatever is stored on the machine', async () => {
  const stored = { [instance]: 'a-token' };
  await using client = clientOf(production, { snapshot: maintained, stored });
  client.connection.onRequest('deployGates/token', () => null);
  await opened(client, production);

  assert.match((await hoverAt(client, 0, 2)) ?? '', /signed out/);
});

test('the report is the one of the command line', async () => {
  await using client = clientOf(production, { snapshot: maintained });
  client.connection.onRequest('deployGates/token', () => ({ token: 'a-token' }));
  await client.initialize();

  const report = await client.connection.sendRequest<{ jobs: readonly { name: string; verdict: string }[] }>(
    'deployGates/report',
    { uri },
  );

  assert.deepEqual(
    report.jobs.map(({ name, verdict }) => [name, verdict]),
    [['deploy', 'deny']],
  );
});

test('the explanation is of the job at a place, or of all', async () => {
  const text = `${production}${trigger}`;
  await using client = clientOf(text);
  await opened(client, text);
  const explain = (more: object) =>
    client.connection.sendRequest<ExplanationAnswer>('deployGates/explanation', { uri, ...more });

  const one = await explain({ position: { line: 1, character: 4 } });
  const all = await explain({});

  assert.equal(one.job, 'deploy');
  assert.match(one.markdown, /^# deploy$/m);
  assert.doesNotMatch(one.markdown, /^# deploy-edge$/m);
  assert.equal(all.job, null);
  assert.match(all.markdown, /^# deploy-edge$/m);
});

test('broken YAML keeps the other jobs', async () => {
  const text = `${production}\nbroken:\n  script: "unclosed\n`;
  await using client = clientOf(text);
  await opened(client, text);

  assert.ok((await pull(client)).some((it) => it.code === 'config/error'));
  assert.match((await hoverAt(client, 0, 2)) ?? '', /`deploy` to `production`/);
});

test('an include that is not there is an error where it is written', async () => {
  const text = `include: nowhere.yml\n${production}`;
  await using client = clientOf(text);
  await opened(client, text);

  const [found] = await pull(client);

  assert.equal(found?.code, 'config/error');
  assert.equal(found?.range.start.line, 0);
  assert.match(String(found?.message), /nowhere\.yml/);
});

test('`needs` leads to the job, and `include` to the file', async () => {
  const text = 'include: build.yml\ndeploy:\n  needs: [build]\n  script: ./deploy\n';
  await using client = clientOf(text, { files: new Map([['build.yml', 'build:\n  script: make\n']]) });
  await opened(client, text);
  const lead = (line: number, character: number) =>
    client.ask<Location | null>('textDocument/definition', uri, { position: { line, character } });

  assert.deepEqual(await lead(2, 12), {
    uri: uriOf('build.yml'),
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 5 } },
  });
  assert.equal((await lead(0, 12))?.uri, uriOf('build.yml'));
  assert.equal(await lead(3, 12), null);
});

test('a cancelled request is answered as cancelled', async () => {
  let answer: (token: null) => void = () => undefined;
  await using client = clientOf(production, { snapshot: maintained });
  client.connection.onRequest('deployGates/token', () => new Promise<null>((resolve) => (answer = resolve)));
  await opened(client, production);
  const cancelled = async (wait: number) => {
    const source = new CancellationTokenSource();
    const params = { textDocument: { uri }, position: { line: 0, character: 2 } };
    const request = client.connection.sendRequest('textDocument/hover', params, source.token);
    const rejected = assert.rejects(request, { code: LSPErrorCodes.RequestCancelled });
    if (wait > 0) await setTimeout(wait);
    source.cancel();
    await rejected;
  };

  await cancelled(0);
  await cancelled(50);

  answer(null);
  assert.match((await hoverAt(client, 0, 2)) ?? '', /signed out/);
});
