/**
 * Events acknowledged over HTTP, 1, 50 and 500 a request from 64 connections, against the least any server would do with the
 * same client: parse the same bodies, and insert the same rows in one batch with fsync. Then the spool: appending groups
 * with a flush each against writing their bytes with one, and replaying them against that one insert.
 */
import { mkdtemp, open, rm } from 'node:fs/promises';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addApiKey } from '../src/app/api-keys.store.ts';
import { storeSpooled } from '../src/collect/track/commit-events.store.ts';
import { type EventRow, prepareEvents } from '../src/collect/track/prepare-events.ts';
import { silentLog } from '../src/kernel/log.ts';
import type { StoreContext } from '../src/store/context.ts';
import { openSpool } from '../src/store/spool/spool.ts';
import { benchStores } from '../src/testing/bench-stores.ts';
import { testHttp } from '../src/testing/http.ts';
import { benchLine, secondsOf } from './bench-line.ts';

export const defaultSize = 20_000;

const connections = 64;
const perGroup = 500;

/** Mixed shapes of a shop: pages, clicks, products, a customer who identifies. About 420 bytes each. */
function eventNo(n: number, run: string): object {
  const shared = {
    messageId: `${run}-${n}`,
    userId: `u${n % 2_000}`,
    timestamp: new Date(1_772_416_800_000 + n * 10).toISOString(),
    context: {
      library: { name: 'analytics-node', version: '3.1.0' },
      page: { url: `https://shop.example/p/${n % 300}`, title: 'Tea from the mountain' },
      userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36',
    },
  };
  const product = { product_id: `sku-${n % 300}`, name: 'Longjing', price: 68.5, category: 'tea' };
  if (n % 5 === 0) return { ...shared, type: 'page', name: 'Product', properties: { path: `/p/${n % 300}` } };
  return { ...shared, type: 'track', event: 'Product Viewed', properties: product };
}

/** Bodies of batches. */
function bodiesOf(size: number, perRequest: number, run: string): string[] {
  const bodies: string[] = [];
  for (let from = 0; from < size; from += perRequest) {
    const count = Math.min(perRequest, size - from);
    const batch = Array.from({ length: count }, (_, i) => eventNo(from + i, run));
    bodies.push(JSON.stringify({ batch, sentAt: '2026-03-02T02:00:00.000Z' }));
  }
  return bodies;
}

/** Sends all bodies over the connections; fails on anything but 200. */
async function sendAll(url: string, bodies: readonly string[], key: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  let next = 0;
  const send = (body: string) =>
    new Promise<void>((resolve, reject) => {
      const sent = request(
        `${url}/v1/batch`,
        { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
        reply => {
          reply
            .resume()
            .on('end', () =>
              reply.statusCode === 200 ? resolve() : reject(new RangeError(`status ${reply.statusCode}`)),
            );
        },
      );
      sent.on('error', reject).end(body);
    });
  const lane = async () => {
    while (next < bodies.length) {
      const body = bodies[next] ?? '';
      next += 1;
      await send(body);
    }
  };
  await Promise.all(Array.from({ length: connections }, lane));
  agent.destroy();
}

/** Seconds for a server that parses the bodies and does nothing else. */
async function parseFloor(bodies: readonly string[]): Promise<number> {
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    JSON.parse(Buffer.concat(chunks).toString('utf8'));
    outgoing.end('{"success":true}');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const seconds = await secondsOf(() => sendAll(`http://127.0.0.1:${port}`, bodies, 'x'));
  await new Promise(resolve => server.close(resolve));
  return seconds;
}

function rowsOf(ctx: StoreContext, size: number, run: string): EventRow[] {
  const events = Array.from({ length: size }, (_, n) => eventNo(n, run));
  const at = { receivedAt: ctx.now(), machineAt: ctx.machineNow() };
  const envelope = { kind: null, context: {}, sentAt: undefined, ...at };
  return [...prepareEvents(events, { keys: ctx.keys, source: run, bytes: 0, envelope }).rows];
}

const insertFloor = (ctx: StoreContext, rows: readonly EventRow[]) =>
  secondsOf(() =>
    ctx.ch.insert(
      'events',
      rows.map(row => ({ ...row, ingested_at: row.received_at })),
      { tag: 'bench.events' },
    ),
  );

async function* spoolLines(ctx: StoreContext, size: number) {
  const folder = await mkdtemp(join(tmpdir(), 'rk-bench-spool-'));
  const rows = rowsOf(ctx, size, 'spooled');
  const groups = Array.from({ length: Math.ceil(size / perGroup) }, (_, n) => ({
    table: 'events',
    rows: rows.slice(n * perGroup, (n + 1) * perGroup),
  }));
  const plain = await open(join(folder, 'plain'), 'w');
  const floorSeconds = await secondsOf(async () => {
    for (const group of groups) await plain.appendFile(JSON.stringify(group));
    await plain.datasync();
  });
  await plain.close();
  const spool = await openSpool({ folder: join(folder, 'spool'), mostBytes: 4e9, log: silentLog });
  const appending = await secondsOf(async () => {
    for (const group of groups) await spool.append(group);
  });
  yield benchLine('spool-append', size, { seconds: appending, floorSeconds });
  const replaying = await secondsOf(async () => {
    while (await spool.replayOldest(found => storeSpooled({ ctx, spool, patienceMs: 60_000 }, found)));
  });
  await spool.close();
  await rm(folder, { recursive: true });
  yield benchLine('spool-replay', size, {
    seconds: replaying,
    floorSeconds: await insertFloor(ctx, rowsOf(ctx, size, 'replayed')),
  });
}

export async function* run(size: number) {
  const { ctx, close } = await benchStores();
  const server = await testHttp(ctx);
  const { key } = await addApiKey(ctx, { name: 'bench', scope: 'track' });
  await sendAll(server.url, bodiesOf(1_000, 50, 'warm'), key);
  for (const perRequest of [50, 500, 1]) {
    const events = perRequest === 1 ? Math.ceil(size / 10) : size;
    const bodies = bodiesOf(events, perRequest, `b${perRequest}`);
    const seconds = await secondsOf(() => sendAll(server.url, bodies, key));
    const inserted = await insertFloor(ctx, rowsOf(ctx, events, `floor${perRequest}`));
    const floorSeconds = (await parseFloor(bodies)) + inserted;
    yield benchLine(`tracking-${perRequest}-a-request`, events, { seconds, floorSeconds });
  }
  yield* spoolLines(ctx, size);
  await server.close();
  await close();
}
