/** E-commerce events as orders, from the request to the customer's page. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { factsSql, p } from '../../store/facts/sql.ts';
import { shipOutbox } from '../../store/state/outbox.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { addApiKey } from '../api-keys.store.ts';

let stores: TestStores;
let server: TestServer;
let key: string;
let sent = 0;

beforeAll(async () => {
  stores = await testStores();
  server = await testHttp(stores.ctx);
  key = (await addApiKey(stores.ctx, { name: 'shop', scope: 'track' })).key;
}, 60_000);
afterAll(async () => {
  await server?.close();
  await stores?.close();
});

interface Said {
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly timestamp: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly messageId?: string;
}

async function post(path: string, body: object) {
  const reply = await fetch(`${server.url}/v1/${path}`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  expect([reply.status, await reply.json()]).toEqual([200, { success: true }]);
  while ((await shipOutbox(stores.ctx)) > 0);
}

const tell = (event: string, said: Said) => {
  sent += 1;
  return post('track', { messageId: `o${sent}`, event, ...said });
};

const get = async (path: string) => {
  const reply = await fetch(server.url + path, { headers: { authorization: `Bearer ${server.localToken}` } });
  return (await reply.json()) as Record<string, any>;
};

const idOf = (member: string) => stores.ctx.keys.customerId('member-no', member);
const pageOf = (member: string) => get(`/api/customers/${idOf(member)}`);

const linesOf = (orderId: string) =>
  stores.ctx.ch.query<{ customer: string; sku: string; net: string; counts: number }>(
    factsSql`select toString(customer_id) as customer, sku, toString(net_amount) as net, counts_as_sale as counts
from order_lines where order_id = ${p.string(orderId)} and is_deleted = 0 order by line_no`,
    { tag: 'test.lines' },
  );

/** The example of the specification's `Order Completed`. */
const documented = {
  order_id: '50314b8e9bcf000000000000',
  affiliation: 'Google Store',
  subtotal: 22.5,
  total: 27.5,
  revenue: 25.0,
  shipping: 3,
  tax: 2,
  discount: 2.5,
  coupon: 'hasbros',
  currency: 'CNY',
  products: [
    {
      product_id: '507f1f77bcf86cd799439011',
      sku: '45790-32',
      name: 'Monopoly: 3rd Edition',
      price: 19,
      quantity: 1,
      category: 'Games',
    },
    {
      product_id: '505bd76785ebb509fc183733',
      sku: '46493-32',
      name: 'Uno Card Game',
      price: 3,
      quantity: 2,
      category: 'Games',
    },
  ],
};
const order = (id: string, net: number) => ({
  order_id: id,
  revenue: net,
  currency: 'CNY',
  products: [{ sku: 'A', name: 'Tea', price: net, quantity: 1 }],
});

