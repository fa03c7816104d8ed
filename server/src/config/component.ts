/** Addresses of components: `gitlab.example.com/group/project/name@version` (config.md §2.5). */
import { t } from '@vscode/l10n';
import type { Node } from '../syntax/node.ts';
import type { ConfigError } from './config.ts';
import { configError } from './errors.ts';

export interface ComponentAddress {
  /** Host with port and relative root, where it is known how far it reaches; otherwise up to the first slash. */
  readonly fqdn: string;
  readonly project: string;
  readonly name: string;
  readonly version: string;
}

/**
 * The parts of an address; `undefined` where GitLab does not take it for a component of this instance.
 *
 * @param fqdn the instance's host, port and relative root; where it is not known any host will do.
 * @see lib/gitlab/ci/components/instance_path.rb
 */
export function parseComponent(address: string, fqdn: string | undefined): ComponentAddress | undefined {
  const at = address.indexOf('@');
  const host = fqdn ?? address.slice(0, Math.max(address.indexOf('/'), 0));
  if (at < 0 || host === '' || !address.startsWith(`${host}/`)) return undefined;
  const path = address.slice(host.length + 1, at);
  const slash = path.lastIndexOf('/');
  if (slash <= 0 || path.startsWith('/'))
    return { fqdn: host, project: '', name: path, version: address.slice(at + 1) };
  return { fqdn: host, project: path.slice(0, slash), name: path.slice(slash + 1), version: address.slice(at + 1) };
}

/** The files of a component's project that may hold it, in the order in which GitLab tries them. */
export function componentFiles(name: string): readonly string[] {
  return [`templates/${name}.yml`, `templates/${name}/template.yml`];
}

export function unsupportedComponent(address: string, { span }: Node): ConfigError {
  const gitlab = `Component '${address}' - the component path is not supported`;
  const advice = t('A component of this instance is written `$CI_SERVER_FQDN/group/project/name@version`.');
  return configError(gitlab, advice, span);
}
