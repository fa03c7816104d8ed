/** What other extensions offer while somebody types, so that nothing is offered twice. */
import { extensions, workspace } from 'vscode';
import type { Abilities } from '../../server/src/lsp/protocol.ts';

/** The one that completes YAML by schemas. */
export const yamlExtension = 'redhat.vscode-yaml';

/** Completes GitLab's own variables. */
const gitlabExtension = 'gitlab.gitlab-workflow';

/** As things stand now: an extension may be switched off, or told to be silent. */
export function besides(): NonNullable<Abilities['besides']> {
  const yaml = workspace.getConfiguration('yaml');
  const completes = yaml.get<boolean>('completion') !== false && yaml.get<boolean>('schemaStore.enable') !== false;
  return {
    schema: extensions.getExtension(yamlExtension) !== undefined && completes,
    variables: extensions.getExtension(gitlabExtension) !== undefined,
  };
}
