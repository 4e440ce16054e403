/** The SDKs themselves against the real server, over a network that refuses requests and loses answers. */
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { factsSql, p } from '../../store/facts/sql.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { type Fate, type LossyNetwork, lossyNetwork } from '../../testing/lossy-network.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { addApiKey } from '../api-keys.store.ts';

let stores: TestStores;
let server: TestServer;
let network: LossyNetwork | null = null;
let key: string;

beforeAll(async () => {
  stores = await testStores();
  server = await testHttp(stores.ctx);
  key = (await addApiKey(stores.ctx, { name: 'sdk', scope: 'track' })).key;
}, 60_000);
afterEach(() => network?.close());
afterAll(async () => {
  await server?.close();
  await stores?.close();
});

const storedOf = (event: string) =>
  stores.ctx.ch.query<{ id: string; customer: string; n: string }>(
    factsSql`select message_id as id, toString(customer_id) as customer, JSONExtractString(properties, 'n') as n
from events where event = ${p.string(event)} order by toInt32OrZero(n)`,
    { tag: 'test.sdk' },
  );

/** SDKs wait longer after each failure: a few say as much as many. */
const troubled = (number: number): Fate => (['lose-answer', 'refuse'] as const)[number] ?? 'pass';
const events = Array.from({ length: 40 }, (_, n) => String(n));

test('@segment/analytics-node: every event once although answers are lost', async () => {
  network = await lossyNetwork(server.url, troubled);
  const analytics = new Analytics({
    writeKey: key,
    host: network.url,
    flushAt: 10,
    maxRetries: 10,
    flushInterval: 50,
  });
  const failures: unknown[] = [];
  analytics.on('error', error => failures.push(error));
  analytics.identify({ userId: 'node-1', traits: { email: 'node@sdk.example', name: '韩梅梅' } });
  for (const n of events) analytics.track({ userId: 'node-1', event: 'Segment Node', properties: { n } });
  analytics.page({ userId: 'node-1', name: 'Home' });
  analytics.group({ userId: 'node-1', groupId: 'g' });
  analytics.alias({ userId: 'node-1', previousId: 'before' });
  await analytics.closeAndFlush({ timeout: 60_000 });
  const stored = await storedOf('Segment Node');
  expect(failures).toEqual([]);
  expect(stored.map(({ n }) => n)).toEqual(events);
  expect(new Set(stored.map(({ customer }) => customer))).toEqual(
    new Set([stores.ctx.keys.customerId('member-no', 'node-1')]),
  );
  expect(network.met['lose-answer']).toBeGreaterThan(0);
  expect(network.met.refuse).toBeGreaterThan(0);
}, 90_000);

test('@rudderstack/rudder-sdk-node: gzip, retries, every event once', async () => {
  network = await lossyNetwork(server.url, troubled);
  const analytics = new RudderAnalytics(key, {
    dataPlaneUrl: network.url,
    flushAt: 10,
    flushInterval: 200,
    logLevel: 'error',
  });
  for (const n of events) analytics.track({ userId: 'rudder-1', event: 'Rudder Node', properties: { n } });
  for (let waited = 0; waited < 60_000; waited += 500) {
    await new Promise(resolve => setTimeout(resolve, 500));
    if ((await storedOf('Rudder Node')).length === events.length) break;
    await analytics.flush().catch(() => {});
  }
  expect((await storedOf('Rudder Node')).map(({ n }) => n)).toEqual(events);
  expect(network.met['lose-answer']).toBeGreaterThan(0);
}, 90_000);
