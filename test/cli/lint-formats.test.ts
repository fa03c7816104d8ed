/** What `lint` writes for other programs: SARIF, GitLab's Code Quality, JUnit. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeQuality } from '../../server/src/cli/code-quality.ts';
import { junit } from '../../server/src/cli/junit.ts';
import type { Listed } from '../../server/src/cli/listing.ts';
import { sarif } from '../../server/src/cli/sarif.ts';
import { hrefOf } from '../../server/src/lint/documentation.ts';
import { rules } from '../../server/src/lint/index.ts';
import { folderOf, run } from './run.ts';

const one: Listed = {
  rule: 'freeze/ignored',
  severity: 'warning',
  file: 'ci/deploy.yml',
  line: 12,
  column: 5,
  job: 'deploy',
  headline: '`deploy` runs during a deploy freeze & more <as well>.',
  details: ['Why.', 'What to do.'],
  related: [{ file: '.gitlab-ci.yml', line: 3, message: 'here' }],
};
const mild: Listed = { ...one, severity: 'info', rule: 'rules/title-decides', line: 20 };

const context = {
  version: '1.2.3',
  rules,
  pageOf: (id: string) => `# ${id}`,
  hrefOf: (it: Parameters<typeof hrefOf>[0]) => hrefOf(it, 'https://gitlab.example.com/acme/deploy-gates'),
};

interface Log {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly Declared[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: { readonly startLine: number; readonly startColumn: number };
        };
      }[];
      readonly relatedLocations?: readonly unknown[];
      readonly partialFingerprints: Readonly<Record<string, string>>;
    }[];
  }[];
}

interface Declared {
  readonly id: string;
  readonly helpUri: string;
  readonly help?: { readonly markdown: string };
  readonly defaultConfiguration: { readonly level: string; readonly enabled?: boolean };
}

test('SARIF declares every rule, with its page', () => {
  const [first] = (JSON.parse(sarif([], context)) as Log).runs;
  const declared = first?.tool.driver.rules ?? [];
  assert.deepEqual(
    declared.map((it) => it.id),
    [...rules.map((it) => it.id), 'config/error'],
  );
  const [freeze] = declared.filter((it) => it.id === 'freeze/ignored');
  assert.equal(
    freeze?.helpUri,
    'https://gitlab.example.com/acme/deploy-gates/-/blob/main/docs/rules/freeze-ignored.md',
  );
  assert.equal(freeze?.help?.markdown, '# freeze/ignored');
  assert.deepEqual(freeze?.defaultConfiguration, { level: 'warning' });
  const [fine] = declared.filter((it) => it.id === 'concurrency/retry-deploy');
  assert.deepEqual(fine?.defaultConfiguration, { level: 'note', enabled: false });
});

test('SARIF says where, and the same finding has the same fingerprint on another line', () => {
  const [first] = (JSON.parse(sarif([one, { ...one, line: 40 }, one], context)) as Log).runs;
  const [result, twin] = first?.results ?? [];
  assert.equal(first?.tool.driver.rules[result?.ruleIndex ?? -1]?.id, 'freeze/ignored');
  assert.equal(result?.level, 'warning');
  assert.equal(result?.locations[0]?.physicalLocation.artifactLocation.uri, 'ci/deploy.yml');
  assert.deepEqual(result?.locations[0]?.physicalLocation.region, { startLine: 12, startColumn: 5 });
  assert.equal(result?.relatedLocations?.length, 1);
  assert.notDeepEqual(result?.partialFingerprints, twin?.partialFingerprints);
  const [moved] = (JSON.parse(sarif([{ ...one, line: 99 }], context)) as Log).runs[0]?.results ?? [];
  assert.deepEqual(moved?.partialFingerprints, result?.partialFingerprints);
});

test('Code Quality has what GitLab asks for', () => {
  const [first, second] = JSON.parse(codeQuality([one, mild])) as Readonly<Record<string, unknown>>[];
  assert.match(String(first?.['fingerprint']), /^[0-9a-f]{64}$/);
  assert.deepEqual(
    { ...first, fingerprint: '' },
    {
      description: one.headline,
      check_name: 'freeze/ignored',
      fingerprint: '',
      severity: 'major',
      location: { path: 'ci/deploy.yml', lines: { begin: 12 } },
      content: { body: 'Why.\nWhat to do.' },
    },
  );
  assert.equal(second?.['severity'], 'minor');
});

test('JUnit fails for warnings, and passes what is milder', () => {
  const report = junit([one, mild]);
  assert.match(report, /<testsuites tests="2" failures="1">/);
  assert.match(
    report,
    /<failure type="warning" message="`deploy` runs during a deploy freeze &amp; more &lt;as well&gt;\.">/,
  );
  assert.match(
    report,
    /rules\/title-decides deploy \(ci\/deploy\.yml:20\)" file="ci\/deploy\.yml" time="0"><system-out>/,
  );
  assert.match(junit([]), /<testsuites tests="1" failures="0">/);
});

const ci = 'deploy:\n  trigger: acme/infra\n  environment: production\n  only: [main]\n';

test('the command writes them', async () => {
  const cwd = folderOf({ '.gitlab-ci.yml': ci });
  const { out, code } = await run(['lint', '--format', 'sarif', '--fail-on', 'warning'], { cwd });
  assert.equal(code, 1);
  assert.deepEqual(
    (JSON.parse(out) as Log).runs[0]?.results.map((it) => it.ruleId),
    ['trigger/no-strategy'],
  );
  const quality = await run(['lint', '--format', 'codequality'], { cwd });
  assert.equal((JSON.parse(quality.out) as unknown[]).length, 1);
  assert.match((await run(['lint', '--format', 'junit'], { cwd })).out, /^<\?xml/);
});

test('no other command does', async () => {
  const { code, err } = await run(['explain', '--format', 'sarif'], { cwd: folderOf({ '.gitlab-ci.yml': ci }) });
  assert.equal(code, 2);
  assert.match(err, /--format is "sarif"; it is one of: text, json, markdown\./);
});

test('the project file decides, and one that is not understood is wrong usage', async () => {
  const good = folderOf({ '.gitlab-ci.yml': ci, '.deploy-gates.yml': 'rules:\n  trigger/no-strategy: error\n' });
  assert.equal((await run(['lint'], { cwd: good })).code, 1);
  const bad = folderOf({ '.gitlab-ci.yml': ci, '.deploy-gates.yml': 'rules:\n  trigger/no-strategi: error\n' });
  const { code, err } = await run(['lint'], { cwd: bad });
  assert.equal(code, 2);
  assert.match(
    err,
    /\.deploy-gates\.yml:2:3: There is no rule `trigger\/no-strategi`\. Is `trigger\/no-strategy` meant\?/,
  );
});

test('the page of a rule is shown by its id', async () => {
  const { out } = await run(['gate', 'freeze/ignored']);
  assert.match(out, /^# freeze\/ignored\n\nSeverity: warning · needs freeze periods\n/);
  const wrong = await run(['gate', 'freeze/ignore']);
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /There is no gate or rule "freeze\/ignore"\. Is "freeze\/ignored" meant\?/);
});
