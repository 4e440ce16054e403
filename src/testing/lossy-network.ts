/**
 * A network between a client and a server that refuses some requests, loses some answers after they were given, delivers some
 * twice and some long after the client gave them up.
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * `lose-answer`: the server has it and the client does not know. `twice`: two deliveries at once, the second's answer is the
 * client's. `late`: the client is cut off now, the server gets it after the client's next tries.
 */
export type Fate = 'pass' | 'refuse' | 'lose-answer' | 'twice' | 'late';

export interface LossyNetwork {
  readonly url: string;
  /** How many requests met each fate. */
  readonly met: Record<Fate, number>;
  close(): Promise<void>;
}

interface Kept {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

async function kept(incoming: IncomingMessage): Promise<Kept> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const { method = 'GET', url: path = '/', headers } = incoming;
  return { method, path, headers, body: Buffer.concat(parts) };
}

/** Delivers to the server and gives its answer to `take`; without one the server is away. */
function deliver(
  target: string | null,
  { method, path, headers, body }: Kept,
  take: (reply: IncomingMessage | null) => void,
): void {
  if (target === null) return take(null);
  const forwarded = request(target + path, { method, headers }, reply => {
    // The server may die while it answers.
    reply.on('error', () => {});
    take(reply);
  });
  forwarded.on('error', () => take(null));
  forwarded.end(body);
}

const lateMs = 1_500;

/**
 * Forwards to `target`, which may move and be away (null); `fate` decides each request in turn. `late` deliveries that have
 * not happened when it closes never do.
 */
export async function lossyNetwork(
  target: string | (() => string | null),
  fate: (number: number) => Fate,
): Promise<LossyNetwork> {
  const met: Record<Fate, number> = { pass: 0, refuse: 0, 'lose-answer': 0, twice: 0, late: 0 };
  const late = new Set<NodeJS.Timeout>();
  let number = 0;
  const here = () => (typeof target === 'string' ? target : target());
  const meet = (kind: Fate, asked: Kept, outgoing: ServerResponse): void => {
    const answer = (reply: IncomingMessage | null) => {
      if (!reply) return void outgoing.destroy();
      outgoing.writeHead(reply.statusCode ?? 500, reply.headers);
      reply.on('aborted', () => outgoing.destroy());
      reply.pipe(outgoing);
    };
    if (kind === 'refuse') outgoing.writeHead(503, { 'retry-after': '0' }).end();
    else if (kind === 'lose-answer')
      deliver(here(), asked, reply => {
        if (reply) reply.resume().on('close', () => outgoing.destroy());
        else outgoing.destroy();
      });
    else if (kind === 'late') {
      outgoing.destroy();
      const timer = setTimeout(() => {
        late.delete(timer);
        deliver(here(), asked, reply => void reply?.resume());
      }, lateMs);
      late.add(timer);
    } else {
      if (kind === 'twice') deliver(here(), asked, reply => void reply?.resume());
      deliver(here(), asked, answer);
    }
  };
  const server = createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
    const kind = fate(number);
    number += 1;
    met[kind] += 1;
    void kept(incoming).then(
      asked => meet(kind, asked, outgoing),
      () => outgoing.destroy(),
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    met,
    async close() {
      for (const timer of late) clearTimeout(timer);
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
