/** Reads files for the server that only the editor can reach: those of a repository without a checkout, and all of them in a browser. */
import { type Disposable, FileSystemError, FileType, Uri, workspace } from 'vscode';
import type { BaseLanguageClient as LanguageClient } from 'vscode-languageclient';
import type {
  ListFilesAnswer,
  ListFilesParams,
  ReadFileAnswer,
  ReadFileParams,
} from '../../server/src/lsp/protocol.ts';

/** Larger files are not read. GitLab's own limit on what it loads is far below. */
const maxFileSize = 20 * 1024 * 1024;
const maxFiles = 50_000;
const maxFolders = 5000;
const maxDepth = 40;

/** Answers the server's requests. What is in folders is kept until a file comes or goes. */
export function createFiles(client: LanguageClient): Disposable {
  const lists = new Map<string, Promise<ListFilesAnswer>>();
  const watcher = workspace.createFileSystemWatcher('**/*', false, true, false);
  const forget = () => lists.clear();
  const disposables = [
    watcher,
    watcher.onDidCreate(forget),
    watcher.onDidDelete(forget),
    client.onRequest<ReadFileAnswer, ReadFileParams>('deployGates/readFile', ({ uri }) => read(Uri.parse(uri))),
    client.onRequest<ListFilesAnswer, ListFilesParams>('deployGates/listFiles', ({ uri }) => {
      const asked = lists.get(uri) ?? list(folderAt(uri));
      lists.set(uri, asked);
      return asked;
    }),
  ];
  return {
    dispose: () => {
      for (const it of disposables) it.dispose();
    },
  };
}

/** The top of a file system has an address without a path. */
function folderAt(address: string): Uri {
  const uri = Uri.parse(address);
  return uri.path === '' ? uri.with({ path: '/' }) : uri;
}

async function read(uri: Uri): Promise<ReadFileAnswer> {
  try {
    const { type, size } = await workspace.fs.stat(uri);
    if (type === FileType.Directory) return null;
    // Of a link git keeps the path that it leads to, which no file system of an editor tells.
    if (type !== FileType.File || size > maxFileSize) return { trouble: 'unsupported' };
    return { text: new TextDecoder().decode(await workspace.fs.readFile(uri)) };
  } catch (error) {
    return answerTo(error);
  }
}

function answerTo(error: unknown): ReadFileAnswer {
  switch (error instanceof FileSystemError ? error.code : undefined) {
    case 'FileNotFound':
    case 'FileNotADirectory':
    case 'FileIsADirectory':
      return null;
    case 'NoPermissions':
      return { trouble: 'forbidden' };
    default:
      return { trouble: 'offline' };
  }
}

/**
 * All files below a folder: as many as git would know. `null` where that cannot be told: a folder cannot be read, holds
 * too much, or is a checkout whose `.gitignore` leaves files out.
 */
async function list(root: Uri): Promise<ListFilesAnswer> {
  const files: string[] = [];
  let open: readonly string[] = [''];
  let folders = 0;
  let isCheckout = false;
  for (let depth = 0; open.length > 0; depth++) {
    folders += open.length;
    if (depth > maxDepth || folders > maxFolders || files.length > maxFiles) return null;
    const found = await Promise.all(open.map((path) => entriesOf(root, path)));
    if (found.some((it) => it === undefined)) return null;
    const entries = found.flatMap((it) => it ?? []);
    isCheckout ||= entries.some((it) => it.path === '.git');
    files.push(...entries.filter((it) => it.type !== FileType.Directory && it.path !== '.git').map((it) => it.path));
    open = entries.filter((it) => it.type === FileType.Directory && it.path !== '.git').map((it) => it.path);
  }
  return isCheckout && files.some((it) => /(^|\/)\.gitignore$/.test(it)) ? null : files;
}

async function entriesOf(root: Uri, folder: string): Promise<readonly Entry[] | undefined> {
  try {
    const entries = await workspace.fs.readDirectory(folder === '' ? root : Uri.joinPath(root, folder));
    return entries.map(([name, type]) => ({ path: folder === '' ? name : `${folder}/${name}`, type }));
  } catch {
    return undefined;
  }
}

interface Entry {
  readonly path: string;
  readonly type: FileType;
}
