/** One YAML or JSON file that says all the stand-in GitLab knows: people, groups, projects, tokens, faults. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import schema from './scenario.schema.json' with { type: 'json' };

export interface Scenario {
  readonly version: 1;
  readonly instance?: InstanceSpec;
  readonly users?: Readonly<Record<string, UserSpec | null>>;
  readonly tokens?: readonly TokenSpec[];
  /** By full path. */
  readonly groups?: Readonly<Record<string, GroupSpec | null>>;
  /** By full path. */
  readonly projects?: Readonly<Record<string, ProjectSpec | null>>;
  /** CI templates of the instance: name without `.gitlab-ci.yml` to text. */
  readonly templates?: Readonly<Record<string, string>>;
  readonly faults?: readonly FaultSpec[];
}

export interface FeatureSpec {
  readonly name: string;
  readonly state: 'on' | 'off' | 'conditional';
  /** `{ key: actors, value: [Project:7] }`. */
  readonly gates: readonly { readonly key: string; readonly value: unknown }[];
}

export interface InstanceSpec {
  /** Default `18.9.0-ee`, or `18.9.0` with `enterprise: false`. */
  readonly version?: string;
  /** Default true. `false` drops the routes, keys and GraphQL fields of the Enterprise Edition. */
  readonly enterprise?: boolean;
  /** Licensed features. Default: those of Premium that gates read. */
  readonly licensed?: readonly string[];
  /** `/gitlab` where GitLab lives below another site. */
  readonly relative_root?: string;
  /** ISO 8601. Default: the real time. */
  readonly clock?: string;
  /** Admins have their rights only with a token of scope `admin_mode`. Default false. */
  readonly admin_mode?: boolean;
  /** Feature flags that somebody has set, as `GET /features` shows them to admins. */
  readonly features?: readonly FeatureSpec[];
  /** What the `RateLimit-*` headers of successful answers say. */
  readonly rate_limit?: { readonly limit: number; readonly remaining: number };
}

export interface UserSpec {
  readonly id?: number;
  readonly name?: string;
  readonly state?: 'active' | 'blocked' | 'deactivated';
  readonly admin?: boolean;
  readonly bot?: boolean;
  readonly external?: boolean;
  /** Default true. */
  readonly confirmed?: boolean;
}

export interface TokenSpec {
  readonly token: string;
  /** Default `pat`. */
  readonly kind?: 'pat' | 'oauth' | 'job';
  readonly user: string;
  /** Default `[api]`. A job token has none. */
  readonly scopes?: readonly string[];
  /** Default `active`. */
  readonly state?: 'active' | 'expired' | 'revoked';
  readonly expires_at?: string;
  /** The project whose job holds a job token. */
  readonly project?: string;
}

export const roles = {
  none: 0,
  minimal: 5,
  guest: 10,
  planner: 15,
  reporter: 20,
  security_manager: 25,
  developer: 30,
  maintainer: 40,
  owner: 50,
  admin: 60,
} as const;
export type Role = keyof typeof roles;

export type Members = Readonly<Record<string, Role | MemberSpec>>;
export interface MemberSpec {
  readonly role: Role;
  readonly expires_at?: string;
  /** A custom role built on `role`. */
  readonly custom?: { readonly name: string; readonly abilities: readonly string[] };
}

export interface ShareSpec {
  readonly group: string;
  readonly access: Role;
  readonly expires_at?: string;
}

/** Exactly one of role, user and group. */
export interface AccessSpec {
  readonly role?: Role;
  readonly user?: string;
  readonly group?: string;
  /** Group rows: whether only direct members count (default) or inherited ones too. */
  readonly inherit?: 'direct' | 'all';
}
export interface ApprovalSpec extends AccessSpec {
  /** Default 1. */
  readonly required?: number;
}
export interface ProtectedEnvironmentSpec {
  readonly name: string;
  readonly deploy?: readonly AccessSpec[];
  readonly approve?: readonly ApprovalSpec[];
}

