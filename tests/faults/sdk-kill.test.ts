/**
 * SDKs with retries of their own, over a network that loses, repeats and delays, to a server that is killed and whose facts go
 * away: in the end what is stored is what was acknowledged, each event once. `REKINDLE_ROUNDS` is the number of faults.
 */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Analytics } from '@segment/analytics-node';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect, onTestFinished, test } from 'vitest';
import { startChild } from '../../src/testing/child-process.ts';
import { type Fate, lossyNetwork } from '../../src/testing/lossy-network.ts';
import { scratchFolder } from '../../src/testing/scratch-folder.ts';
import { healthOf, type Server, storedEvents } from './tracking-run.ts';

const scriptOf = (name: string) => join(import.meta.dirname, '..', '..', 'src', 'testing', name);
const rounds = Number(process.env.REKINDLE_ROUNDS ?? 6);
const programs = 3;
const atOnce = 5;
const everyMs = 150;

/** Two requests in five meet trouble. */
const fates: readonly Fate[] = [
  'refuse',
  'lose-answer',
  'twice',
  'late',
  'pass',
  'pass',
  'pass',
  'pass',
  'pass',
  'pass',
];

/** Programs that track at a steady pace and note what their SDK calls delivered. */
function startPrograms(url: string, key: string) {
  const acknowledged = new Set<string>();
  const sent = new Set<string>();
  const failures: string[] = [];
  const sdks = Array.from({ length: programs }, () => {
    const sdk = new Analytics({
      host: url,
      writeKey: key,
      flushAt: 15,
      flushInterval: 100,
      maxRetries: 1_000,
      httpRequestTimeout: 30_000,
    });
    sdk.on('error', () => {});
    return sdk;
  });
  const trackOne = (sdk: Analytics) => {
    const messageId = `s${sent.size}`;
    sent.add(messageId);
    const event = { userId: `u${sent.size % 97}`, event: 'Tracked', messageId, properties: { n: sent.size } };
    sdk.track(event, failure => {
      if (failure) failures.push(`${messageId} ${String(failure)}`);
      else acknowledged.add(messageId);
    });
  };
  const ticking = setInterval(() => {
    for (const sdk of sdks) for (let n = 0; n < atOnce; n += 1) trackOne(sdk);
  }, everyMs);
  return {
    acknowledged,
    sent,
    failures,
    async finish() {
      clearInterval(ticking);
      // Between two tries an SDK waits up to a minute.
      await Promise.all(sdks.map(sdk => sdk.closeAndFlush({ timeout: 300_000 })));
    },
  };
}

test(`${rounds} faults under SDKs that try again: what is acknowledged is stored, once`, async () => {
  const folder = await scratchFolder();
  const dataFolder = join(folder, 'data');
  const rng = xoroshiro128plus(20261129);
  const pick = <T>(from: readonly T[]): T => from[uniformInt(rng, 0, from.length - 1)] as T;
  const startFacts = async (port: string) => {
    const child = startChild(scriptOf('facts-server-process.ts'), [join(folder, 'facts'), port]);
    return { child, ...(await child.line<{ url: string }>()) };
  };
  let facts = await startFacts('0');
  const { url: clickhouseUrl } = facts;
  onTestFinished(() => facts.child.kill('SIGKILL'));
  let here: string | null = null;
  const startServer = async () => {
    const env = { CLICKHOUSE_URL: clickhouseUrl };
    const child = startChild(scriptOf('service-process.ts'), [dataFolder], { env });
    const server = await child.line<Server>();
    here = server.url;
    return { child, ...server };
  };
  let server = await startServer();
  onTestFinished(() => server.child.kill('SIGKILL'));
  const made = await fetch(`${server.url}/api/keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'sdk', scope: 'track' }),
  });
  const { key } = (await made.json()) as { key: string };
  let isCalm = false;
  const network = await lossyNetwork(
    () => here,
    () => (isCalm ? 'pass' : pick(fates)),
  );
  onTestFinished(() => network.close());
  const killServer = async () => {
    here = null;
    await server.child.kill('SIGKILL');
    server = await startServer();
  };
  const faults = {
    'server killed': killServer,
    'facts away': async () => {
      await facts.child.kill('SIGKILL');
      await wait(uniformInt(rng, 100, 1_500));
      facts = await startFacts(new URL(clickhouseUrl).port);
    },
    'facts away and server killed': async () => {
      await facts.child.kill('SIGKILL');
      await wait(uniformInt(rng, 100, 700));
      here = null;
      await server.child.kill('SIGKILL');
      facts = await startFacts(new URL(clickhouseUrl).port);
      server = await startServer();
    },
  };
  const names = Object.keys(faults) as (keyof typeof faults)[];
  const programsRunning = startPrograms(network.url, key);
  for (let round = 0; round < rounds; round += 1) {
    await wait(uniformInt(rng, 50, 1_500));
    await faults[names[round % names.length] as keyof typeof faults]();
  }
  isCalm = true;
  await programsRunning.finish();
  const spoolIs = async () => (await healthOf(server).catch(() => '')) === 'ok';
  for (let waited = 0; waited < 60_000 && !(await spoolIs()); waited += 500) await wait(500);
  await server.child.close();
  const { ids, spooledBytes } = await storedEvents(dataFolder, { clickhouseUrl });
  const { acknowledged, sent, failures } = programsRunning;
  console.log(
    JSON.stringify({ rounds, acknowledged: acknowledged.size, stored: ids.length, ...network.met }),
  );
  expect(spooledBytes).toBe(0);
  expect(failures).toEqual([]);
  expect(acknowledged.size).toBe(sent.size);
  const there = new Set(ids);
  expect(there.size).toBe(ids.length);
  expect([...acknowledged].filter(id => !there.has(id))).toEqual([]);
  expect(ids.filter(id => !acknowledged.has(id))).toEqual([]);
}, 3_600_000);
