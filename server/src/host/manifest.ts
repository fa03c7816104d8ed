/** What the package says of itself. */
import * as manifest from '../../../package.json';

export const { version } = manifest;

/** The repository on the web, without a slash at its end; `undefined` where the package names none. */
export const webAddress: string | undefined = webOf(manifest);

function webOf(value: object): string | undefined {
  const repository: unknown = 'repository' in value ? value.repository : undefined;
  const url = typeof repository === 'string' ? repository : urlOf(repository);
  const [, address] = /^(?:git\+)?(https?:\/\/.+?)(?:\.git)?\/?$/.exec(url ?? '') ?? [];
  return address;
}

function urlOf(repository: unknown): string | undefined {
  if (typeof repository !== 'object' || repository === null || !('url' in repository)) return undefined;
  return typeof repository.url === 'string' ? repository.url : undefined;
}
