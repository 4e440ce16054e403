/** A server killed at random moments under programs that track: each acknowledged event is there once, none is invented. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect, onTestFinished, test } from 'vitest';
import { type Child, startChild } from '../../src/testing/child-process.ts';
import { scratchFolder } from '../../src/testing/scratch-folder.ts';
import { killsOf } from './kills.ts';
import { healthOf, type Server, startTracking, storedEvents, type Tracker } from './tracking-run.ts';

const scriptOf = (name: string) => join(import.meta.dirname, '..', '..', 'src', 'testing', name);
const kills = killsOf('tracking');
const outages = Number(process.env.REKINDLE_TRACKING_OUTAGES ?? 2);

/** Where the server is now; whoever asks while it is away waits for the next one. */
function whereabouts() {
  let here = Promise.withResolvers<Server>();
  return {
    server: () => here.promise,
    came: (server: Server) => here.resolve(server),
    left: () => {
      here = Promise.withResolvers<Server>();
    },
  };
}

function expectExactlyOnce(stored: readonly string[], { acknowledged, sent }: Tracker) {
  expect(new Set(stored).size).toBe(stored.length);
  const there = new Set(stored);
  expect([...acknowledged].filter(id => !there.has(id))).toEqual([]);
  expect(stored.filter(id => !sent.has(id))).toEqual([]);
}

test(`kill -9 at ${kills} random moments of tracking loses and doubles nothing`, async () => {
  const dataFolder = join(await scratchFolder(), 'data');
  const rng = xoroshiro128plus(20261127);
  const place = whereabouts();
  const tracker = startTracking(place.server);
  const start = async (): Promise<Child> => {
    const child = startChild(scriptOf('service-process.ts'), [dataFolder]);
    place.came(await child.line<Server>());
    return child;
  };
  let child = await start();
  for (let kill = 0; kill < kills; kill += 1) {
    await wait(uniformInt(rng, 20, 2_500));
    place.left();
    await child.kill('SIGKILL');
    child = await start();
  }
  await wait(500);
  await tracker.finish();
  await child.close();
  const { ids } = await storedEvents(dataFolder);
  console.log(
    `${kills} kills: ${tracker.acknowledged.size} acknowledged, ${ids.length} stored`,
    tracker.refusals,
  );
  expect(tracker.acknowledged.size).toBeGreaterThan(100);
  expectExactlyOnce(ids, tracker);
}, 3_600_000);

test(`facts killed ${outages} times, and the server while it spools and replays: nothing is lost or doubled`, async () => {
  const folder = await scratchFolder();
  const dataFolder = join(folder, 'data');
  const rng = xoroshiro128plus(20261128);
  const startFacts = async (port: string) => {
    const child = startChild(scriptOf('facts-server-process.ts'), [join(folder, 'facts'), port]);
    return { child, ...(await child.line<{ url: string }>()) };
  };
  let facts = await startFacts('0');
  const { url } = facts;
  onTestFinished(() => facts.child.kill('SIGKILL'));
  const place = whereabouts();
  const tracker = startTracking(place.server);
  const start = async (): Promise<Child> => {
    const child = startChild(scriptOf('service-process.ts'), [dataFolder], { env: { CLICKHOUSE_URL: url } });
    place.came(await child.line<Server>());
    return child;
  };
  let server = await start();
  let spooled = 0;
  for (let outage = 0; outage < outages; outage += 1) {
    await wait(uniformInt(rng, 200, 1_000));
    await facts.child.kill('SIGKILL');
    const before = tracker.acknowledged.size;
    await wait(uniformInt(rng, 1_000, 3_000));
    spooled += tracker.acknowledged.size - before;
    if (outage % 2 === 1) {
      place.left();
      await server.kill('SIGKILL');
    }
    facts = await startFacts(new URL(url).port);
    if (outage % 2 === 1) server = await start();
    // In the middle of the replay.
    await wait(uniformInt(rng, 0, 1_500));
    place.left();
    await server.kill('SIGKILL');
    server = await start();
  }
  await tracker.finish();
  for (let waited = 0; waited < 30_000; waited += 500) {
    await wait(500);
    const health = await healthOf(await place.server());
    if (health === 'ok') break;
  }
  await server.close();
  const { ids, spooledBytes } = await storedEvents(dataFolder, { clickhouseUrl: url });
  console.log(
    `${outages} outages: ${spooled} acknowledged without facts, ${ids.length} stored`,
    tracker.refusals,
  );
  expect(spooled).toBeGreaterThan(0);
  expect(spooledBytes).toBe(0);
  expectExactlyOnce(ids, tracker);
}, 3_600_000);