/** Exactly one of role, user, group and deploy key; `user` beside a deploy key owns it. */
export interface RefAccessSpec {
  readonly role?: Role;
  readonly user?: string;
  readonly group?: string;
  readonly deploy_key?: number;
}
export interface ProtectedBranchSpec {
  readonly name: string;
  readonly push?: readonly RefAccessSpec[];
  readonly merge?: readonly RefAccessSpec[];
  readonly force?: boolean;
  readonly code_owners?: boolean;
}
export interface ProtectedTagSpec {
  readonly name: string;
  readonly create?: readonly RefAccessSpec[];
}

export type Visibility = 'public' | 'internal' | 'private';

export interface GroupSpec {
  readonly id?: number;
  readonly name?: string;
  /** Default `private`. */
  readonly visibility?: Visibility;
  readonly members?: Members;
  readonly shared_with?: readonly ShareSpec[];
  /** `name` is a tier. */
  readonly protected_environments?: readonly ProtectedEnvironmentSpec[];
  /** Root groups only. */
  readonly protected_branches?: readonly ProtectedBranchSpec[];
}

export interface ProjectSpec {
  readonly id?: number;
  readonly name?: string;
  readonly description?: string;
  readonly visibility?: Visibility;
  /** Default `main`; `null`: an empty repository. */
  readonly default_branch?: string | null;
  readonly members?: Members;
  readonly shared_with?: readonly ShareSpec[];
  readonly environments?: readonly EnvironmentSpec[];
  readonly protected_environments?: readonly ProtectedEnvironmentSpec[];
  readonly protected_branches?: readonly ProtectedBranchSpec[];
  readonly protected_tags?: readonly ProtectedTagSpec[];
  readonly freeze_periods?: readonly FreezePeriodSpec[];
  readonly pipelines?: readonly PipelineSpec[];
  readonly deployments?: readonly DeploymentSpec[];
  readonly schedules?: readonly ScheduleSpec[];
  readonly resource_groups?: readonly ResourceGroupSpec[];
  /** Names only: values are never part of a scenario. */
  readonly variables?: readonly string[];
  readonly branches?: readonly string[];
  readonly tags?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  /** A folder, relative to the scenario file, whose files are added to `files`. */
  readonly files_from?: string;
  /** Keys of `GET /projects/:id` that are not worked out: `ci_forward_deployment_enabled`, `builds_access_level` … */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly job_token?: {
    readonly inbound?: boolean;
    readonly projects?: readonly string[];
    readonly groups?: readonly string[];
  };
  /** What `GET ci/lint` answers where it differs from "valid". */
  readonly lint?: Readonly<Record<string, unknown>>;
  readonly old_paths?: readonly string[];
}

export const tiers = ['production', 'staging', 'testing', 'development', 'other'] as const;
export type Tier = (typeof tiers)[number];

