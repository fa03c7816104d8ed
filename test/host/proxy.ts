/** A proxy on the loopback interface, and a TLS door that nobody trusts by itself. */
import { readFileSync } from 'node:fs';
import { createServer as createPlain, type RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTls } from 'node:tls';

/** Key and certificate, for `gitlab.test` and 127.0.0.1. */
export const certificateFile = 'test/host/loopback.pem';
const pem = readFileSync(certificateFile, 'utf8');
/** The certificate alone, which is its own authority. */
export const ca = pem.slice(pem.indexOf('-----BEGIN CERTIFICATE'));
export const identity = { key: pem, cert: ca };

export interface RunningProxy {
  /** With the name and the password that it is told. */
  readonly url: string;
  readonly port: number;
  readonly asked: { readonly target: string; readonly authorization: string | undefined }[];
  close(): void;
}

export interface ProxyOptions {
  /** What it wants to hear before it lets anybody through: `name:password`. Absent: nothing. */
  readonly credentials?: string;
  /** Talks TLS itself. */
  readonly secure?: boolean;
}

/** Leads every CONNECT to the loopback interface, whatever name was asked for; answers plain requests itself. */
export async function startProxy({ credentials, secure = false }: ProxyOptions = {}): Promise<RunningProxy> {
  const asked: RunningProxy['asked'] = [];
  const sockets = new Set<Duplex>();
  const answer: RequestListener = (request, response) => {
    asked.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] });
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":2}');
  };
  const server = secure ? createServer(identity, answer) : createPlain(answer);
  server.on('connect', (request, client: Duplex) => {
    const { 'proxy-authorization': authorization } = request.headers;
    asked.push({ target: request.url ?? '', authorization });
    const wanted = credentials === undefined ? undefined : basic(credentials);
    if (wanted !== undefined && authorization !== wanted) {
      return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n');
    }
    const upstream = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    for (const it of joined(client, upstream)) sockets.add(it);
  });
  const port = await listening(server);
  const close = () => {
    for (const it of sockets) it.destroy();
    server.close();
    server.closeAllConnections();
  };
  return { url: `${secure ? 'https' : 'http'}://dana:s%40fe@127.0.0.1:${port}`, port, asked, close };
}

/** What `Proxy-Authorization` says for `name:password`. */
export function basic(credentials: string): string {
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

/** TLS in front of what listens on `port` of the loopback interface. */
export async function startDoor(port: number): Promise<{ readonly port: number; close(): void }> {
  const sockets = new Set<Duplex>();
  const server = createTls(identity, (client) => {
    const upstream = connect(port, '127.0.0.1');
    client.pipe(upstream).pipe(client);
    for (const it of joined(client, upstream)) sockets.add(it);
  });
  return {
    port: await listening(server),
    close: () => {
      for (const it of sockets) it.destroy();
      server.close();
    },
  };
}

/** When one end goes, so does the other. */
function joined(client: Duplex, upstream: Socket): readonly Duplex[] {
  client.on('error', () => upstream.destroy());
  upstream.on('error', () => client.destroy());
  return [client, upstream];
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return (server.address() as AddressInfo).port;
}
