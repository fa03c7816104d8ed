/** Why GitLab does not take a token, from the words of its 401 (lib/gitlab/auth/auth_finders.rb). */
import type { Refusal } from '../settings/token-rights.ts';

/** @param message of a fault of kind `unauthorized`, or of a setting that could not be read for it. */
export function refusalIn(message: string | undefined): Refusal {
  if (message !== undefined && /\bexpired\b/i.test(message)) return 'expired';
  return message !== undefined && /\brevoked\b/i.test(message) ? 'revoked' : 'unknown';
}
