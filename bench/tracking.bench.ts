/**
 * Events acknowledged over HTTP, 1, 50 and 500 a request from 64 connections of a client in a process of its own, against the
 * least any server would do with the same client: parse the same bodies, and insert the same rows in one batch with fsync.
 * Then 50 a request as a whole shop sends them, with identifies and orders whose lines and people are kept as well; then 50 a
 * request at 20,000 events a second, half of the target, for how long an answer takes; then the spool: appending groups
 * with a flush each against writing their bytes with one, and replaying them against that one insert.
 */
import { mkdtemp, open, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
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
import { type Load, sendLoad } from './tracking-load.ts';
import { eventNo } from './tracking-shapes.ts';

export const defaultSize = 100_000;

const halfRate = 20_000;
const perGroup = 500;

/** Seconds for a server that parses the bodies and does nothing else. */
async function parseFloor(load: Load): Promise<number> {
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    JSON.parse(Buffer.concat(chunks).toString('utf8'));
    outgoing.end('{"success":true}');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { seconds } = await sendLoad({ ...load, url: `http://127.0.0.1:${port}` });
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
  const loadOf = (events: number, perRequest: number, run: string): Load => ({
    url: server.url,
    key,
    events,
    perRequest,
    run,
    connections: 64,
    eventsPerSecond: 0,
  });
  await sendLoad(loadOf(5_000, 50, 'warm'));
  for (const perRequest of [50, 500, 1]) {
    const events = perRequest === 1 ? Math.ceil(size / 20) : size;
    const load = loadOf(events, perRequest, `b${perRequest}`);
    const { seconds, ...more } = await sendLoad(load);
    const inserted = await insertFloor(ctx, rowsOf(ctx, events, `floor${perRequest}`));
    const floorSeconds = (await parseFloor(load)) + inserted;
    yield { ...benchLine(`tracking-${perRequest}-a-request`, events, { seconds, floorSeconds }), more };
  }
  const shop: Load = { ...loadOf(size, 50, 'shop'), mix: 'shop' };
  const { seconds: shopSeconds, ...shopTimes } = await sendLoad(shop);
  const shopFloor = (await parseFloor(shop)) + (await insertFloor(ctx, rowsOf(ctx, size, 'shopfloor')));
  yield {
    ...benchLine('tracking-shop', size, { seconds: shopSeconds, floorSeconds: shopFloor }),
    more: shopTimes,
  };
  const paced = { ...loadOf(size, 50, 'half'), eventsPerSecond: halfRate };
  const { seconds, ...more } = await sendLoad(paced);
  yield { ...benchLine('tracking-half-rate', size, { seconds, floorSeconds: size / halfRate }), more };
  yield* spoolLines(ctx, Math.min(size, 20_000));
  await server.close();
  await close();
}
