/** What may take long is shown once it has taken a while, and can be stopped. */
import { type CancellationToken, CancellationTokenSource, ProgressLocation, window } from 'vscode';

/** What is done sooner needs no words, in ms. */
const pause = 700;

/** What `work` resolves to; nothing where the person has stopped it. */
export async function unlessStopped<T>(
  title: string,
  work: (token: CancellationToken) => PromiseLike<T>,
): Promise<T | undefined> {
  const stop = new CancellationTokenSource();
  const done = Promise.resolve(work(stop.token)).catch((error: unknown) => {
    if (stop.token.isCancellationRequested) return undefined;
    throw error;
  });
  const show = () =>
    window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (_, token) => {
      token.onCancellationRequested(() => stop.cancel());
      // Whoever waits below is told of an error.
      return done.catch(() => undefined);
    });
  const timer = setTimeout(() => void show(), pause);
  try {
    return await done;
  } finally {
    clearTimeout(timer);
    stop.dispose();
  }
}
