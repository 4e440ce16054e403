import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoreContext } from '../../store/context.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { shipOutbox } from '../../store/state/outbox.ts';
import { canaryPerson } from '../../testing/contact-canaries.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { addApiKey } from '../api-keys.store.ts';

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

async function call(method: string, path: string, body?: unknown, key = server.localToken) {
  const reply = await fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'accept-language': 'en' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: reply.status, json: (await reply.json()) as any };
}

const track = (event: string, properties: object, messageId: string, userId = 'plan-1') =>
  call('POST', '/v1/track', { event, properties, messageId, userId }, writeKey);

const declare = (event: string, body: object) =>
  call('PUT', `/api/tracking-plan/events/${encodeURIComponent(event)}`, body);

/** A process looks for a newer plan once a second. */
const known = () => new Promise(resolve => setTimeout(resolve, 1_100));

async function stored(messageId: string) {
  await shipOutbox(ctx);
  return ctx.ch.query<{ violations: string[]; plan_version: number }>(
    factsSql`select violations, plan_version from events where message_id = ${p.string(messageId)}`,
    { tag: 'test.events' },
  );
}

const report = async () => (await call('GET', '/api/tracking-plan/report')).json;
const undeclared = async () => (await call('GET', '/api/tracking-plan/undeclared')).json.events;

test('before anything is declared nothing is judged, and what is sent is found with examples', async () => {
  const { email } = canaryPerson(7101);
  await track('Product Viewed', { sku: 'A', price: 10, email }, 'p1');
  stores.clock.advance({ minutes: 1 });
  await track('Product Viewed', { sku: 'B', price: 9.5, note: `ask ${email}` }, 'p2');
  stores.clock.advance({ minutes: 1 });
  await track('Product Viewed', { sku: 'B', price: 9.5 }, 'p2');
  expect(await stored('p1')).toEqual([{ violations: [], plan_version: 0 }]);
  expect(await undeclared()).toMatchObject([
    {
      event: 'Product Viewed',
      sources: ['shop'],
      stored: 2,
      refused: 0,
      example: '{"sku":"B","price":9.5,"note":"ask [removed]"}',
      suggested: [
        { name: 'sku', type: 'text', required: false, unit: '' },
        { name: 'price', type: 'number' },
        { name: 'note', type: 'text' },
      ],
    },
  ]);
});

test('a declaration says by which version events are judged, and departures are counted by source and day', async () => {
  const properties = [
    { name: 'sku', type: 'text', required: true },
    { name: 'price', type: 'number', unit: 'CNY' },
  ];
  const said = await declare('Product Viewed', {
    properties,
    owner: 'Web team',
    description: 'A product page',
  });
  expect(said).toMatchObject({
    status: 200,
    json: {
      version: 1,
      undeclared: 'count',
      events: [{ name: 'Product Viewed', mode: 'count', owner: 'Web team' }],
    },
  });
  await known();
  await track('Product Viewed', { price: '10' }, 'p3');
  await track('Product Viewed', { sku: 'A', price: 10 }, 'p4');
  await track('Checkout', {}, 'p5');
  expect(await stored('p3')).toEqual([
    {
      violations: ['plan-property-missing properties.sku', 'plan-property-type properties.price'],
      plan_version: 1,
    },
  ]);
  expect(await stored('p4')).toEqual([{ violations: [], plan_version: 1 }]);
  const { violations, use } = await report();
  expect(
    violations.map(({ source, event, code, path, stored: count }: any) => [source, event, code, path, count]),
  ).toEqual([
    ['shop', 'Checkout', 'plan-event-undeclared', 'event', 1],
    ['shop', 'Product Viewed', 'plan-property-missing', 'properties.sku', 1],
    ['shop', 'Product Viewed', 'plan-property-type', 'properties.price', 1],
  ]);
  expect(use).toMatchObject([
    { event: 'Product Viewed', events: 4, departing: 1 },
    { event: 'Checkout', events: 1, departing: 1 },
  ]);
  expect((await undeclared()).map(({ event }: any) => event)).toEqual(['Checkout']);
});

