/** Why no settings could be read, and what to do about it, in words. */
import type { Known, Snapshot } from '../settings/settings.ts';

/** A sentence or two, where GitLab was asked and said nothing of the project; `undefined` where it did. */
export function whyUnread({ settings, source, instance, project }: Snapshot): string | undefined {
  const { project: state, currentUser } = settings;
  if (state.known || source !== 'gitlab') return undefined;
  const { detail = 'GitLab does not show the project' } = state;
  const who = currentUser.known ? ` to ${currentUser.value.username}` : '';
  return `Settings of ${project.path} are not read: ${detail.replace(/[.]+$/, '')}. ${remedy(state, who, instance.url)}`;
}

function remedy({ why, needs }: Exclude<Known<unknown>, { readonly known: true }>, who: string, url: string): string {
  switch (why) {
    case 'signed-out':
      return `The token is not accepted: make a new one with the scope read_api at ${url}/-/user_settings/personal_access_tokens and set GITLAB_TOKEN.`;
    case 'not-found':
      return `There is no such project, or it is not shown${who}: check its path (--project or the git remote), or ask for membership.`;
    case 'offline':
      return 'Check --gitlab-url, the network and HTTPS_PROXY, or use --settings FILE.';
    default:
      return needs === undefined ? 'Use another token, or --settings FILE.' : `It takes ${needs}.`;
  }
}
