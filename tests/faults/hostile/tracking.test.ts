/**
 * Generated payloads against the tracking API: whatever comes in a batch, the good events of the same batch are stored, the
 * answer is never a 5xx, and nothing grows. The seed and the number come from the environment.
 */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addApiKey } from '../../../src/app/api-keys.store.ts';
import { factsSql } from '../../../src/store/facts/sql.ts';
import { type TestServer, testHttp } from '../../../src/testing/http.ts';
import { type TestStores, testStores } from '../../../src/testing/stores.ts';
import { hostileStrings } from './schema-values.ts';

const payloads = Number(process.env.REKINDLE_HOSTILE_PAYLOADS ?? 1_000);
const seed = Number(process.env.REKINDLE_HOSTILE_SEED ?? 20261127);

let stores: TestStores;
let server: TestServer;
let key: string;

beforeAll(async () => {
  stores = await testStores();
  server = await testHttp(stores.ctx);
  key = (await addApiKey(stores.ctx, { name: 'hostile', scope: 'track' })).key;
}, 60_000);
afterAll(
  async () => {
    await server?.close();
    await stores?.close();
    // What was stored is searched for contact data.
  },
  120_000 + payloads * 20,
);

const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  // Longer ones make an event too large, which refuses its whole batch.
  fc.constantFrom(...hostileStrings.filter(text => text.length < 2_000)),
  fc.constantFrom<unknown>(1e308, -0, 9_007_199_254_740_993, '1e999', [], {}, [[[[]]]], true, null, ''),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const names = [
  'type',
  'userId',
  'anonymousId',
  'previousId',
  'groupId',
  'event',
  'name',
  'messageId',
  'timestamp',
  'originalTimestamp',
  'sentAt',
  'traits',
  'properties',
  'context',
  '__proto__',
  'constructor',
];
const nearly = fc.record({
  type: fc.constantFrom('track', 'identify', 'page', 'screen', 'group', 'alias'),
  userId: fc.constantFrom('u1', 'u2'),
  event: fc.constantFrom('Order Completed', 'Order Refunded', 'Order Cancelled', 'E'),
  properties: fc.dictionary(
    fc.constantFrom(
      'order_id',
      'products',
      'total',
      'revenue',
      'tax',
      'currency',
      'email',
      'x.y',
      '__proto__',
    ),
    fc.oneof(
      odd,
      fc.array(fc.dictionary(fc.constantFrom('sku', 'price', 'quantity'), odd), { maxLength: 3 }),
    ),
  ),
});
const event = fc.oneof(
  odd,
  nearly,
  fc
    .tuple(nearly, fc.dictionary(fc.constantFrom(...names), odd, { maxKeys: 4 }))
    .map(([base, change]) => ({ ...base, ...change })),
);

test(
  `${payloads} hostile batches: never a 5xx, never a lost good event`,
  async () => {
    const bodies = fc.sample(fc.array(event, { maxLength: 6 }), { numRuns: payloads, seed });
    const statuses = new Map<number, number>();
    const good: string[] = [];
    const wrong: string[] = [];
    const send = async (batch: unknown[], number: number) => {
      const own = { type: 'track', event: 'Good', userId: `g${number % 50}`, messageId: `good-${number}` };
      const text = JSON.stringify({ batch: [...batch, own] });
      const isGzip = number % 3 === 0;
      const reply = await fetch(`${server.url}/v1/batch`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, ...(isGzip ? { 'content-encoding': 'gzip' } : {}) },
        body: isGzip ? gzipSync(text) : Buffer.from(text),
      });
      await reply.arrayBuffer();
      statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
      if (reply.status === 200) good.push(own.messageId);
      else wrong.push(`${reply.status} ${text.slice(0, 400)}`);
    };
    const waiting = bodies.map((batch, number) => () => send(batch, number));
    const lane = async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) await next();
    };
    await Promise.all(Array.from({ length: 32 }, lane));
    console.log(JSON.stringify({ payloads, statuses: Object.fromEntries(statuses) }));
    expect(wrong.slice(0, 3)).toEqual([]);
    const stored = await stores.ctx.ch.query<{ id: string }>(
      factsSql`select message_id as id from events where event = 'Good'`,
      { tag: 'test.good' },
    );
    expect(new Set(stored.map(({ id }) => id))).toEqual(new Set(good));
  },
  600_000 + payloads * 20,
);

test.each([
  ['cut JSON', '{"batch": [{"type": "track"'],
  ['a list', '[]'],
  ['nothing', ''],
  ['only NULs', '\u0000\u0000'],
  ['a deep list', `{"batch": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  [
    'a deep event',
    `{"batch": [{"type":"track","event":"E","userId":"u","properties":${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}}]}`,
  ],
  ['a key twice', '{"writeKey": 1, "writeKey": {}, "batch": 3}'],
])('%s is answered without a 5xx', async (_what, body) => {
  const reply = await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body,
  });
  expect([200, 400]).toContain(reply.status);
});
