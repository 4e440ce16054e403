/**
 * The embedded engine behind ClickHouse's HTTP interface, as far as the official client uses it: enough to run server
 * mode for real where no server can be installed. Requests are answered one at a time.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Session } from 'chdb';
import { quotedLiteral } from '../store/facts/parameter-text.ts';

/** URL parameters of the protocol itself; the others are settings or `param_*`. */
const protocolKeys = new Set(['query', 'query_id', 'database', 'session_id', 'default_format', 'role']);

async function bodyOf(request: IncomingMessage): Promise<string> {
  // A request cut off in its middle ends the unpacking with it; `pipe` would leave it waiting.
  const stream =
    request.headers['content-encoding'] === 'gzip' ? pipeline(request, createGunzip(), () => {}) : request;
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Settings of a request apply to it alone, as over HTTP: set before, set back to their defaults after. */
async function answer(session: Session, url: URL, body: string): Promise<string> {
  const query = url.searchParams.get('query');
  const keys = [...url.searchParams.keys()].filter(key => !protocolKeys.has(key));
  const assigned = keys.map(key => `${key} = ${quotedLiteral(url.searchParams.get(key) ?? '')}`);
  if (assigned.length) await session.queryAsync(`SET ${assigned.join(', ')}`);
  try {
    const text = query ? `${query}\n${body}` : body;
    const [, statement = text, format] = /^([\s\S]*?)\s*FORMAT\s+(JSONEachRow)\s*$/.exec(text) ?? [];
    return (await session.queryAsync(format ? statement : text, { format: format ?? 'TabSeparated' })).text();
  } finally {
    const settings = keys.filter(key => !key.startsWith('param_'));
    if (settings.length)
      await session.queryAsync(`SET ${settings.map(key => `${key} = DEFAULT`).join(', ')}`);
  }
}

export interface FactsOverHttp {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves one session on a local port (0: a free one). The session stays the caller's to close. */
export async function serveFacts(session: Session, wantedPort = 0): Promise<FactsOverHttp> {
  let last: Promise<unknown> = Promise.resolve();
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const body = await bodyOf(request);
    if (url.pathname === '/ping') return response.end('Ok.\n');
    try {
      response.end(await answer(session, url, body));
    } catch (error) {
      const { clickhouseCode = 0, message } = error as { clickhouseCode?: number; message: string };
      response.writeHead(500, { 'X-ClickHouse-Exception-Code': String(clickhouseCode) }).end(message);
    }
  };
  const server: Server = createServer((request, response) => {
    // A client that died in the middle of its request takes only that one with it.
    last = last.then(() => respond(request, response)).catch(() => response.destroy());
  });
  await new Promise<void>(resolve => server.listen(wantedPort, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
