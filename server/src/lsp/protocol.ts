/**
 * The messages that the server and its clients exchange beside LSP's own. Types only: this is the one file of the
 * server that the extension imports.
 */

import type { GateMap } from '../features/map.ts';
import type { Tree } from '../features/tree.ts';

export type { DeployJob, Goal, JobGate, Outlook, Written } from '../features/deploy-jobs.ts';
export type { GateMap } from '../features/map.ts';
export type { MapFreeze, MapPeriod } from '../features/map-freeze.ts';
export type { EnvironmentNode, JobNode, Lock, MapEdge, MapGraph, MapNode, StageNode } from '../features/map-graph.ts';
export type { MapCell, MapColumn, MapPeople, MapRow } from '../features/map-people.ts';
export type { Tree, TreeEnvironment } from '../features/tree.ts';

/** `deployGates/token`, server to client: may I have the token of this instance? Answered with `null` where there is none. */
export interface TokenParams {
  /** Scheme, host and port, such as `https://gitlab.com`. A token is given to the origin it was stored for, and to no other. */
  readonly origin: string;
  /** The checkout that it is for, where it is for one: checkouts may use different accounts of one instance. */
  readonly root?: string;
}

/**
 * `session`: it is of another extension's session. `from`: the person chose the login that the server finds
 * on its machine, of `glab` or in `GITLAB_TOKEN`.
 */
export type TokenAnswer = { readonly token: string; readonly session?: true } | { readonly from: Login } | null;

export type Login = 'glab' | 'environment';

/** `deployGates/readFile`, server to client: what is in a file that only the editor can reach? */
export interface ReadFileParams {
  readonly uri: string;
}

/** `null`: nothing is there. */
export type ReadFileAnswer =
  | { readonly text: string }
  | { readonly trouble: 'forbidden' | 'offline' | 'unsupported' }
  | null;

/** `deployGates/listFiles`, server to client: which files are in a folder that only the editor can reach? */
export interface ListFilesParams {
  /** Address of the folder. */
  readonly uri: string;
}

/** Paths of all of them, relative to the folder; `null` where it cannot tell, or there are too many. */
export type ListFilesAnswer = readonly string[] | null;

/** `deployGates/logins`, client to server: which logins this machine has for an instance. No token is told. */
export interface LoginsParams {
  /** Address of the instance. */
  readonly instance: string;
}

/** Those that are there. */
export type LoginsAnswer = readonly Login[];

/** `deployGates/identify`, client to server: whose token is this, and does it do? Asked before it is stored. */
export interface IdentifyParams {
  readonly instance: string;
  /** Exactly one of both. */
  readonly token?: string;
  readonly from?: Login;
}

export interface IdentifyAnswer {
  /** `null` where GitLab does not tell. */
  readonly username: string | null;
  /** Why GitLab does not take it, in a sentence; `null` where it does, or could not be asked. */
  readonly refusal: string | null;
  /** What is worth knowing before it is used, in sentences: scopes, expiry. */
  readonly notes: readonly string[];
}

/** `deployGates/tokenCheck`, client to server: what the token in use may, and what stays unknown with it, as Markdown. */
export interface TokenCheckParams {
  readonly uri: string;
}

/** `deployGates/attempt`, client to server: asks for the attempt that all verdicts are about, and may change it first. */
export interface AttemptParams {
  /** Any file of the checkout. */
  readonly uri: string;
  /** What to try instead of the default; `null` goes back to it. Absent: only asks. */
  readonly attempt?: AttemptChoice | null;
}

/** Everything is optional: what is not said is the signed-in person, the branch checked out, a push, now. */
export interface AttemptChoice {
  readonly username?: string;
  /** Somebody with just this role instead of a person: `30` is a Developer. */
  readonly accessLevel?: number;
  readonly ref?: string;
  readonly tag?: boolean;
  readonly source?: string;
  /** The target branch of a merge request. */
  readonly targetBranch?: string;
  /** ISO 8601. */
  readonly at?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly changedPaths?: readonly string[];
}

