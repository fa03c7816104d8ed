/** The page behind "check the token": what it may, what stays unknown with it, and what would help. */
import { t } from '@vscode/l10n';
import { isoTime } from '../engine/report.ts';
import { settingWords } from '../gates/gate.ts';
import { gates } from '../gates/index.ts';
import { aRole } from '../gates/words.ts';
import type { Known, SettingKey, Snapshot } from '../settings/settings.ts';
import { daysLeft, type Refusal, readsApi, type TokenFacts, type TokenRights } from '../settings/token-rights.ts';
import type { Instant } from '../text/instant.ts';
import { capital, list } from './answer.ts';

/** Sooner than in so many days is soon. */
const soon = 14;

const refusals: Readonly<Record<Refusal, string>> = {
  expired: 'GitLab does not take this token any more: it has expired.',
  revoked: 'GitLab does not take this token any more: it was revoked.',
  unknown: 'GitLab does not know this token: it was mistyped, or it is of another instance.',
};

/** Why GitLab does not take a token, in a sentence. */
export function refusalWords(refusal: Refusal): string {
  return refusals[refusal];
}

/** What is worth knowing of a token before it is used. Empty where all is well. */
export function tokenNotes({ user, token }: TokenRights, now: Instant): readonly string[] {
  if (!token.known) return user.known || user.needs === undefined ? [] : [`This takes ${user.needs}.`];
  const { scopes, expiresAt } = token.value;
  const left = expiresAt === undefined ? undefined : daysLeft(expiresAt, now);
  return [
    ...(readsApi(scopes)
      ? []
      : [`It has ${scopesWords(scopes)}, and nothing of a project can be read without \`read_api\`.`]),
    ...(left !== undefined && left < soon ? [`It ${expiryWords(left)}.`] : []),
  ];
}

/** @param snapshot what was read with the token. */
export function tokenPage(rights: TokenRights, snapshot: Snapshot, from: string, now: Instant): string {
  const { url, version, enterprise } = snapshot.instance;
  const edition = enterprise === undefined ? '' : enterprise ? ' Enterprise Edition' : ' Community Edition';
  const unread = unreadOf(snapshot);
  return [
    `# The token for ${url}`,
    `**${verdict(rights, unread)}**`,
    [
      ...whose(rights, snapshot),
      ...(rights.token.known ? factLines(rights.token.value, now) : [`- Scopes: ${notTold(rights.token)}`]),
      `- Kept: ${from}`,
      ...(version === undefined ? [] : [`- Instance: GitLab ${version}${edition}`]),
    ].join('\n'),
    ...(rights.refusal ? ['**What to do:** run *Deploy Gates: Sign in* and give a new token.'] : unreadSection(unread)),
    ...readSection(snapshot),
  ].join('\n\n');
}

/** A setting that is not known, or known in part. */
interface Unread {
  readonly setting: SettingKey;
  readonly why: string;
  readonly remedy: string;
  /** Known in part: what there is of it counts. */
  readonly partly: boolean;
}

function verdict({ refusal, user, token }: TokenRights, unread: readonly Unread[]): string {
  if (refusal) return refusals[refusal];
  if (token.known && !readsApi(token.value.scopes)) {
    return `This token has ${scopesWords(token.value.scopes)}: nothing of the project can be read with it.`;
  }
  if (!user.known)
    return `Whose token this is could not be read${user.detail === undefined ? '' : `: ${user.detail}`}.`;
  if (unread.length === 0) return 'This token reads everything that the answers rest on.';
  const count = unread.length === 1 ? '1 setting stays' : `${unread.length} settings stay`;
  return `This token will do, and ${count} unknown with it, wholly or in part.`;
}

function whose({ user }: TokenRights, { project, settings }: Snapshot): readonly string[] {
  if (!user.known) return [];
  const { username, name, bot, admin, state } = user.value;
  const person = name === undefined ? `\`${username}\`` : `${name} (\`${username}\`)`;
  const kind = bot ? ', the bot of a project’s or group’s token' : '';
  const me = settings.currentUser.known ? settings.currentUser.value : undefined;
  const role = me?.projectLevel === undefined ? 'not known' : me.projectLevel === 0 ? 'none' : aRole(me.projectLevel);
  return [
    `- Whose: ${person}${kind}${state === undefined || state === 'active' ? '' : `, who is ${state}`}`,
    ...(project.path === '' ? [] : [`- Role in \`${project.path}\`: ${role}`]),
    `- Administrator: ${admin ? 'yes, though in Admin Mode GitLab counts it only for tokens with the scope `admin_mode`' : 'no'}`,
  ];
}

