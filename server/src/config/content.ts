/** What GitLab says of an included file that is not there, is empty, or is not the one that was meant (config.md §2.2). */
import { t } from '@vscode/l10n';
import type { Node } from '../syntax/node.ts';
import { isBlankText } from '../syntax/ruby.ts';
import type { SourceFile } from '../syntax/source.ts';
import type { ConfigError } from './config.ts';
import { configError } from './errors.ts';
import { projectOf, type Target } from './location.ts';
import type { Found, Location } from './sources.ts';

/** The error of a file that was looked for, before it is read. */
export function contentError(
  location: Location,
  found: Exclude<Found, { readonly kind: 'unresolved' }>,
  target: Target,
): ConfigError | undefined {
  if (found.kind === 'absent') return absent(target, found.message);
  return integrityError(location, found, target) ?? blank(target, found.file);
}

function absent({ kind, name, entry, node }: Target, message: string | undefined): ConfigError {
  const { span } = node;
  switch (kind) {
    case 'local':
      return configError(
        message ?? `Local file \`${name}\` does not exist!`,
        t('Paths start at the root of the repository, and upper and lower case differ.'),
        span,
      );
    case 'project':
      return configError(
        message ?? `Project \`${projectOf(entry).path}\` file \`${name}\` does not exist!`,
        t('GitLab finds no such file there, or you may not see the project.'),
        span,
      );
    case 'remote':
      return configError(
        message ?? `Remote file \`${name}\` could not be fetched after 1 attempt because of HTTP code \`404\` error!`,
        t('Nothing is found under this address.'),
        span,
      );
    case 'component':
      return configError(
        message ?? `Component '${name}' - content not found`,
        t('Check the project, the name of the component and the version.'),
        span,
      );
    case 'template':
    case 'artifact':
      return configError(
        message ?? `Included file \`${name}\` is empty or does not exist!`,
        t('GitLab has no template of this name.'),
        span,
      );
  }
}

function blank(target: Target, { text }: SourceFile): ConfigError | undefined {
  if (!isBlankText(text)) return undefined;
  const { kind, name, entry, node } = target;
  const advice = t('The file is empty.');
  if (kind === 'local') return configError(`Local file \`${name}\` is empty!`, advice, node.span);
  if (kind !== 'project')
    return configError(`Included file \`${name}\` is empty or does not exist!`, advice, node.span);
  return configError(`Project \`${projectOf(entry).path}\` file \`${name}\` is empty!`, advice, node.span);
}

/**
 * GitLab's refusal of a remote file whose content is another. A file on disk that stands in for it is not compared.
 *
 * @see lib/gitlab/ci/config/external/file/remote.rb
 */
function integrityError(
  location: Location,
  found: Found & { readonly kind: 'file' },
  { name, node }: Target,
): ConfigError | undefined {
  if (location.kind !== 'remote' || location.integrity === undefined) return undefined;
  if (found.sha256 === undefined) return undefined;
  if (location.integrity.replace(/^sha256-/, '') === found.sha256) return undefined;
  const advice = t`The file has changed since \`integrity\` was written. If the change is wanted, write \`sha256-${found.sha256}\`.`;
  return configError(`Remote file \`${name}\` failed integrity check!`, advice, node.span);
}

export function notYaml(name: string, { span }: Node): ConfigError {
  const gitlab = `Included file \`${name}\` does not have valid YAML syntax!`;
  return configError(gitlab, t('The file holds no keys, only comments or nothing.'), span);
}
