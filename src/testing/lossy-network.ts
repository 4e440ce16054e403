/** A network between a client and a server that refuses some requests and loses some answers after they were given. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Fate = 'pass' | 'refuse' | 'lose-answer';

export interface LossyNetwork {
  readonly url: string;
  /** How many requests met each fate. */
  readonly met: Record<Fate, number>;
  close(): Promise<void>;
}

/** Forwards to `target`; `fate` decides each request in turn. */
export async function lossyNetwork(target: string, fate: (number: number) => Fate): Promise<LossyNetwork> {
  const met: Record<Fate, number> = { pass: 0, refuse: 0, 'lose-answer': 0 };
  let number = 0;
  const server = createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
    const kind = fate(number);
    number += 1;
    met[kind] += 1;
    if (kind === 'refuse') {
      incoming.resume();
      outgoing.writeHead(503, { 'retry-after': '0' }).end();
      return;
    }
    const forwarded = request(
      target + (incoming.url ?? '/'),
      { method: incoming.method ?? 'GET', headers: incoming.headers },
      reply => {
        if (kind === 'lose-answer') {
          reply.resume().on('end', () => outgoing.destroy());
          return;
        }
        outgoing.writeHead(reply.statusCode ?? 500, reply.headers);
        reply.pipe(outgoing);
      },
    );
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    met,
    async close() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
