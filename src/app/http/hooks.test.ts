/** Shops’ messages with real signatures, from the request to lines, refunds and customers. */
import { createHash, createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { factsSql, p } from '../../store/facts/sql.ts';
import { shipOutbox } from '../../store/state/outbox.ts';
import { canaryPerson } from '../../testing/contact-canaries.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import {
  shopifyOrder,
  shopifyRefund,
  wooOrder,
  youzanEnvelope,
  youzanRefund,
  youzanTrade,
} from '../../testing/shop-deliveries.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';

let stores: TestStores;
let server: TestServer;

beforeAll(async () => {
  stores = await testStores();
  server = await testHttp(stores.ctx);
}, 120_000);
afterAll(async () => {
  await server?.close();
  await stores?.close();
});

const secret = 'a secret of the shop';

async function api(method: string, path: string, body?: object) {
  const reply = await fetch(server.url + path, {
    method,
    headers: {
      authorization: `Bearer ${server.localToken}`,
      'content-type': 'application/json',
      'accept-language': 'en',
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: reply.status, body: (await reply.json()) as Record<string, any> };
}

async function hook(name: string, change: object = {}) {
  const wish = {
    name,
    source: name,
    shop: 'shopify',
    signing: { scheme: 'shopify' },
    secret,
    live: true,
    ...change,
  };
  const made = await api('POST', '/api/hooks', wish);
  expect(made.status, JSON.stringify(made.body)).toBe(200);
  return made.body as { id: string; path: string; secret: string };
}

async function post(path: string, body: string | Buffer, headers: Record<string, string> = {}) {
  const reply = await fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  const answer = (await reply.json()) as Record<string, any>;
  while ((await shipOutbox(stores.ctx)) > 0);
  return { status: reply.status, body: answer };
}

const base64 = (text: string | Buffer, key = secret) =>
  createHmac('sha256', key).update(text).digest('base64');

function shopify(path: string, message: object | string) {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  return post(path, text, { 'x-shopify-hmac-sha256': base64(text), 'x-shopify-topic': 'orders/updated' });
}
function woo(path: string, message: object) {
  const text = JSON.stringify(message);
  return post(path, text, { 'x-wc-webhook-signature': base64(text), 'x-wc-webhook-topic': 'order.updated' });
}
function youzan(path: string, type: string, message: object, id = type) {
  const text = JSON.stringify(youzanEnvelope({ type, order: 'E77', message, id }));
  const sign = createHash('md5').update(`client-1${text}${secret}`).digest('hex');
  return post(path, text, { 'event-sign': sign, 'event-type': type });
}

const linesOf = (source: string, orderId: string) =>
  stores.ctx.ch.query<{
    customer: string;
    sku: string;
    list: string;
    net: string;
    off: string;
    counts: number;
    at: string;
  }>(
    factsSql`select toString(customer_id) as customer, sku, toString(list_amount) as list, toString(net_amount) as net,
  toString(discount_amount) as off, counts_as_sale as counts, toString(sold_at) as at
from order_lines final where source = ${p.string(source)} and order_id = ${p.string(orderId)} and is_deleted = 0 order by line_no`,
    { tag: 'test.lines' },
  );
const idOf = (person: number) => stores.ctx.keys.customerId('email', canaryPerson(person).email);
const totalsOf = async (id: string) => (await api('GET', `/api/customers/${id}`)).body['totals'];

const placedAt = '2026-03-01T02:00:00Z';
const later = '2026-03-01T03:00:00Z';

describe('Shopify', () => {
  test('an order, its repeat, an update, a refund and the cancellation are one order', async () => {
    const { path } = await hook('shopify-1');
    const order = shopifyOrder({ id: 501, person: 71, placedAt });
    for (let n = 0; n < 3; n += 1)
      expect(await shopify(path, order)).toMatchObject({ status: 200, body: { success: true } });
    expect(await linesOf('shopify-1', '501')).toMatchObject([
      { customer: idOf(71), sku: 'pot', list: '200', net: '185', off: '15', counts: 1 },
      { customer: idOf(71), sku: '721', list: '30', net: '30', off: '0', counts: 1 },
    ]);
    expect(await totalsOf(idOf(71))).toMatchObject({ orders: 1, sales: '215' });

    await shopify(path, shopifyRefund(501, { id: 9, at: later }));
    await shopify(path, shopifyRefund(501, { id: 9, at: later }));
    expect(await totalsOf(idOf(71))).toMatchObject({ orders: 1, sales: '122.5' });

    await shopify(
      path,
      shopifyOrder({
        id: 501,
        person: 71,
        placedAt,
        changedAt: '2026-03-01T05:00:00Z',
        cancelled: true,
        state: 'refunded',
      }),
    );
    await shopify(path, order);
    expect(await totalsOf(idOf(71))).toMatchObject({ orders: 0, sales: '0' });
  });

  test('what arrives late changes nothing, and the day stays that of the purchase', async () => {
    const { path } = await hook('shopify-2');
    const fewer = { line_items: shopifyOrder({ id: 502, person: 72, placedAt }).line_items.slice(0, 1) };
    await shopify(path, shopifyRefund(502, { id: 10, at: later }));
    await shopify(path, shopifyOrder({ id: 502, person: 72, placedAt, changedAt: later, change: fewer }));
    await shopify(path, shopifyOrder({ id: 502, person: 72, placedAt }));
    expect(await linesOf('shopify-2', '502')).toMatchObject([
      { sku: 'pot', net: '185', at: expect.stringContaining('2026-03-01 02:00') },
    ]);
    expect(await totalsOf(idOf(72))).toMatchObject({ orders: 1, sales: '92.5' });
  });

  test('contacts go encrypted to the customer and nowhere else', async () => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from contact_points where customer_id = ${idOf(71)} and status = 'active'`.execute(
      stores.ctx.pg,
    );
    expect(rows[0]?.n).toBe(2);
    const events = await stores.ctx.ch.query<{ all: string }>(
      factsSql`select concat(properties, context, message_id) as all from events where source = 'shopify-1'`,
      { tag: 'test.events' },
    );
    expect(events.length).toBeGreaterThan(2);
    for (const { all } of events) expect(all).not.toContain(canaryPerson(71).email);
  });
});

test('WooCommerce: the ping, an order, its refund', async () => {
  const { path } = await hook('woo', { shop: 'woocommerce', signing: { scheme: 'woocommerce' } });
  expect(
    (await post(path, 'webhook_id=12', { 'content-type': 'application/x-www-form-urlencoded' })).status,
  ).toBe(200);
  await woo(path, wooOrder({ id: 77, person: 73, placedAt }));
  expect((await linesOf('woo', '77')).map(({ sku, list, net }) => [sku, list, net])).toEqual([
    ['pot', '200', '180'],
    ['72', '30', '30'],
  ]);
  const refunded = { refunds: [{ id: 5, reason: '', total: '-30.00' }] };
  await woo(path, wooOrder({ id: 77, person: 73, placedAt, changedAt: later, change: refunded }));
  await woo(
    path,
    wooOrder({ id: 77, person: 73, placedAt, changedAt: '2026-03-01T04:00:00Z', change: refunded }),
  );
  expect(await totalsOf(idOf(73))).toMatchObject({ orders: 1, sales: '180' });
});

test('Youzan: paid, partly refunded, closed', async () => {
  const { path } = await hook('youzan', {
    shop: 'youzan',
    signing: { scheme: 'youzan', clientId: 'client-1' },
  });
  const paid = await youzan(path, 'trade_TradePaid', youzanTrade({ order: 'E77', person: 74, placedAt }));
  expect(paid).toMatchObject({ status: 200, body: { code: 0, msg: 'success' } });
  const customer = stores.ctx.keys.customerId('phone', canaryPerson(74).phone);
  expect(await totalsOf(customer)).toMatchObject({ orders: 1, sales: '215' });
  await youzan(
    path,
    'trade_refund_RefundSuccess',
    youzanRefund('E77', { id: 'r1', at: later, yuan: '15.00' }),
  );
  expect(await totalsOf(customer)).toMatchObject({ orders: 1, sales: '200' });
  await youzan(path, 'trade_TradeClose', { tid: 'E77', close_type: 1, update_time: '2026-03-01 14:00:00' });
  expect(await totalsOf(customer)).toMatchObject({ orders: 0, sales: '0' });
});

describe('what is not as it should be', () => {
  test('a wrong signature, changed bytes or another shop’s secret is 401 and stores nothing', async () => {
    const { path, id } = await hook('guarded');
    const text = JSON.stringify(shopifyOrder({ id: 503, person: 75, placedAt }));
    const signs = [undefined, '', base64(text, 'another secret'), base64(`${text} `), 'x'.repeat(4_000)];
    for (const sign of signs) {
      const answer = await post(path, text, sign === undefined ? {} : { 'x-shopify-hmac-sha256': sign });
      expect(answer).toMatchObject({ status: 401, body: { error: { code: 'hook-signature-wrong' } } });
    }
    expect(await linesOf('guarded', '503')).toEqual([]);
    const { body } = await api('GET', `/api/hooks/${id}`);
    expect(body['week']).toEqual({ unsigned: 5 });
    expect((await post('/hooks/in/nobody-knows-this-address', text)).status).toBe(404);
  });

  test('what is no JSON, too deep, too large or packed is refused at the door', async () => {
    const { path } = await hook('hostile');
    const signed = (bytes: Buffer, more = {}) =>
      post(path, bytes, { 'x-shopify-hmac-sha256': base64(bytes), ...more });
    const deep = Buffer.from('['.repeat(100_000) + ']'.repeat(100_000));
    expect((await signed(deep)).body).toMatchObject({ error: { code: 'body-too-deep' } });
    for (const text of ['', 'no', '12', 'null', '{"a":', '\ufffe{}'])
      expect(await signed(Buffer.from(text))).toMatchObject({
        status: 400,
        body: { error: { code: 'body-not-json' } },
      });
    expect((await signed(Buffer.from([0x7b, 0xff, 0x7d]))).status).toBe(400);
    expect((await signed(Buffer.alloc(2_000_000, 0x20))).status).toBe(413);
    expect((await signed(Buffer.from('{}'), { 'content-encoding': 'gzip' })).status).toBe(415);
    expect((await signed(Buffer.from('{}'), { 'content-type': 'text/xml' })).status).toBe(200);
  });

  test('NUL and huge numbers harm nobody', async () => {
    const { path } = await hook('numbers');
    const order = JSON.stringify(shopifyOrder({ id: 504, person: 76, placedAt })).replace(
      '"id":504',
      '"id":820982911946154508',
    );
    expect((await shopify(path, order)).status).toBe(200);
    expect(await linesOf('numbers', '820982911946154508')).toHaveLength(2);
    expect(
      (await shopify(path, order.replace('"100.00"', '1e308').replace('820982911946154508', '505'))).status,
    ).toBe(200);
  });

  test('a signed message with NUL is kept in quarantine: a shop that is refused sends it in vain and gives up', async () => {
    const { path } = await hook('nul');
    const order = JSON.stringify(shopifyOrder({ id: 507, person: 78, placedAt }));
    const spoilt = order.replace('Teapot - red', 'Tea\\u0000pot');
    expect((await shopify(path, spoilt)).status).toBe(200);
    const { events } = (await api('GET', '/api/events/refused?source=nul')).body;
    expect(events).toMatchObject([{ code: 'text-not-allowed', path: 'body.line_items.0.name' }]);
    expect(await linesOf('nul', '507')).toHaveLength(0);
    const changes = [{ path: events[0].path, value: 'Teapot - red' }];
    expect((await api('POST', `/api/events/refused/${events[0].id}/replay`, { changes })).body).toMatchObject(
      {
        outcome: 'replayed',
      },
    );
    while ((await shipOutbox(stores.ctx)) > 0);
    expect(await linesOf('nul', '507')).toHaveLength(2);
  });

  test('a paused hook asks to come again', async () => {
    const { path, id } = await hook('paused', { live: false });
    const order = shopifyOrder({ id: 506, person: 77, placedAt });
    expect(await shopify(path, order)).toMatchObject({
      status: 503,
      body: { error: { code: 'hook-paused' } },
    });
    expect((await api('PATCH', `/api/hooks/${id}`, { live: true })).body).toMatchObject({ live: true });
    expect((await shopify(path, order)).status).toBe(200);
    expect((await api('PATCH', `/api/hooks/${id}`, { secret: 'another secret' })).status).toBe(200);
    expect((await shopify(path, order)).status).toBe(401);
    expect((await api('DELETE', `/api/hooks/${id}`)).status).toBe(200);
    expect((await shopify(path, order)).status).toBe(404);
  });

  test('what the mapping cannot read stands in quarantine, and is taken in when it is mended', async () => {
    const { path, id } = await hook('mended');
    const order = shopifyOrder({ id: 507, person: 78, placedAt });
    const [pot, cup] = order.line_items;
    const broken = { ...order, line_items: [{ ...pot, price: 'one hundred' }, cup] };
    for (let n = 0; n < 2; n += 1) expect((await shopify(path, broken)).status).toBe(200);
    const { events } = (await api('GET', '/api/events/refused?source=mended')).body;
    expect(events).toMatchObject([
      {
        type: 'webhook',
        code: 'hook-value-invalid',
        path: 'body.line_items[0].price',
        expected: '68.50',
        fields: ['body.line_items[0].price'],
      },
    ]);
    expect((await api('GET', `/api/hooks/${id}`)).body).toMatchObject({
      week: { partly: 2 },
      deliveries: [{ outcome: 'partly', code: 'hook-value-invalid' }, {}],
    });
    const changes = [{ path: 'body.line_items[0].price', value: '100.00' }];
    expect((await api('POST', `/api/events/refused/${events[0].id}/replay`, { changes })).body).toMatchObject(
      { outcome: 'replayed' },
    );
    while ((await shipOutbox(stores.ctx)) > 0);
    expect((await linesOf('mended', '507')).map(({ net }) => net)).toEqual(['185', '30']);
  });
});

test('Standard Webhooks with a mapping of one’s own: signed time, a repeat, a stale message', async () => {
  const mapping = {
    events: [
      {
        type: 'track',
        event: 'Ticket Closed',
        userId: { path: 'body.member' },
        properties: { ticket: { path: 'body.no' } },
      },
    ],
  };
  const { path, secret: made } = await hook('desk', {
    shop: null,
    mapping,
    signing: { scheme: 'standard' },
    secret: undefined,
  });
  expect(made).toMatch(/^whsec_/);
  const send = (id: string, at: number) => {
    const text = JSON.stringify({ member: 'M-7', no: 12 });
    const key = Buffer.from(made.slice(6), 'base64');
    const sign = createHmac('sha256', key).update(`${id}.${at}.${text}`).digest('base64');
    return post(path, text, {
      'webhook-id': id,
      'webhook-timestamp': String(at),
      'webhook-signature': `v1,none v1,${sign}`,
    });
  };
  const now = Math.floor(stores.ctx.machineNow().getTime() / 1000);
  for (let n = 0; n < 2; n += 1) expect((await send('msg_1', now)).status).toBe(200);
  expect((await send('msg_2', now - 600)).status).toBe(401);
  expect((await api('GET', '/api/events/count?event=Ticket%20Closed')).body).toEqual({ count: 1 });
});

test('another secret ends the old one at once; made here it is shown this once', async () => {
  const { id, path } = await hook('renewed');
  const text = JSON.stringify(shopifyOrder({ id: 511, person: 79, placedAt }));
  const send = (key: string) => post(path, text, { 'x-shopify-hmac-sha256': base64(text, key) });
  expect((await send(secret)).status).toBe(200);
  const made = await api('POST', `/api/hooks/${id}/secret`, {});
  expect(made.status).toBe(200);
  expect((await send(secret)).status).toBe(401);
  expect((await send(made.body['secret'])).status).toBe(200);
  expect(JSON.stringify((await api('GET', `/api/hooks/${id}`)).body)).not.toContain(made.body['secret']);
  await api('POST', `/api/hooks/${id}/secret`, { secret: 'another of the shop' });
  expect((await send('another of the shop')).status).toBe(200);
  expect((await api('POST', `/api/hooks/${id}/secret`, { secret: 'short' })).status).toBe(400);
  const nobody = '00000000-0000-4000-8000-000000000000';
  expect((await api('POST', `/api/hooks/${nobody}/secret`, {})).body).toMatchObject({
    error: { code: 'hook-unknown' },
  });
  const { rows } = await sql<{ after: string }>`
    select after::text from audit_entries where target = ${`hook:${id}`} order by audit_id desc limit 1`.execute(
    stores.ctx.pg,
  );
  expect(rows[0]?.after).toContain('"secret": "changed"');
  expect(rows[0]?.after).not.toContain('another of the shop');
});

test('a mapping is tried on an example before it goes live, and says what is wrong with it', async () => {
  const example = { source: 'trial', body: JSON.stringify(shopifyOrder({ id: 508, person: 79, placedAt })) };
  const { body } = await api('POST', '/api/hooks/try', { shop: 'shopify', ...example });
  expect(body).toMatchObject({
    wanted: true,
    orders: [{ orderId: '508', status: 'completed', lines: [{ sku: 'pot', netAmount: '185.0000' }, {}] }],
    refused: [],
  });
  expect(JSON.stringify(body)).not.toContain(canaryPerson(79).email);
  expect(await linesOf('trial', '508')).toEqual([]);
  const wrong = {
    events: [
      {
        type: 'track',
        event: 'X',
        userId: { path: 'body.customer.id' },
        timestamp: { date: { path: 'body.currency' }, zone: 'UTC' },
      },
    ],
  };
  expect(
    (await api('POST', '/api/hooks/try', { shop: null, mapping: wrong, ...example })).body,
  ).toMatchObject({
    refused: [{ code: 'hook-value-invalid', path: 'body.currency', expected: '2026-03-01T10:00:00Z' }],
  });
  const none = await api('POST', '/api/hooks/try', {
    shop: null,
    mapping: { events: [{ type: 'track', event: { upper: 1 } }] },
    ...example,
  });
  expect(none).toMatchObject({
    status: 400,
    body: { error: { code: 'hook-mapping-invalid', path: 'mapping.events[0].event' } },
  });
});
