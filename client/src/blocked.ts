/** "Explain a blocked job…": asks about an address or a pasted text, and shows the answer on a page of its own. */
import {
  type CancellationToken,
  commands,
  type Disposable,
  env,
  l10n,
  ProgressLocation,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient as LanguageClient } from 'vscode-languageclient';
import type { WhyAnswer, WhyParams } from '../../server/src/lsp/protocol.ts';
import { prefill } from './prefill.ts';

const scheme = 'deploy-gates-live';

const product = 'Deploy Gates';

export interface BlockedJobs extends Disposable {
  /** Explains `about`; without it, what the person is asked for. */
  explain(about?: string): Promise<void>;
}

/** @param signIn asks for a token for an instance. Resolves to nothing where the person changed their mind. */
export function createBlockedJobs(
  client: LanguageClient,
  signIn: (instance: string) => Promise<string | undefined>,
): BlockedJobs {
  /** By address of the page, which is another one each time somebody asks. */
  const shown = new Map<string, string>();
  let asked = 0;
  const ask = async (params: WhyParams, token?: CancellationToken) => {
    if (!client.isRunning()) await client.start();
    return client.sendRequest<WhyAnswer>('deployGates/why', params, token);
  };
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    // A page that the editor brings back after a restart.
    provideTextDocumentContent: async (uri) => shown.get(uri.toString()) ?? (await ask(aboutOf(uri))).markdown,
  });
  const show = async (about: string, { title, markdown }: WhyAnswer) => {
    asked += 1;
    const uri = page(about, title, asked);
    if (shown.size >= mostShown) shown.clear();
    shown.set(uri.toString(), markdown);
    await commands.executeCommand('markdown.showPreviewToSide', uri);
  };
  return {
    explain: async (given) => {
      let about = given ?? (await askForAbout(prefill(await env.clipboard.readText())));
      while (about !== undefined) {
        const answer = await withProgress(about, ask);
        if (answer && answer.kind !== 'none' && !answer.signIn) await show(about, answer);
        about = answer && (await goOn(about, answer, signIn));
      }
    },
    dispose: () => provider.dispose(),
  };
}

/** A notification that says what is going on and can be told to stop. Resolves to nothing when it was. */
async function withProgress(
  about: string,
  ask: (params: WhyParams, token: CancellationToken) => Promise<WhyAnswer>,
): Promise<WhyAnswer | undefined> {
  const url = about.trim();
  // Of a text nobody is asked, so that there is nothing to wait for.
  const location = /\s/.test(url) ? ProgressLocation.Window : ProgressLocation.Notification;
  const title = location === ProgressLocation.Window ? product : l10n.t('Deploy Gates: reading {0}', url);
  return window.withProgress({ location, cancellable: true, title }, async (_, token) =>
    ask({ about }, token).catch((error: unknown) => {
      if (token.isCancellationRequested) return undefined;
      throw error;
    }),
  );
}

/** What stands in the way of an answer, or leads to a better one. Resolves to what is asked about next. */
async function goOn(
  about: string,
  { trouble, signIn: place, address }: WhyAnswer,
  signIn: (instance: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  if (place) {
    const toSignIn = l10n.t('Sign in');
    const message = l10n.t('GitLab was not asked about this job: {0}.', place.because);
    if ((await window.showWarningMessage(message, toSignIn)) !== toSignIn) return undefined;
    return (await signIn(place.instance)) === undefined ? undefined : about;
  }
  if (trouble !== undefined) {
    const again = l10n.t('Change it…');
    return (await window.showErrorMessage(plain(trouble), again)) === again ? askForAbout(about) : undefined;
  }
  if (address === undefined) return undefined;
  const explain = l10n.t('Explain it');
  const message = l10n.t('The text names an address, by which there is nothing to guess: {0}', address);
  return (await window.showInformationMessage(message, explain)) === explain ? address : undefined;
}

/** Notifications show no Markdown. */
function plain(text: string): string {
  return text.replaceAll('`', '"');
}

async function askForAbout(value: string | undefined): Promise<string | undefined> {
  return window.showInputBox({
    title: l10n.t('Explain a blocked job'),
    prompt: l10n.t('Address of a job, pipeline, environment or deployment, or a text that its page or log says'),
    placeHolder: 'https://gitlab.example.com/group/project/-/jobs/123',
    ignoreFocusOut: true,
    ...(value !== undefined && { value }),
  });
}

/** Pages that are kept; one more is asked about again when it is looked at again. */
const mostShown = 50;

/** What is pasted may be a whole log; its end, where the reason stands, is enough to find the answer again. */
const most = 2000;

/** The name of the page is what its tab shows; the query is what it is made of. */
function page(about: string, title: string, time: number): Uri {
  const params: WhyParams & { readonly time: number } = { about: about.slice(-most), time };
  return Uri.from({ scheme, path: `/${title.replaceAll('/', '∕')}.md`, query: JSON.stringify(params) });
}

function aboutOf({ query }: Uri): WhyParams {
  const { about } = JSON.parse(query) as WhyParams;
  return { about };
}
