/** Started as a program: the language server over whatever the client has named (`--stdio`, `--node-ipc`, …). */
import { serveClient } from './main.ts';

serveClient();
