/** What of the clipboard is offered where an address or a failure text is asked for. */

/** Longer texts were not copied to be asked about. */
const most = 4000;

const page = /^(https?:\/\/)?[^\s/]+\/\S+\/(jobs|builds|pipelines|environments)\/\d+\S*$/i;

/** Words that GitLab, git and those who quote them use of jobs that do not run. */
const failure =
  /not allowed|not run automatically|manual(ly| action)|blocked|approv|protected|permission|forbidden|freeze|older than the latest|not been triggered|waiting for|downstream pipeline|unplayable|rejected|unbound variable/i;

/**
 * The clipboard's text on one line, where it looks like the address of a job or its like, or like a text that says why
 * one does not run. Anything else is nobody's business.
 */
export function prefill(clipboard: string): string | undefined {
  const text = clipboard
    .slice(0, most + 1)
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (page.test(text)) return text;
  const isSentence = text.split(' ').length >= 3 && clipboard.length <= most;
  return isSentence && failure.test(text) ? text : undefined;
}
