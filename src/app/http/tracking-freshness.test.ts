/**
 * What is acknowledged is seen: a stored event at the first look after its answer, an order after one round of the shipper.
 * The order of things is asserted here; `npm run bench -- freshness` prints how long it takes.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { identityTick } from '../../collect/identity/identity.job.ts';
import type { CustomerPage } from '../../records/customer.ts';
import type { StoreContext } from '../../store/context.ts';
import { shipOutbox } from '../../store/state/outbox.ts';
import { canaryPerson } from '../../testing/contact-canaries.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { addApiKey } from '../api-keys.store.ts';
import { outboxTick } from '../outbox-tick.ts';
import { startTicker } from '../ticker.ts';

let stores: TestStores;
let ctx: StoreContext;
let server: TestServer;
let writeKey: string;

beforeAll(async () => {
  stores = await testStores();
  ctx = stores.ctx;
  server = await testHttp(ctx);
  writeKey = (await addApiKey(ctx, { name: 'shop', scope: 'track' })).key;
}, 60_000);
afterAll(async () => {
  await server?.close();
  await stores?.close();
});

async function call<T = any>(
  method: string,
  path: string,
  body?: unknown,
  key = server.localToken,
): Promise<T> {
  const reply = await fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(reply.status).toBe(200);
  return (await reply.json()) as T;
}

const send = (name: string, body: object) => call('POST', `/v1/${name}`, body, writeKey);
const pageOf = (member: string) =>
  call<CustomerPage>('GET', `/api/customers/${ctx.keys.customerId('member-no', member)}`);
const at = (minute: number) => `2026-03-01T00:0${minute}:00.000Z`;

test('an event stands on the page and in the counts at the first look after its answer', async () => {
  for (let n = 0; n < 5; n += 1) {
    const event = `Fresh ${n}`;
    await send('track', {
      event,
      userId: 'fresh-1',
      messageId: `f${n}`,
      timestamp: at(n),
      properties: { n },
    });
    const [page, count] = await Promise.all([
      pageOf('fresh-1'),
      call('GET', `/api/events/count?event=${encodeURIComponent(event)}`),
    ]);
    expect(count).toEqual({ count: 1 });
    expect(page.timeline[0]).toEqual({
      kind: 'event',
      at: at(n),
      source: 'shop',
      type: 'track',
      event,
      properties: `{"n":${n}}`,
    });
  }
});

test('an order stands on the page and in the totals after one round of the shipper, and not as an event besides', async () => {
  await send('track', {
    event: 'Order Completed',
    userId: 'fresh-2',
    messageId: 'o1',
    timestamp: at(1),
    properties: { order_id: 'so-1', total: 20, products: [{ sku: 'A', price: 20 }] },
  });
  expect((await pageOf('fresh-2')).totals.orders).toBe(0);
  expect(await shipOutbox(ctx)).toBeGreaterThan(0);
  const { totals, timeline } = await pageOf('fresh-2');
  expect(totals).toMatchObject({ orders: 1, sales: '20' });
  expect(timeline.map(({ kind }) => kind)).toEqual(['order']);
});

test('a running server ships by itself', async () => {
  expect(outboxTick.everySeconds).toBeLessThanOrEqual(1);
  const ticker = startTicker(ctx, [outboxTick]);
  await send('track', {
    event: 'Order Completed',
    userId: 'fresh-3',
    messageId: 'o2',
    timestamp: at(2),
    properties: { order_id: 'so-2', total: 5 },
  });
  await expect.poll(async () => (await pageOf('fresh-3')).totals.orders, { timeout: 20_000 }).toBe(1);
  await ticker.stop();
});

test('what a visitor did is the customer’s once they identify, and traits are what was said last', async () => {
  const { name, email } = canaryPerson(7301);
  await send('page', { anonymousId: 'visitor-4', name: 'Home', messageId: 'v1', timestamp: at(1) });
  await send('identify', {
    userId: 'fresh-4',
    anonymousId: 'visitor-4',
    messageId: 'v2',
    timestamp: at(2),
    traits: { name, email, plan: 'silver', city: 'Hangzhou', seats: 3, old: 'x' },
  });
  await send('identify', {
    userId: 'fresh-4',
    messageId: 'v3',
    timestamp: at(4),
    traits: { plan: 'gold', old: null },
  });
  // Said before, arrives later: what was said last stands.
  await send('identify', {
    userId: 'fresh-4',
    messageId: 'v4',
    timestamp: at(3),
    traits: { plan: 'bronze' },
  });
  const { traits, timeline } = await pageOf('fresh-4');
  expect(traits).toEqual([
    { name: 'city', value: 'Hangzhou', at: at(2), source: 'shop' },
    { name: 'plan', value: 'gold', at: at(4), source: 'shop' },
    { name: 'seats', value: '3', at: at(2), source: 'shop' },
  ]);
  expect(timeline.map(entry => entry.kind === 'event' && [entry.type, entry.at])).toEqual([
    ['identify', at(4)],
    ['identify', at(3)],
    ['identify', at(2)],
    ['page', at(1)],
  ]);
});

test('what two records did stands on one page once they are one person, and apart again when they are not', async () => {
  const { email } = canaryPerson(7302);
  await send('track', { event: 'By address', userId: email, messageId: 'r1', timestamp: at(1) });
  await send('page', { anonymousId: 'visitor-6', name: 'Home', messageId: 'r2', timestamp: at(2) });
  await send('identify', { anonymousId: 'visitor-6', userId: email, messageId: 'r3', timestamp: at(3) });
  await send('track', { event: 'By number', userId: 'fresh-6', messageId: 'r4', timestamp: at(4) });
  const shown = async () =>
    (await pageOf('fresh-6')).timeline.map(entry => entry.kind === 'event' && entry.type + entry.event);
  expect(await shown()).toEqual(['trackBy number']);
  await send('alias', { previousId: email, userId: 'fresh-6', messageId: 'r5', timestamp: at(5) });
  const ticker = startTicker(ctx, [identityTick]);
  await expect
    .poll(shown, { timeout: 20_000 })
    .toEqual(['trackBy number', 'identify', 'pageHome', 'trackBy address']);
  const record = ctx.keys.customerId('member-no', 'fresh-6');
  await call('POST', '/api/identity/rulings', { kind: 'apart', record, reason: 'two people' });
  await expect.poll(shown, { timeout: 20_000 }).toEqual(['trackBy number']);
  await ticker.stop();
});

test('many pages opened do not push orders out of sight', async () => {
  const userId = 'fresh-5';
  await send('track', {
    event: 'Order Completed',
    userId,
    messageId: 'o5',
    timestamp: at(0),
    properties: { order_id: 'so-5', total: 5 },
  });
  await shipOutbox(ctx);
  const batch = Array.from({ length: 120 }, (_, n) => ({
    type: 'page',
    userId,
    messageId: `p${n}`,
    timestamp: at(1),
  }));
  await send('batch', { batch });
  const { timeline } = await pageOf(userId);
  expect(timeline.filter(({ kind }) => kind === 'event')).toHaveLength(50);
  expect(timeline.at(-1)?.kind).toBe('order');
});
