/** Answers, and the words in which GitLab refuses. */

export interface Answer {
  readonly status: number;
  /** Sent as JSON … */
  readonly json?: unknown;
  /** … or as it is. */
  readonly text?: string;
  /** Default: that of JSON or plain text. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function json(value: unknown, headers?: Readonly<Record<string, string>>): Answer {
  return { status: 200, json: value, ...(headers && { headers }) };
}

/** `{"message":"404 Project Not Found"}`. */
export function notFound(what: string): Answer {
  return { status: 404, json: { message: `404 ${what} Not Found` } };
}

/** A thing inside a project that is not there: mind the small f. */
export const noRecord: Answer = { status: 404, json: { message: '404 Not found' } };
export const noRoute: Answer = { status: 404, json: { error: '404 Not Found' } };
export const unauthorized: Answer = { status: 401, json: { message: '401 Unauthorized' } };

export function forbidden(reason?: string): Answer {
  return { status: 403, json: { message: reason ? `403 Forbidden - ${reason}` : '403 Forbidden' } };
}

/** GitLab's own objections. */
export function badRequest(reason: string): Answer {
  return { status: 400, json: { message: `400 Bad request - ${reason}` } };
}

/** Objections to parameters. */
export function badParameter(words: string): Answer {
  return { status: 400, json: { error: words } };
}

/** OAuth's form, with the challenge that goes with a 401. */
export function badToken(code: string, words: string): Answer {
  return {
    status: 401,
    json: { error: code, error_description: words },
    headers: {
      'www-authenticate': `Bearer realm="Protected by OAuth 2.0", error="${code}", error_description="${words}"`,
    },
  };
}

export function insufficientScope(scopes: readonly string[]): Answer {
  return {
    status: 403,
    json: {
      error: 'insufficient_scope',
      error_description: 'The request requires higher privileges than provided by the access token.',
      scope: scopes.join(' '),
    },
  };
}