export interface EnvironmentSpec {
  readonly id?: number;
  readonly name: string;
  /** Default: GitLab's guess from the name. */
  readonly tier?: Tier;
  readonly state?: 'available' | 'stopping' | 'stopped';
  readonly external_url?: string;
}
export interface FreezePeriodSpec {
  readonly start: string;
  readonly end: string;
  /** Default `UTC`. */
  readonly tz?: string;
  /** What GraphQL says instead of working it out from the clock. */
  readonly status?: 'active' | 'inactive';
}
export interface PipelineSpec {
  readonly id?: number;
  readonly ref?: string;
  readonly tag?: boolean;
  readonly sha?: string;
  readonly status?: string;
  readonly source?: string;
  readonly user: string;
  readonly jobs?: readonly JobSpec[];
}
export interface JobSpec {
  readonly id?: number;
  readonly name: string;
  readonly stage?: string;
  readonly status?: string;
  readonly manual?: boolean;
  readonly allow_failure?: boolean;
  readonly failure_reason?: string;
  readonly user?: string;
  readonly environment?: string;
  readonly scheduled_at?: string;
  /** A trigger job, and what it has started. */
  readonly bridge?: true | { readonly pipeline: number; readonly status: string };
  /** Of `waiting_for_resource`, or of the job that has the resource (`running`, `pending`). */
  readonly resource_group?: string;
  /** Of its runner. */
  readonly tags?: readonly string[];
  readonly archived?: boolean;
  readonly started_at?: string;
}
export interface DeploymentSpec {
  readonly id?: number;
  readonly environment: string;
  readonly status?: 'created' | 'running' | 'success' | 'failed' | 'canceled' | 'skipped' | 'blocked';
  readonly ref?: string;
  readonly tag?: boolean;
  readonly sha?: string;
  readonly user: string;
  /** The id of a job of `pipelines`. */
  readonly job?: number;
  readonly created_at?: string;
  readonly approvals?: readonly {
    readonly user: string;
    readonly status?: 'approved' | 'rejected';
    readonly comment?: string;
  }[];
}
export interface ScheduleSpec {
  readonly description: string;
  readonly ref?: string;
  readonly cron: string;
  readonly tz?: string;
  readonly active?: boolean;
  readonly owner: string;
}
export interface ResourceGroupSpec {
  readonly key: string;
  readonly process_mode?: 'unordered' | 'oldest_first' | 'newest_first' | 'newest_ready_first';
}

/** What goes wrong, for which requests. The first that matches and is not used up is done. */
export interface FaultSpec {
  readonly match?: {
    readonly method?: string;
    /** The path below the relative root, with `*` for any run of characters. */
    readonly path?: string;
    readonly user?: string;
    /** How often; default always. */
    readonly times?: number;
  };
  readonly do: {
    readonly status?: number;
    /** Whose words: Rack::Attack's limiter, the application's, a sign-in page, or any text. */
    readonly body?: 'rack' | 'app' | 'html' | { readonly text: string; readonly type?: string };
    readonly headers?: Readonly<Record<string, string>>;
    /** Seconds, as a header. */
    readonly retry_after?: number;
    readonly latency_ms?: number;
    /** Cuts the connection instead of an answer, or in the middle of its body. */
    readonly reset?: 'before' | 'mid';
    /** Answers with just this many bytes of the true body, as if that were all. */
    readonly truncate?: number;
    /** Never answers. */
    readonly stall?: boolean;
  };
}

const conforms = new Ajv({ allErrors: true, allowUnionTypes: true }).compile<Scenario>(schema);

/**
 * A scenario from YAML or JSON text.
 * @throws naming every key that is unknown, missing or of the wrong kind.
 */
export function parseScenario(text: string, name = 'scenario'): Scenario {
  const value: unknown = parse(text);
  if (conforms(value)) return value;
  const errors = (conforms.errors ?? []).map(({ instancePath, message, params }) => {
    const extra = typeof params['additionalProperty'] === 'string' ? ` (\`${params['additionalProperty']}\`)` : '';
    return `${instancePath || '/'} ${message}${extra}`;
  });
  throw new Error(`${name} is not a scenario:\n  ${errors.join('\n  ')}`);
}

/** Reads a scenario file, and the folders that its projects take their files from. */
export function readScenario(path: string): Scenario {
  const scenario = parseScenario(readFileSync(path, 'utf8'), path);
  const projects = Object.entries(scenario.projects ?? {}).map(([name, project]) => {
    if (!project?.files_from) return [name, project] as const;
    const found = filesBelow(resolve(dirname(path), project.files_from));
    return [name, { ...project, files: { ...found, ...project.files } }] as const;
  });
  return { ...scenario, projects: Object.fromEntries(projects) };
}

function filesBelow(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true }).map((it) => join(folder, String(it)));
  return Object.fromEntries(
    names
      .filter((it) => !relative(folder, it).startsWith('.git/') && statSync(it).isFile())
      .sort()
      .map((it) => [relative(folder, it).replaceAll('\\', '/'), readFileSync(it, 'utf8')]),
  );
}
