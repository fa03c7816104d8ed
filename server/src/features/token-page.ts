/** The page behind "check the token": what it may, what stays unknown with it, and what would help. */
import { t } from '@vscode/l10n';
import { isoTime } from '../engine/report.ts';
import { settingWords } from '../gates/gate.ts';
import { gates } from '../gates/index.ts';
import { isRole, isScope, needsWords } from '../gates/needs.ts';
import { roleName } from '../gates/words.ts';
import { later } from '../logic/later.ts';
import type { Known, SettingKey, Snapshot } from '../settings/settings.ts';
import { daysLeft, type Refusal, readsApi, type TokenFacts, type TokenRights } from '../settings/token-rights.ts';
import { dateWords } from '../text/dates.ts';
import type { Instant } from '../text/instant.ts';
import { capital, list } from './answer.ts';

/** Sooner than in so many days is soon. */
const soon = 14;

const refusals: Readonly<Record<Refusal, string>> = {
  expired: later('GitLab does not take this token any more: it has expired.'),
  revoked: later('GitLab does not take this token any more: it was revoked.'),
  unknown: later('GitLab does not know this token: it was mistyped, or it is of another instance.'),
};

/** Why GitLab does not take a token, in a sentence. */
export function refusalWords(refusal: Refusal): string {
  return t(refusals[refusal]);
}

/** What is worth knowing of a token before it is used. Empty where all is well. */
export function tokenNotes({ user, token }: TokenRights, now: Instant): readonly string[] {
  if (!token.known) return user.known || user.needs === undefined ? [] : [t`This takes ${needsWords(user.needs)}.`];
  const { scopes, expiresAt } = token.value;
  const left = expiresAt === undefined ? undefined : daysLeft(expiresAt, now);
  return [
    ...(readsApi(scopes)
      ? []
      : [t`It has ${scopesWords(scopes)}, and nothing of a project can be read without \`read_api\`.`]),
    ...(left !== undefined && left < soon ? [t`It ${expiryWords(left)}.`] : []),
  ];
}

/** @param snapshot what was read with the token. */
export function tokenPage(rights: TokenRights, snapshot: Snapshot, from: string, now: Instant): string {
  const { url, version, enterprise } = snapshot.instance;
  const edition = enterprise === undefined ? '' : enterprise ? ' Enterprise Edition' : ' Community Edition';
  const unread = unreadOf(snapshot);
  return [
    `# ${t`The token for ${url}`}`,
    `**${verdict(rights, unread)}**`,
    [
      ...whose(rights, snapshot),
      ...(rights.token.known ? factLines(rights.token.value, now) : [`- ${t`Scopes: ${notTold(rights.token)}`}`]),
      `- ${t`Kept: ${from}`}`,
      ...(version === undefined ? [] : [`- ${t`Instance: GitLab ${version}${edition}`}`]),
    ].join('\n'),
    ...(rights.refusal
      ? [t`**What to do:** run *Deploy Gates: Sign in* and give a new token.`]
      : unreadSection(unread)),
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
  if (refusal) return refusalWords(refusal);
  if (token.known && !readsApi(token.value.scopes)) {
    return t`This token has ${scopesWords(token.value.scopes)}: nothing of the project can be read with it.`;
  }
  if (!user.known) {
    return user.detail === undefined
      ? t`Whose token this is could not be read.`
      : t`Whose token this is could not be read: ${t(user.detail)}.`;
  }
  if (unread.length === 0) return t`This token reads everything that the answers rest on.`;
  return unread.length === 1
    ? t`This token will do, and 1 setting stays unknown with it, wholly or in part.`
    : t`This token will do, and ${unread.length} settings stay unknown with it, wholly or in part.`;
}

function whose({ user }: TokenRights, { project, settings }: Snapshot): readonly string[] {
  if (!user.known) return [];
  const { username, name, bot, admin, state } = user.value;
  const person = name === undefined ? `\`${username}\`` : `${name} (\`${username}\`)`;
  const kind = bot ? `, ${t`the bot of a project’s or group’s token`}` : '';
  const me = settings.currentUser.known ? settings.currentUser.value : undefined;
  const condition = state === undefined || state === 'active' ? '' : `, ${t`who is ${state}`}`;
  return [
    `- ${t`Whose: ${person}`}${kind}${condition}`,
    ...(project.path === '' ? [] : [`- ${roleLine(project.path, me?.projectLevel)}`]),
    admin
      ? `- ${t`Administrator: yes, though in Admin Mode GitLab counts it only for tokens with the scope \`admin_mode\``}`
      : `- ${t`Administrator: no`}`,
  ];
}

function roleLine(project: string, level: number | undefined): string {
  if (level === undefined) return t`Role in \`${project}\`: not known`;
  const role = roleName(level);
  if (role === undefined) return t`Role in \`${project}\`: none`;
  return role.startsWith('O') ? t`Role in \`${project}\`: an ${role}` : t`Role in \`${project}\`: a ${role}`;
}

function factLines({ name, scopes, expiresAt, lastUsedAt }: TokenFacts, now: Instant): readonly string[] {
  const words = scopesWords(scopes);
  const day = expiresAt === undefined ? '' : dateWords(isoTime(expiresAt));
  return [
    ...(name === undefined ? [] : [`- ${t`Name: ${name}`}`]),
    scopes.includes('api')
      ? `- ${t`Scopes: ${words}; \`read_api\` would do, since nothing is ever changed`}`
      : `- ${t`Scopes: ${words}`}`,
    expiresAt === undefined
      ? `- ${t`Expires: never`}`
      : `- ${t`Expires: ${day}: it ${expiryWords(daysLeft(expiresAt, now))}`}`,
    ...(lastUsedAt === undefined ? [] : [`- ${t`Last used: ${dateWords(lastUsedAt)}`}`]),
  ];
}

function scopesWords(scopes: readonly string[]): string {
  if (scopes.length === 0) return t`no scope`;
  const names = list(
    scopes.map((it) => `\`${it}\``),
    'and',
  );
  return scopes.length === 1 ? t`the scope ${names}` : t`the scopes ${names}`;
}