describe('an order told by events', () => {
  test('stands on the customer’s page with what was paid for its goods', async () => {
    await tell('Order Completed', {
      userId: 'o-1',
      timestamp: '2026-03-01T03:00:00Z',
      properties: documented,
    });
    const page = await pageOf('o-1');
    expect(page['totals']).toMatchObject({ orders: 1, sales: '22.5', firstAt: '2026-03-01T03:00:00.000Z' });
    expect(page['timeline']).toMatchObject([
      { kind: 'order', orderId: documented.order_id, amount: '22.5', currency: 'CNY' },
    ]);
    expect((await linesOf(documented.order_id)).map(({ sku, net }) => [sku, net])).toEqual([
      ['45790-32', '17.1'],
      ['46493-32', '5.4'],
    ]);
  });

  test('sent again is the same order', async () => {
    const said = {
      userId: 'o-2',
      timestamp: '2026-03-01T03:00:00Z',
      properties: order('again', 10),
      messageId: 'same',
    };
    for (let n = 0; n < 3; n += 1) await tell('Order Completed', said);
    expect((await pageOf('o-2'))['totals']).toMatchObject({ orders: 1, sales: '10' });
  });

  test('one of many of a request, with what the others say kept apart: given back, cancelled, another customer’s', async () => {
    const at = (minute: number) => `2026-03-01T03:0${minute}:00Z`;
    const batch = Array.from({ length: 60 }, (_, n) => {
      const own = { type: 'track', userId: `o-many-${n % 3}`, properties: order(`many-${n}`, 10 + n) };
      const told = (event: string, minute: number, more: object = {}) => ({
        ...own,
        ...more,
        event,
        messageId: `many-${n}-${minute}`,
        timestamp: at(minute),
      });
      return [
        told('Order Completed', 1),
        ...(n % 4 === 1
          ? [told('Order Refunded', 2, { properties: { order_id: `many-${n}`, total: 5 } })]
          : []),
        ...(n % 10 === 2 ? [told('Order Cancelled', 3)] : []),
      ];
    }).flat();
    await post('batch', { batch });
    const stands = await stores.ctx.ch.query<{ who: string; orders: number; net: string }>(
      factsSql`select toString(customer_id) as who, toUInt32(countIf(counts_as_sale = 1)) as orders,
  toString(sumIf(net_amount, counts_as_sale = 1)) as net
from order_lines where startsWith(order_id, 'many-') and is_deleted = 0 group by customer_id`,
      { tag: 'test.many' },
    );
    const expected = [0, 1, 2].map(who => {
      const orders = Array.from({ length: 60 }, (_, n) => n).filter(n => n % 3 === who && n % 10 !== 2);
      const net = orders.reduce((sum, n) => sum + 10 + n, 0);
      return { who: idOf(`o-many-${who}`), orders: orders.length, net: String(net) };
    });
    const byWho = (a: { who: string }, b: { who: string }) => a.who.localeCompare(b.who);
    expect(stands.sort(byWho)).toEqual(expected.sort(byWho));
    const refunds = await stores.ctx.ch.query<{ id: string; amount: string }>(
      factsSql`select order_id as id, toString(amount) as amount from refunds
where startsWith(order_id, 'many-') and is_deleted = 0 order by toUInt32(substring(order_id, 6))`,
      { tag: 'test.many' },
    );
    expect(refunds).toEqual(
      Array.from({ length: 60 }, (_, n) => n)
        .filter(n => n % 4 === 1)
        .map(n => ({ id: `many-${n}`, amount: '5' })),
    );
  });

  test('the latest word wins in whatever order the words come, and the log keeps them', async () => {
    const own = { userId: 'o-3' };
    await tell('Order Updated', { ...own, timestamp: '2026-03-01T05:00:00Z', properties: order('late', 30) });
    await tell('Order Completed', {
      ...own,
      timestamp: '2026-03-01T03:00:00Z',
      properties: { ...order('late', 10), products: documented.products, revenue: 25 },
    });
    await tell('Order Updated', { ...own, timestamp: '2026-03-01T04:00:00Z', properties: order('late', 20) });
    expect((await pageOf('o-3'))['totals']).toMatchObject({
      orders: 1,
      sales: '30',
      firstAt: '2026-03-01T03:00:00.000Z',
    });
    await tell('Order Updated', { ...own, timestamp: '2026-03-01T06:00:00Z', properties: order('late', 40) });
    const versions = await stores.ctx.ch.query<{ net: string }>(
      factsSql`select toString(net_amount) as net from order_lines_log where order_id = 'late' order by version`,
      { tag: 'test.log' },
    );
    expect(versions.map(({ net }) => net)).toEqual(['30', '30', '40']);
  });

  test('with fewer goods than before loses the others', async () => {
    const own = { userId: 'o-4' };
    await tell('Order Completed', {
      ...own,
      timestamp: '2026-03-01T03:00:00Z',
      properties: { ...documented, order_id: 'fewer' },
    });
    await tell('Order Updated', { ...own, timestamp: '2026-03-01T04:00:00Z', properties: order('fewer', 7) });
    expect((await linesOf('fewer')).map(({ sku, net }) => [sku, net])).toEqual([['A', '7']]);
    expect((await pageOf('o-4'))['totals']).toMatchObject({ orders: 1, sales: '7' });
  });

  test('canceled is no sale', async () => {
    const own = { userId: 'o-5' };
    await tell('Order Completed', {
      ...own,
      timestamp: '2026-03-01T03:00:00Z',
      properties: order('gone', 9),
    });
    await tell('Order Cancelled', {
      ...own,
      timestamp: '2026-03-01T04:00:00Z',
      properties: { order_id: 'gone' },
    });
    expect((await pageOf('o-5'))['totals']).toMatchObject({ orders: 0, sales: '0' });
    expect(await linesOf('gone')).toMatchObject([{ net: '9', counts: 0 }]);
  });
});

describe('a refund told by events', () => {
  test('of all, of a part, and before its order', async () => {
    const own = { userId: 'o-6' };
    await tell('Order Refunded', {
      ...own,
      timestamp: '2026-03-01T06:00:00Z',
      properties: { order_id: 'r-1' },
    });
    expect((await pageOf('o-6'))['totals']).toMatchObject({ orders: 0 });
    await tell('Order Completed', {
      ...own,
      timestamp: '2026-03-01T03:00:00Z',
      properties: order('r-1', 12),
    });
    expect((await pageOf('o-6'))['totals']).toMatchObject({ orders: 1, sales: '0' });
    await tell('Order Completed', {
      ...own,
      timestamp: '2026-03-01T07:00:00Z',
      properties: { ...documented, order_id: 'r-2' },
    });
    const part = {
      order_id: 'r-2',
      total: 5.4,
      currency: 'CNY',
      products: [{ sku: '46493-32', quantity: 2 }],
    };
    await tell('Order Refunded', {
      ...own,
      timestamp: '2026-03-01T08:00:00Z',
      properties: part,
      messageId: 'refund-once',
    });
    await tell('Order Refunded', {
      ...own,
      timestamp: '2026-03-01T08:00:00Z',
      properties: part,
      messageId: 'refund-once',
    });
    const page = await pageOf('o-6');
    expect(page['totals']).toMatchObject({ orders: 2, sales: '17.1' });
    expect(page['timeline'][0]).toMatchObject({
      kind: 'refund',
      orderId: 'r-2',
      sku: '46493-32',
      amount: '5.4',
      matched: true,
    });
  });
});

