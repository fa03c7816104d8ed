/** Which instance and project a git remote's URL means. An ssh port never selects a web port; a web port does. */

/** An instance that is known: from settings, accounts, or the environment. */
export interface Instance {
  /** As `baseOf` gives it. */
  readonly base: string;
  /** Other hosts that its repositories are reached at by ssh: `ssh.example.com`, or an alias of the ssh configuration. */
  readonly sshHosts?: readonly string[];
}

export interface RemoteProject {
  /** The instance, such as `https://gitlab.com`. */
  readonly base: string;
  /** The project's full path. */
  readonly path: string;
  /** Whether a known instance has this address, and only one. Else the base is a guess from the host's name. */
  readonly certain: boolean;
}

interface Address {
  /** `http:` or `https:`; absent for ssh and git. */
  readonly web?: string;
  /** Lower case; IPv6 in brackets. */
  readonly host: string;
  readonly port: string;
  /** As written, without slashes around. */
  readonly path: string;
}

/** GitLab.com is reached by ssh on port 443 under this name. */
const com: Instance = { base: 'https://gitlab.com', sshHosts: ['altssh.gitlab.com'] };

/**
 * @param instances those that are known beside gitlab.com. Of several that fit, the first is taken.
 * @returns `undefined` for what is no project on a server: local paths, remote helpers (`x::y`), paths with dot
 * segments or without a namespace.
 */
export function parseRemote(url: string, instances: readonly (string | Instance)[]): RemoteProject | undefined {
  const address = addressOf(url);
  if (!address) return undefined;
  const known = [com, ...instances.map((it) => (typeof it === 'string' ? { base: it } : it))];
  const fitting = new Map(known.filter((it) => fits(it, address)).map((it) => [it.base, it]));
  // Below one address the instance with the longest root is meant.
  const [first] = [...fitting.values()].sort((a, b) => (address.web ? rootOf(b).length - rootOf(a).length : 0));
  const path = projectPath(address.path, first ? rootOf(first) : '');
  if (path === undefined) return undefined;
  const guess = `${address.web ?? 'https:'}//${address.host}${address.web && address.port ? `:${address.port}` : ''}`;
  return { base: first?.base ?? guess, path, certain: first !== undefined && (!!address.web || fitting.size === 1) };
}

/** The host that ssh would be given, for looking it up in the ssh configuration. `undefined` for other remotes. */
export function sshHostOf(url: string): string | undefined {
  const address = addressOf(url);
  return address && !address.web ? address.host : undefined;
}

function addressOf(url: string): Address | undefined {
  return urlAddress(url) ?? scpAddress(url);
}

const shell: readonly string[] = ['ssh', 'git+ssh', 'ssh+git', 'git'];

/** `scheme://[user[:password]@]host[:port]/path`. Credentials are left behind here. Dot segments stay, to be seen. */
function urlAddress(url: string): Address | undefined {
  const match = /^([a-z][a-z\d+.-]*):\/\/(?:[^/?#]*@)?(\[[^\]]+\]|[^:/?#]+)(?::(\d+))?\/([^?#]*)/i.exec(url);
  const [, scheme = '', host = '', port = '', path = ''] = match ?? [];
  const protocol = scheme.toLowerCase();
  const web = protocol === 'http' || protocol === 'https';
  if (!web && !shell.includes(protocol)) return undefined;
  const standard = protocol === 'http' ? '80' : '443';
  return {
    ...(web && { web: `${protocol}:` }),
    host: host.toLowerCase(),
    port: web && port === standard ? '' : port,
    path,
  };
}

/** `[user@]host:path`, also `[user@host:port]:path`. A single letter before a slash is a drive of Windows. */
function scpAddress(url: string): Address | undefined {
  if (url.includes('://') || url.includes('::') || /^[a-z]:[\\/]/i.test(url)) return undefined;
  const bracketed = /^\[(?:[^@\]]*@)?([^@:\]]+)(?::(\d+))?\]:(.+)$/.exec(url);
  const plain = /^(?:[^@/\\:[\]]+@)?([^@/\\:[\]]+)():(.+)$/.exec(url);
  const [, host, port = '', path = ''] = bracketed ?? plain ?? [];
  return host === undefined ? undefined : { host: host.toLowerCase(), port, path };
}

function fits(instance: Instance, { web, host, port, path }: Address): boolean {
  const { hostname, port: own } = new URL(instance.base);
  if (!web) return host === hostname || instance.sshHosts?.includes(host) === true;
  return host === hostname && port === own && isBelow(path, rootOf(instance));
}

/** `gitlab` of `https://example.com/gitlab`. */
function rootOf({ base }: Instance): string {
  return new URL(base).pathname.replace(/^\/|\/$/g, '');
}

function isBelow(path: string, root: string): boolean {
  return root === '' || path.replace(/^\/+/, '').startsWith(`${root}/`);
}

/** Without the instance's root, `.git`, the wiki's ending, and what follows `/-/` in an address of the web interface. */
function projectPath(written: string, root: string): string | undefined {
  const trimmed = written.replace(/^\/+/, '');
  const below = root !== '' && isBelow(trimmed, root) ? trimmed.slice(root.length + 1) : trimmed;
  const [project = ''] = below.split('/-/');
  const path = project.replace(/\/+$/, '').replace(/(?:\.wiki)?\.git$/, '');
  const segments = path.split('/');
  const isProject = segments.length > 1 && segments.every((it) => it !== '' && it !== '.' && it !== '..');
  return isProject ? path : undefined;
}