/** The attempt in force, complete. */
export interface AttemptAnswer {
  readonly username: string | null;
  readonly accessLevel: number | null;
  readonly ref: string;
  readonly tag: boolean;
  readonly source: string;
  readonly at: string;
  /** The shortest name by which people know who it is; `null` where GitLab has not told one. */
  readonly shortName: string | null;
  /** What was chosen of it; the rest is the default. */
  readonly choice: AttemptChoice;
  /** Address of the checkout's folder; `null` for a document that is in none. */
  readonly root: string | null;
}

/** `deployGates/attemptChoices`, client to server: what somebody who wants another attempt may choose from. */
export interface ChoicesParams {
  /** Any file of the checkout. */
  readonly uri: string;
}

export interface ChoicesAnswer {
  /** Who is signed in. */
  readonly me: PersonChoice | null;
  /** Everybody who is known to belong to the project, the highest roles first. */
  readonly people: readonly PersonChoice[];
  /** A sentence, where others may belong to it too, or where nobody is known. */
  readonly peopleNote: string | null;
  /** Of the local repository and of its remotes as last fetched, the latest first. */
  readonly branches: readonly string[];
  readonly tags: readonly string[];
  readonly defaultBranch: string | null;
  /** Names, and patterns with `*`. */
  readonly protectedRefs: readonly { readonly name: string; readonly tag: boolean }[];
  /** Variables that the pipeline asks for when it is run by hand, or that it sets for all jobs. */
  readonly variables: readonly VariableChoice[];
  /** Names of the project's environments. */
  readonly environments: readonly string[];
}

export interface PersonChoice {
  readonly username: string;
  readonly name?: string;
  /** `Developer`. */
  readonly role?: string;
}

export interface VariableChoice {
  readonly name: string;
  readonly value?: string;
  readonly description?: string;
  /** The only values that GitLab takes from a form. */
  readonly options?: readonly string[];
}

/** `deployGates/comparison`, client to server: every deploy job in the usual attempts and in the one in force, as Markdown. */
export interface ComparisonParams {
  readonly uri: string;
}

export interface PageAnswer {
  readonly markdown: string;
}

/**
 * `deployGates/focus`, notification, client to server: the person has come back to the editor. What has grown old
 * meanwhile is read anew.
 */
export type FocusParams = Readonly<Record<never, never>>;

/** `deployGates/report`, client to server: the report that `explain --format json` prints. */
export interface ReportParams {
  readonly uri: string;
  /** Also the jobs that deploy nothing. */
  readonly all?: boolean;
}

/** `deployGates/explanation`, client to server: the same for reading, as Markdown. Without `job` and `position` all deploy jobs. */
export interface ExplanationParams {
  readonly uri: string;
  readonly job?: string;
  /** The deploy job that is written here; all of them where none is. */
  readonly position?: { readonly line: number; readonly character: number };
}

export interface ExplanationAnswer {
  readonly markdown: string;
  /** The one that is explained. */
  readonly job: string | null;
}

/**
 * `deployGates/why`, client to server: what a live job, pipeline, environment or deployment waits for, or what a text
 * means that GitLab, git or a script has printed. Reading only. Cancelled as any request.
 */
export interface WhyParams {
  /** An address of GitLab's web interface, or such a text. */
  readonly about: string;
}

export interface WhyAnswer {
  /** `address`: GitLab was asked; `text`: nobody was; `none`: neither makes sense, and `trouble` says why. */
  readonly kind: 'address' | 'text' | 'none';
  /** A few words for a tab: the job's name. */
  readonly title: string;
  readonly markdown: string;
  /** Sentences: what is wrong with what was given, where, and what would do. */
  readonly trouble?: string;
  /** Present where signing in helps: to which instance, and a sentence about why. */
  readonly signIn?: { readonly instance: string; readonly because: string };
  /** An address that stands in the text: asked by that, there is nothing to guess. */
  readonly address?: string;
}

