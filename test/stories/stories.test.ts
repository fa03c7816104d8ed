/** Stories: each page is run from beginning to end, and shows what `explain` says at every step; `UPDATE=1` rewrites it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { main } from '../../server/src/cli/main.ts';
import { folderOf, scratch } from '../cli/run.ts';
import { type StandIn, startGitlab } from '../gitlab/server.ts';
import { noon } from '../support/world.ts';
import { scenarioOf } from './as.ts';

/** What a page says of itself. */
interface Story {
  readonly project: string;
  readonly scenario: string;
}

interface Step {
  /** Whose token reads, and who tries it unless `for` says somebody else. */
  readonly as: string;
  readonly for?: string;
  readonly at?: string;
  readonly job: string;
  /** What GitLab does, worked out by hand: never rewritten. */
  readonly verdict: string;
}

const fence = /^```(\w+)(?: (\S+))?\n(.*?)^```$/gms;

const folder = join('test', 'stories');
for (const name of readdirSync(folder).filter((it) => it.endsWith('.md'))) tell(join(folder, name));

function tell(path: string): void {
  const [head = '', ...sections] = readFileSync(path, 'utf8').split(/^## /m);
  const files: Record<string, string> = {};
  let story: Story | undefined;
  for (const [, , what = '', body = ''] of head.matchAll(fence)) {
    if (what === 'story') story = JSON.parse(body);
    else files[what] = body;
  }
  const { project, scenario } = story ?? assert.fail(`${path} does not say where it takes place`);
  describe(path, () => {
    let gitlab: StandIn;
    const checkout = folderOf(files);
    before(async () => {
      gitlab = await startGitlab(scenarioOf(scenario));
    });
    after(() => gitlab.close());
    for (const section of sections) {
      const title = section.split('\n', 1)[0] ?? '';
      test(title, async () => {
        const { step, text } = stepOf(section);
        const said = await explained(step, ['--gitlab-url', gitlab.url, '--project', project], checkout);
        assert.match(said, new RegExp(`^${step.job} .*: ${step.verdict} {3}\\(`, 'm'), 'the verdict');
        check(path, title, text, said);
      });
    }
  });
}

function stepOf(section: string): { readonly step: Step; readonly text: string } {
  const blocks = [...section.matchAll(fence)];
  const step = blocks.find(([, , what]) => what === 'step')?.[3] ?? assert.fail('a step without its block');
  return { step: JSON.parse(step), text: blocks.find(([, language]) => language === 'text')?.[3] ?? '' };
}

/** What the terminal shows. */
async function explained(step: Step, where: readonly string[], checkout: string): Promise<string> {
  const [out, err] = [collector(), collector()];
  const at = step.at ?? new Date(noon).toISOString();
  const asked = ['explain', checkout, '--job', step.job, '--at', at, '--ref', 'main', ...where];
  const around = {
    cwd: checkout,
    env: { GITLAB_TOKEN: step.as },
    platform: process.platform,
    home: scratch(),
    now: Date.parse(at),
    signal: new AbortController().signal,
  };
  const whom = step.for === undefined ? [] : ['--as', step.for];
  const code = await main([...asked, ...whom], around, { out: out.stream, err: err.stream, terminal: false });
  assert.deepEqual([code, err.text()], [0, '']);
  return out.text();
}

function collector() {
  let text = '';
  const stream = new Writable({
    write(chunk, _, done) {
      text += String(chunk);
      done();
    },
  });
  return { stream, text: () => text };
}

function check(path: string, title: string, now: string, said: string): void {
  if (now === said) return;
  assert.ok(process.env['UPDATE'] === '1', `the page shows another text: run UPDATE=1 npm test -- stories\n${said}`);
  const page = readFileSync(path, 'utf8');
  const block = page.indexOf('```text\n', page.indexOf(`## ${title}`)) + '```text\n'.length;
  const end = page.indexOf('```', block);
  writeFileSync(path, `${page.slice(0, block)}${said}${page.slice(end)}`);
}