describe('where the plan refuses', () => {
  test('a departure stands in quarantine, is mended there, and counts as refused until then', async () => {
    const properties = [{ name: 'order_id', type: 'text', required: true }];
    await declare('Order Completed', { properties, mode: 'refuse' });
    await known();
    await track('Order Completed', { order_id: 17, total: 5 }, 'p6');
    expect(await stored('p6')).toEqual([]);
    const { events } = (await call('GET', '/api/events/refused')).json;
    expect(events).toMatchObject([
      {
        code: 'plan-property-type',
        path: 'properties.order_id',
        received: 'number',
        expected: 'text',
        fields: ['properties.order_id'],
      },
    ]);
    expect((await report()).violations).toContainEqual(
      expect.objectContaining({ event: 'Order Completed', stored: 0, refused: 1 }),
    );
    const mended = { changes: [{ path: 'properties.order_id', value: 'SO-17' }] };
    const { json } = await call('POST', `/api/events/refused/${events[0].id}/replay`, mended);
    expect(json.outcome).toBe('replayed');
    expect(await stored('p6')).toEqual([{ violations: [], plan_version: 2 }]);
    expect((await report()).violations.map(({ event }: any) => event)).not.toContain('Order Completed');
  });

  test('undeclared events are found in quarantine, declared by what they look like, and taken in as they are', async () => {
    expect((await call('PUT', '/api/tracking-plan/undeclared', { mode: 'refuse' })).json.undeclared).toBe(
      'refuse',
    );
    await known();
    const { phone } = canaryPerson(7102);
    for (const n of [1, 2, 3])
      await track('Coupon Applied', { coupon: 'SPRING', value: n, phone }, `p7-${n}`);
    const found = (await undeclared()).find(({ event }: any) => event === 'Coupon Applied');
    expect(found).toMatchObject({ stored: 0, refused: 3, sources: ['shop'] });
    expect(JSON.parse(found.example)).toEqual({ coupon: 'SPRING', value: expect.any(Number) });
    await declare('Coupon Applied', { properties: found.suggested });
    const started = await call('POST', '/api/events/refused/replay', { code: 'plan-event-undeclared' });
    await server.idle();
    expect((await call('GET', `/api/jobs/${started.json.jobId}`)).json).toMatchObject({
      state: 'done',
      result: { replayed: 3, refused: 0, dropped: 0 },
    });
    expect(await stored('p7-2')).toMatchObject([{ violations: [] }]);
    expect((await call('GET', '/api/events/count?event=Coupon%20Applied')).json).toEqual({ count: 3 });
  });

  test('a declaration can be taken back', async () => {
    const gone = await call('DELETE', '/api/tracking-plan/events/Coupon%20Applied');
    expect(gone.json.events.map(({ name }: any) => name)).toEqual(['Order Completed', 'Product Viewed']);
    expect(await call('DELETE', '/api/tracking-plan/events/Coupon%20Applied')).toMatchObject({
      status: 404,
      json: { error: { code: 'planned-event-unknown' } },
    });
  });
});

test.each([
  ['a type there is not', { properties: [{ name: 'a', type: 'money' }] }],
  ['a name that is no field', { properties: [{ name: '__proto__', type: 'text' }] }],
  ['a name a path cannot say', { properties: [{ name: 'a.b', type: 'text' }] }],
  [
    'a property twice',
    {
      properties: [
        { name: 'a', type: 'text' },
        { name: 'a', type: 'number' },
      ],
    },
  ],
  ['a mode there is not', { mode: 'drop' }],
])('%s is not declared', async (_what, body) => {
  expect(await declare('Bad', body)).toMatchObject({
    status: 400,
    json: { error: { code: 'field-invalid' } },
  });
});

test('who may only read sees the plan and changes nothing', async () => {
  const reader = (await addApiKey(ctx, { name: 'reader', scope: 'read' })).key;
  expect((await call('GET', '/api/tracking-plan', undefined, reader)).status).toBe(200);
  expect((await call('PUT', '/api/tracking-plan/undeclared', { mode: 'count' }, reader)).status).toBe(403);
  expect((await call('GET', '/api/tracking-plan', undefined, writeKey)).status).toBe(403);
});