/**
 * Where the settings of a checkout stand. `static`: no instance is known for it, so there is nothing to sign in to.
 * `stale`: the last reading is old and a new one failed. `offline`: GitLab cannot be reached and nothing was read before.
 */
export type SettingsState = 'static' | 'signed-out' | 'reading' | 'fresh' | 'stale' | 'offline';

/** `deployGates/status`, notification, server to client: whenever the state of a checkout changes. */
export interface StatusParams {
  /** Folder of the checkout. */
  readonly root: string;
  readonly state: SettingsState;
  readonly origin?: string;
  /** Where GitLab's own pages start: the origin, and the relative root where it has one. */
  readonly instance?: string;
  readonly project?: string;
  /** Who is signed in. */
  readonly username?: string;
  /** Why GitLab does not take the token that there is. */
  readonly refusal?: 'expired' | 'revoked' | 'unknown';
  /** ISO 8601: when the settings were read. */
  readonly takenAt?: string;
  /** A sentence that says more, where there is more to say. */
  readonly detail?: string;
  /** Addresses of files that belong to a pipeline and whose names do not say so. */
  readonly files: readonly string[];
}

/** `deployGates/changed`, notification, server to client: verdicts may be others now. For clients that have views. */
export type ChangedParams = Readonly<Record<never, never>>;

/** `deployGates/tree`, client to server, without parameters: what each checkout of the workspace deploys. */
export interface TreeAnswer {
  readonly roots: readonly TreeRoot[];
}

export interface TreeRoot {
  /** Address of the folder. */
  readonly uri: string;
  readonly name: string;
  readonly state: SettingsState;
  /** A sentence that says more about the state, where there is more to say. */
  readonly detail?: string;
  /** Absent where there is no pipeline. */
  readonly tree?: Tree;
}

/** `deployGates/map`, client to server: how one checkout's pipeline leads to its environments. */
export interface MapParams {
  /** A file or folder of the checkout; absent: the first one that has a pipeline. */
  readonly uri?: string;
}

/** `null` where there is no pipeline. */
export type MapAnswer = { readonly root: string; readonly name: string; readonly map: GateMap } | null;

/** `deployGates/page`, client to server: the page of a gate or rule, by its id, as Markdown. */
export interface PageParams {
  readonly id: string;
}

/** `deployGates/documentation`, client to server: all gates, then all rules. */
export interface DocumentationAnswer {
  readonly pages: readonly { readonly id: string; readonly title: string }[];
}

/** What a client may say about itself in `initializationOptions`. Nothing is needed. */
export interface Abilities {
  /** Answers `deployGates/readFile` and `deployGates/listFiles`. */
  readonly readsFiles?: boolean;
  /** Registers for files that belong to a pipeline and that the usual patterns miss, as they are found. */
  readonly followIncludes?: boolean;
  /** The client knows the command `deployGates.showPage`, with the id of a gate or rule. */
  readonly pages?: boolean;
  /** The client knows the commands `deployGates.explainJob`, with the arguments `uri` and `job`, and `deployGates.signInHere`. */
  readonly explains?: boolean;
  /** Has views of its own, which ask again whenever `deployGates/changed` comes. */
  readonly views?: boolean;
  /** Attempts that were asked about before, by the address of the checkout's folder. */
  readonly attempts?: Readonly<Record<string, AttemptChoice>>;
  /** What other extensions offer while somebody types, and need not be offered again. */
  readonly besides?: {
    /** The words of GitLab's schema, in files called `*.gitlab-ci.yml`. */
    readonly schema?: boolean;
    /** GitLab's own variables, in files whose names begin with `.gitlab-ci`. */
    readonly variables?: boolean;
  };
  /** How the editor itself gets to the network. What is not said is taken from the environment. */
  readonly network?: NetworkParams;
}

export interface NetworkParams {
  /** Address of a proxy. */
  readonly proxy?: string;
  /** Hosts that are reached without it, as in `NO_PROXY`. */
  readonly noProxy?: readonly string[];
  /** `false`: the proxy's own certificate is not verified. */
  readonly strictSSL?: boolean;
}
