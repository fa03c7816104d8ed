/** One request from the editor: its cancellation, and what is said about it when it fails. */
import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';

/**
 * Runs one request, with the editor's cancellation as an `AbortSignal`.
 *
 * A cancelled request is answered as cancelled, never with an empty result: the editor would show that.
 */
export async function request<T>(token: CancellationToken, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  // A token that was cancelled while its request waited in the queue never fires its event.
  if (token.isCancellationRequested) throw cancelled();
  const abort = new AbortController();
  const listener = token.onCancellationRequested(() => abort.abort());
  try {
    return await work(abort.signal);
  } catch (error) {
    throw abort.signal.aborted ? cancelled() : error;
  } finally {
    listener.dispose();
  }
}

/**
 * `work`'s result, unless `signal` is aborted first. The work itself goes on: others may be waiting for it too.
 * @throws the signal's reason.
 */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function cancelled(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
}