describe('an order as a shop tells it', () => {
  const at = (hour: number) => `2026-03-01T0${hour}:00:00Z`;
  const own = { userId: 'o-9' };
  test('says line by line what was paid', async () => {
    const products = [
      { sku: 'pot', price: 100, quantity: 2, net_amount: 185 },
      { sku: 'cup', list_amount: 40, net_amount: 30 },
    ];
    await tell('Order Completed', {
      ...own,
      timestamp: at(1),
      properties: { order_id: 'shop-1', currency: 'CNY', products },
    });
    expect((await linesOf('shop-1')).map(({ sku, net }) => [sku, net])).toEqual([
      ['pot', '185'],
      ['cup', '30'],
    ]);
  });

  test('cancelled takes its refunds along, and brings them back when it stands again', async () => {
    const sales = async () => (await pageOf('o-10'))['totals'];
    const said = { userId: 'o-10' };
    await tell('Order Completed', { ...said, timestamp: at(1), properties: order('shop-2', 50) });
    const refund = { order_id: 'shop-2', refund_id: 'f-1', total: 20 };
    await tell('Order Refunded', { ...said, timestamp: at(2), properties: refund });
    expect(await sales()).toMatchObject({ orders: 1, sales: '30' });
    await tell('Order Cancelled', { ...said, timestamp: at(3), properties: { order_id: 'shop-2' } });
    expect(await sales()).toMatchObject({ orders: 0, sales: '0' });
    await tell('Order Updated', {
      ...said,
      timestamp: at(4),
      properties: { order_id: 'shop-2', cancelled: false },
    });
    expect(await sales()).toMatchObject({ orders: 1, sales: '30' });
  });

  test('a refund told again as it was keeps its day', async () => {
    const days = () =>
      stores.ctx.ch.query<{ at: string }>(
        factsSql`select toString(refunded_at) as at from refunds final where refund_id = 'f-1'`,
        { tag: 'test.refunds' },
      );
    const before = await days();
    await tell('Order Refunded', {
      userId: 'o-10',
      timestamp: at(7),
      properties: { order_id: 'shop-2', refund_id: 'f-1', total: 20 },
    });
    expect(await days()).toEqual(before);
  });

  test('nobody who is not named takes it from its customer', async () => {
    await tell('Order Cancelled', {
      anonymousId: 'shop:order:shop-1',
      timestamp: at(5),
      properties: { order_id: 'shop-1' },
    });
    expect(await linesOf('shop-1')).toMatchObject([
      { customer: idOf('o-9'), counts: 0 },
      { customer: idOf('o-9'), counts: 0 },
    ]);
  });
});

describe('a visitor’s order', () => {
  test('becomes the customer’s with its refund when the visitor says who they are', async () => {
    await tell('Order Completed', {
      anonymousId: 'guest-1',
      timestamp: '2026-03-01T03:00:00Z',
      properties: order('guest', 15),
    });
    await tell('Order Refunded', {
      anonymousId: 'guest-1',
      timestamp: '2026-03-01T04:00:00Z',
      properties: { order_id: 'guest', total: 5 },
    });
    await post('identify', { anonymousId: 'guest-1', userId: 'o-7' });
    expect((await linesOf('guest')).map(({ customer }) => customer)).toEqual([idOf('o-7')]);
    expect((await pageOf('o-7'))['totals']).toMatchObject({ orders: 1, sales: '10' });
    await tell('Order Completed', {
      anonymousId: 'guest-1',
      timestamp: '2026-03-01T05:00:00Z',
      properties: order('guest-2', 20),
    });
    expect((await pageOf('o-7'))['totals']).toMatchObject({ orders: 2, sales: '30' });
  });
});

test.each([
  ['no id', { revenue: 1 }, 'track-order-invalid', 'properties.order_id'],
  ['a phone number as id', { order_id: '19987318000' }, 'track-order-contact', 'properties.order_id'],
  [
    'an amount that is none',
    { order_id: 'x', revenue: '1,234' },
    'track-order-invalid',
    'properties.revenue',
  ],
  ['goods that are none', { order_id: 'x', products: 'tea' }, 'track-order-invalid', 'properties.products'],
  [
    'a price below zero',
    { order_id: 'x', products: [{ price: -1 }] },
    'track-order-invalid',
    'properties.products[0].quantity',
  ],
  [
    'a currency that is none',
    { order_id: 'x', currency: 'yuan' },
    'track-order-invalid',
    'properties.currency',
  ],
])('an order event with %s stands in quarantine', async (_what, properties, code, path) => {
  await tell('Order Completed', { userId: 'o-8', timestamp: '2026-03-01T03:00:00Z', properties });
  const { errors } = await get('/v1/ingest/errors?limit=500');
  expect(errors.map((row: { code: string; path: string }) => [row.code, row.path])).toContainEqual([
    code,
    path,
  ]);
});