function factLines({ name, scopes, expiresAt, lastUsedAt }: TokenFacts, now: Instant): readonly string[] {
  const wide = scopes.includes('api') ? '; `read_api` would do, since nothing is ever changed' : '';
  return [
    ...(name === undefined ? [] : [`- Name: ${name}`]),
    `- Scopes: ${scopesWords(scopes)}${wide}`,
    `- Expires: ${expiresAt === undefined ? 'never' : `${isoTime(expiresAt).slice(0, 10)}: it ${expiryWords(daysLeft(expiresAt, now))}`}`,
    ...(lastUsedAt === undefined ? [] : [`- Last used: ${lastUsedAt.slice(0, 10)}`]),
  ];
}

function scopesWords(scopes: readonly string[]): string {
  if (scopes.length === 0) return 'no scope';
  return `${scopes.length === 1 ? 'the scope' : 'the scopes'} ${list(
    scopes.map((it) => `\`${it}\``),
    'and',
  )}`;
}

function expiryWords(left: number): string {
  if (left < 0) return 'has expired';
  if (left === 0) return 'expires within a day';
  return left === 1 ? 'expires in 1 day' : `expires in ${left} days`;
}

function notTold(token: Known<TokenFacts>): string {
  return token.known || token.why !== 'unsupported'
    ? 'not known'
    : 'GitLab tells them of personal, project and group access tokens alone, and this is another kind';
}

function unreadOf({ settings }: Snapshot): readonly Unread[] {
  return (Object.keys(settings) as SettingKey[]).flatMap((setting) => {
    const it: Known<unknown> = settings[setting];
    const partial = it.known ? partOf(it.value) : undefined;
    if (it.known && !partial) return [];
    const { why, needs, detail } = it.known ? (partial ?? {}) : it;
    return [{ setting, partly: it.known, why: reason(why, needs, detail), remedy: remedy(why, needs) }];
  });
}

/** A listing that is not complete, with why. */
function partOf(
  value: unknown,
): { readonly why?: string; readonly needs?: string; readonly detail?: string } | undefined {
  if (typeof value !== 'object' || value === null || !('complete' in value)) return undefined;
  const { complete, hidden, why, needs } = value as { readonly [key: string]: unknown };
  if (complete === true && hidden !== true) return undefined;
  return {
    ...(typeof why === 'string' && { why }),
    ...(typeof needs === 'string' && { needs }),
    detail: 'GitLab shows some of it only',
  };
}

function reason(why: string | undefined, needs: string | undefined, detail: string | undefined): string {
  if (why === 'unlicensed') return 'not part of this licence';
  if (needs !== undefined) return `it takes ${/^[A-Z]/.test(needs) ? `the role ${needs}` : needs}`;
  if (detail !== undefined) return detail;
  return why === 'forbidden' ? 'GitLab refuses to show it' : 'it could not be read';
}

function remedy(why: string | undefined, needs: string | undefined): string {
  if (why === 'unlicensed' || why === 'unsupported') return 'none: this GitLab does not have it, or does not tell';
  if (why === 'offline') return '*Deploy Gates: Refresh settings*, once GitLab can be reached';
  if (needs?.includes('scope')) return `*Deploy Gates: Sign in*, with ${needs}`;
  if (needs !== undefined && /^[A-Z]/.test(needs)) {
    return `the token of ${/^[AEIO]/.test(needs) ? 'an' : 'a'} ${needs}, or a snapshot that one makes: \`deploy-gates snapshot\`, named in \`deployGates.settingsFile\``;
  }
  if (why === 'not-found') return 'membership of the project, or another path in `deployGates.project`';
  return needs ?? 'the token of somebody whom GitLab shows it';
}

function unreadSection(unread: readonly Unread[]): readonly string[] {
  if (unread.length === 0) return [];
  const rows = unread.map(({ setting, why, remedy: help, partly }) => {
    const asked = gates.filter((it) => it.reads.includes(setting)).map((it) => t(it.title));
    const open = asked.length === 0 ? 'lint rules and the attempt' : list(asked, 'and');
    return `| ${capital(settingWords(setting))}${partly ? ' (in part)' : ''} | ${why} | ${open} | ${help} |`;
  });
  return [
    '## What stays unknown',
    ['| setting | why | what it may leave open | what would help |', '| --- | --- | --- | --- |', ...rows].join('\n'),
  ];
}

function readSection({ settings }: Snapshot): readonly string[] {
  const read = (Object.keys(settings) as SettingKey[]).filter((it) => settings[it].known && !partOfKnown(settings[it]));
  return read.length === 0 ? [] : ['## What is read', `${capital(list(read.map(settingWords), 'and'))}.`];
}

function partOfKnown(it: Known<unknown>): boolean {
  return it.known && partOf(it.value) !== undefined;
}