function expiryWords(left: number): string {
  if (left < 0) return t`has expired`;
  if (left === 0) return t`expires within a day`;
  return left === 1 ? t`expires in 1 day` : t`expires in ${left} days`;
}

function notTold(token: Known<TokenFacts>): string {
  return token.known || token.why !== 'unsupported'
    ? t`not known`
    : t`GitLab tells them of personal, project and group access tokens alone, and this is another kind`;
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
    detail: later('GitLab shows some of it only'),
  };
}

function reason(why: string | undefined, needs: string | undefined, detail: string | undefined): string {
  if (why === 'unlicensed') return t`not part of this licence`;
  if (needs !== undefined) {
    return isRole(needs) ? t`it takes the role ${needsWords(needs)}` : t`it takes ${needsWords(needs)}`;
  }
  if (detail !== undefined) return t(detail);
  return why === 'forbidden' ? t`GitLab refuses to show it` : t`it could not be read`;
}

function remedy(why: string | undefined, needs: string | undefined): string {
  if (why === 'unlicensed' || why === 'unsupported') return t`none: this GitLab does not have it, or does not tell`;
  if (why === 'offline') return t`*Deploy Gates: Refresh settings*, once GitLab can be reached`;
  if (needs !== undefined && isScope(needs)) return t`*Deploy Gates: Sign in*, with ${needsWords(needs)}`;
  if (needs !== undefined && isRole(needs)) {
    const role = needsWords(needs);
    return /^[AEIO]/.test(needs)
      ? t`the token of an ${role}, or a snapshot that one makes: \`deploy-gates snapshot\`, named in \`deployGates.settingsFile\``
      : t`the token of a ${role}, or a snapshot that one makes: \`deploy-gates snapshot\`, named in \`deployGates.settingsFile\``;
  }
  if (why === 'not-found') return t`membership of the project, or another path in \`deployGates.project\``;
  return needs === undefined ? t`the token of somebody whom GitLab shows it` : needsWords(needs);
}

function unreadSection(unread: readonly Unread[]): readonly string[] {
  if (unread.length === 0) return [];
  const rows = unread.map(({ setting, why, remedy: help, partly }) => {
    const asked = gates.filter((it) => it.reads.includes(setting)).map((it) => t(it.title));
    const open = asked.length === 0 ? t`lint rules and the attempt` : list(asked, 'and');
    const what = capital(settingWords(setting));
    return `| ${partly ? t`${what} (in part)` : what} | ${why} | ${open} | ${help} |`;
  });
  const header = [t`setting`, t`why`, t`what it may leave open`, t`what would help`];
  return [
    `## ${t`What stays unknown`}`,
    [`| ${header.join(' | ')} |`, '| --- | --- | --- | --- |', ...rows].join('\n'),
  ];
}

function readSection({ settings }: Snapshot): readonly string[] {
  const read = (Object.keys(settings) as SettingKey[]).filter((it) => settings[it].known && !partOfKnown(settings[it]));
  return read.length === 0 ? [] : [`## ${t`What is read`}`, `${capital(list(read.map(settingWords), 'and'))}.`];
}

function partOfKnown(it: Known<unknown>): boolean {
  return it.known && partOf(it.value) !== undefined;
}
