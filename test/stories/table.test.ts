/** The README's table of what each role can learn is made from what the stand-in shows to each; `UPDATE=1` writes it. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import type { JobReport } from '../../server/src/engine/analysis.ts';
import type { Known, Listing, SettingKey, Snapshot } from '../../server/src/settings/settings.ts';
import { judge, scenarioOf, snapshotWith, withGitlab } from './as.ts';

const columns = [
  ['outsider', 'nils'],
  ['Guest', 'gus'],
  ['Reporter', 'rita'],
  ['Developer', 'dana'],
  ['Maintainer', 'mia'],
  ['Owner of the groups', 'omar'],
  ['administrator', 'alma'],
] as const;

const rows: readonly (readonly [label: string, ...settings: SettingKey[]])[] = [
  ['whether protected environments are licensed; self-approval', 'protectedEnvironmentsLicensed', 'selfApproval'],
  ['members of the project', 'members'],
  ['environments and their stored tier', 'environments'],
  ["the project's protected environments and approval rules", 'protectedEnvironments'],
  ['those of the groups above', 'groupProtectedEnvironments'],
  ['members of groups that rules name', 'groupMembers'],
  ['freeze periods', 'freezePeriods'],
  ['protected branches', 'protectedBranches'],
  ['protected tags', 'protectedTags'],
  ['resource groups that exist', 'resourceGroups'],
  [
    'outdated deployments, job-token settings, default of resource groups',
    'forwardDeployment',
    'jobTokenPushAllowed',
    'jobTokenInbound',
    'resourceGroupDefaultMode',
  ],
];

const pipeline = `
deploy: { script: ./deploy, environment: production, when: manual }
`;

test('the README says what each role can learn', async () => {
  const snapshots = await withGitlab(scenarioOf('roles'), (gitlab) =>
    Promise.all(columns.map(([, token]) => snapshotWith(gitlab, token, 'acme/app'))),
  );
  const reports = snapshots.map((it) => judge(pipeline, it).reports[0] ?? assert.fail());
  const lines = [
    ['', ...columns.map(([role]) => role)],
    ['---', ...columns.map(() => '---')],
    ...rows.map(([label, ...settings]) => [label, ...snapshots.map((it) => extent(it, settings))]),
    ['**whether they themselves may deploy to `production`**', ...reports.map(own)],
    ['**who else may**', ...reports.map((it, n) => others(it, columns[n]?.[1]))],
  ];
  check(
    'roles',
    lines.map((cells) => `| ${cells.join(' | ')} |`),
  );
});

/** Whether all of the settings are known, some of what they hold, or nothing. */
function extent({ settings }: Snapshot, keys: readonly SettingKey[]): string {
  // Which groups are meant is not known then.
  if (keys.includes('groupMembers') && !settings.protectedEnvironments.known) return '–';
  const read: readonly Known<unknown>[] = keys.map((it) => settings[it]);
  if (read.every((it) => !it.known)) return '–';
  return read.every((it) => it.known && isWhole(it.value)) ? 'yes' : 'in part';
}

/** A list that names what it leaves out is one in part; so are groups of which only the viewer's own place is told. */
function isWhole(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if ('complete' in value) return (value as Listing<unknown>).complete;
  return Object.values(value).every((it) => typeof it !== 'object' || it === null || !('mine' in it));
}

function own({ findings }: JobReport): string {
  const said = findings.find((it) => it.gate.id === 'permission')?.verdict;
  if (said?.kind !== 'unknown') return 'yes';
  return said.missing.every((it) => it.kind === 'runtime') ? 'once in admin mode' : '–';
}

/** The viewer's own case is the other row's. */
function others({ who }: JobReport, me: string | undefined): string {
  const open = (who.unknown ?? []).filter((it) => it !== 'whether admin mode is on');
  if (open.length === 0) return 'yes';
  return [...who.users, ...who.nearMisses].some((it) => it.username !== me) ? 'in part' : '–';
}

function check(name: string, lines: readonly string[]): void {
  const now = readFileSync('README.md', 'utf8');
  const [before, after] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const start = now.indexOf(before) + before.length;
  const right = `${now.slice(0, start)}${lines.join('\n')}\n${now.slice(now.indexOf(after))}`;
  if (process.env['UPDATE'] === '1') writeFileSync('README.md', right);
  else assert.equal(now, right, 'run UPDATE=1 npm test -- stories/table');
}
