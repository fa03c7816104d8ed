/** People, members and access rows as the REST API shows them. */
import {
  type AccessRow,
  type Environment,
  founded,
  type Group,
  type Instance,
  type Member,
  type User,
} from './world.ts';

/** Where things are on the web, and which edition speaks. */
export interface Showing {
  readonly base: string;
  readonly instance: Instance;
}

export function userBasic({ base }: { readonly base: string }, user: User) {
  return {
    id: user.id,
    username: user.username,
    public_email: '',
    name: user.name,
    state: user.state,
    locked: false,
    avatar_url: null,
    web_url: `${base}/${user.username}`,
  };
}

/** `GET /user`, and `user` of a job. */
export function userPublic(showing: Showing, user: User) {
  return {
    ...userBasic(showing, user),
    created_at: founded,
    bio: '',
    location: '',
    organization: '',
    job_title: '',
    pronouns: null,
    bot: user.bot,
    work_information: null,
    local_time: null,
  };
}

/** `GET /user`: `is_admin` is there for admins only. */
export function userSelf(showing: Showing, user: User) {
  return {
    ...userPublic(showing, user),
    last_sign_in_at: founded,
    confirmed_at: user.confirmed ? founded : null,
    last_activity_on: founded.slice(0, 10),
    email: `${user.username}@example.com`,
    theme_id: 1,
    color_scheme_id: 1,
    projects_limit: 100000,
    current_sign_in_at: founded,
    identities: [],
    can_create_group: true,
    can_create_project: true,
    two_factor_enabled: false,
    external: user.external,
    private_profile: false,
    commit_email: `${user.username}@example.com`,
    preferred_language: 'en',
    ...(user.admin && { is_admin: true, note: null, namespace_id: user.id }),
  };
}

export function memberOf(showing: Showing, member: Member) {
  return {
    ...userBasic(showing, member.user),
    access_level: member.level,
    created_at: founded,
    expires_at: member.expiresAt ?? null,
    ...(showing.instance.enterprise && { membership_state: 'active' }),
    ...(showing.instance.enterprise &&
      member.custom && {
        member_role: { id: member.id, group_id: null, name: member.custom.name, base_access_level: member.level },
      }),
  };
}

export function groupBasic({ base }: { readonly base: string }, group: Group) {
  return { id: group.id, web_url: `${base}/groups/${group.path}`, name: group.name };
}

export function fullName(group: Group): string {
  return group.parent ? `${fullName(group.parent)} / ${group.name}` : group.name;
}

/** In the words of protected environments: roles without a label there have none. */
export function deployRow(row: AccessRow) {
  const role = row.user || row.group ? null : (row.level ?? null);
  return {
    id: row.id,
    access_level: role,
    access_level_description: row.user?.name ?? row.group?.name ?? deployLabels[role ?? 0] ?? null,
    user_id: row.user?.id ?? null,
    group_id: row.group?.id ?? null,
    group_inheritance_type: row.inherits ? 1 : 0,
  };
}

const deployLabels: Readonly<Record<number, string>> = { 30: 'Developers + Maintainers', 40: 'Maintainers' };
const refLabels: Readonly<Record<number, string>> = { ...deployLabels, 0: 'No one', 60: 'Instance admins' };

/** A row of a protected branch or tag. Rows of people and keys keep a role in them that does not count. */
export function refRow(instance: Instance, row: AccessRow, withKeys: boolean) {
  const level = row.level ?? 40;
  const label = row.deployKey === undefined ? (row.user?.name ?? row.group?.name ?? refLabels[level]) : 'Deploy key';
  return {
    id: row.id,
    access_level: level,
    access_level_description: label ?? null,
    ...(withKeys && { deploy_key_id: row.deployKey ?? null }),
    ...(instance.enterprise && {
      user_id: row.deployKey === undefined ? (row.user?.id ?? null) : null,
      group_id: row.group?.id ?? null,
    }),
  };
}

export function environmentBasic(it: Environment) {
  return {
    id: it.id,
    name: it.name,
    slug: it.slug,
    external_url: it.externalUrl ?? null,
    created_at: founded,
    updated_at: founded,
  };
}
