/** How a refusal of GitLab's is put down. */
import type { Span } from '../text/span.ts';
import type { ConfigError } from './config.ts';

/**
 * @param gitlab GitLab's message, exactly.
 * @param message ours: a sentence, with the remedy.
 */
export function configError(gitlab: string, message: string, span: Span): ConfigError {
  return { severity: 'error', gitlab, message, span };
}

/** The message as it reads when the file was included: GitLab puts the location in front. */
export function prefixed(error: ConfigError, location: string | undefined): ConfigError {
  return location === undefined ? error : { ...error, gitlab: `\`${location}\`: ${error.gitlab}` };
}
