import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoreContext } from '../../store/context.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { fieldAad } from '../../store/field-aad.ts';
import { canary, canaryText, dumpStores, tracesIn } from '../../testing/canary.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { addApiKey, revokeApiKey } from '../api-keys.store.ts';
import { createLog } from '../log.ts';

let stores: TestStores;
let ctx: StoreContext;
let server: TestServer;
let writeKey: string;
const lines: string[] = [];

beforeAll(async () => {
  stores = await testStores();
  ctx = {
    ...stores.ctx,
    log: createLog({ level: 'trace', destination: { write: line => lines.push(line) } }),
  };
  server = await testHttp(ctx);
  writeKey = (await addApiKey(ctx, { name: 'web', scope: 'track' })).key;
}, 60_000);
afterAll(async () => {
  await server?.close();
  await stores?.close();
});

const basic = (key = writeKey) => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });

async function post(path: string, body: unknown, headers: Record<string, string> = basic()) {
  const raw = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const reply = await fetch(`${server.url}/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: raw as string,
  });
  const json = (await reply.json()) as { success?: boolean; error?: { code: string; path?: string } };
  return { status: reply.status, json, headers: reply.headers };
}

const accepted = { status: 200, json: { success: true } };
const idOf = (member: string) => ctx.keys.customerId('member-no', member);

const eventsOf = (customerId: string) =>
  ctx.ch.query<Record<string, string>>(
    factsSql`select * from events where customer_id = ${p.uuid(customerId)} order by occurred_at, message_id`,
    { tag: 'test.events' },
  );

async function get(path: string, key: string) {
  const reply = await fetch(server.url + path, { headers: { authorization: `Bearer ${key}` } });
  return { status: reply.status, json: (await reply.json()) as Record<string, any> };
}

const errorsOf = async (path: string) =>
  (await get('/v1/ingest/errors?limit=500', server.localToken)).json['errors'].filter(
    (row: { path: string }) => row.path === path,
  );

describe('every call of the specification', () => {
  test('is answered 200 and is stored as what it is', async () => {
    const at = '2026-03-01T01:00:00.000Z';
    const own = { userId: 'spec-1', timestamp: at };
    expect(await post('identify', { ...own, messageId: 'm1', traits: { plan: 'gold' } })).toMatchObject(
      accepted,
    );
    expect(
      await post('track', { ...own, messageId: 'm2', event: 'Product Viewed', properties: { sku: 'A' } }),
    ).toMatchObject(accepted);
    expect(
      await post('page', { ...own, messageId: 'm3', name: 'Home', properties: { path: '/' } }),
    ).toMatchObject(accepted);
    expect(await post('screen', { ...own, messageId: 'm4', name: 'Cart' })).toMatchObject(accepted);
    expect(
      await post('group', { ...own, messageId: 'm5', groupId: 'g-1', traits: { seats: 3 } }),
    ).toMatchObject(accepted);
    expect(await post('alias', { ...own, messageId: 'm6', previousId: 'visitor-1' })).toMatchObject(accepted);
    const rows = await eventsOf(idOf('spec-1'));
    expect(rows.map(row => [row['message_id'], row['kind'], row['event'], row['properties']])).toEqual([
      ['m1', 'identify', '', '{"plan":"gold"}'],
      ['m2', 'track', 'Product Viewed', '{"sku":"A"}'],
      ['m3', 'page', 'Home', '{"path":"/"}'],
      ['m4', 'screen', 'Cart', '{}'],
      ['m5', 'group', 'g-1', '{"seats":3}'],
      ['m6', 'alias', '', '{}'],
    ]);
    expect(rows[1]).toMatchObject({ source: 'web', occurred_at: '2026-03-01 01:00:00.000', clock_flag: '' });
  });

  test('comes in a batch, whose context lies beneath that of each event', async () => {
    const batch = [
      { type: 'track', event: 'A', userId: 'batch-1', messageId: 'b1', context: { app: { version: '2' } } },
      { type: 'page', userId: 'batch-1', messageId: 'b2' },
    ];
    const context = { app: { name: 'shop', version: '1' }, locale: 'zh' };
    expect(await post('batch', { batch, context, sentAt: ctx.now().toISOString() })).toMatchObject(accepted);
    const rows = await eventsOf(idOf('batch-1'));
    expect(rows.map(row => JSON.parse(row['context'] ?? ''))).toEqual([
      { app: { name: 'shop', version: '2' }, locale: 'zh' },
      context,
    ]);
  });

  test('may be gzip, a beacon of plain text, or carry its key in the body', async () => {
    const event = (messageId: string) => ({ userId: 'forms-1', event: 'Formed', messageId });
    const packed = gzipSync(JSON.stringify(event('f1')));
    expect(await post('track', packed, { ...basic(), 'content-encoding': 'gzip' })).toMatchObject(accepted);
    const beacon = JSON.stringify({ ...event('f2'), writeKey });
    expect(
      await post('t', beacon, { 'content-type': 'text/plain;charset=UTF-8', origin: 'https://shop.example' }),
    ).toMatchObject(accepted);
    const bare = await fetch(`${server.url}/v1/track`, {
      method: 'POST',
      body: Buffer.from(JSON.stringify({ ...event('f3'), writeKey })),
    });
    expect(bare.status).toBe(200);
    expect((await eventsOf(idOf('forms-1'))).length).toBe(3);
  });

  test('comes from any page: preflight and replies allow it', async () => {
    const ask = {
      method: 'OPTIONS',
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-retry-count',
      },
    };
    const reply = await fetch(`${server.url}/v1/batch`, ask);
    expect(reply.status).toBe(204);
    expect(reply.headers.get('access-control-allow-origin')).toBe('*');
    expect(reply.headers.get('access-control-allow-headers')).toBe(
      'authorization,content-type,x-retry-count',
    );
    const { headers } = await post('track', { userId: 'cors-1', event: 'C' });
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });
});

describe('a message id is stored once', () => {
  test('however often, in whatever order and with whatever sentAt it comes', async () => {
    const event = {
      type: 'track',
      event: 'Once',
      userId: 'once-1',
      messageId: 'o1',
      timestamp: '2026-03-01T00:00:00Z',
    };
    for (const sentAt of ['2026-03-01T00:00:05Z', '2026-03-01T00:10:05Z', '2026-03-01T00:00:05Z'])
      expect(await post('batch', { batch: [event, event], sentAt })).toMatchObject(accepted);
    expect((await eventsOf(idOf('once-1'))).length).toBe(1);
    expect((await get('/api/events/count?event=Once', server.localToken)).json).toEqual({ count: 1 });
  });

  test('and an event without one is known by what it says', async () => {
    const event = {
      event: 'Nameless',
      userId: 'once-2',
      timestamp: '2026-03-01T00:00:00Z',
      properties: { b: 1, a: 2 },
    };
    const same = {
      properties: { a: 2, b: 1 },
      timestamp: '2026-03-01T00:00:00Z',
      userId: 'once-2',
      event: 'Nameless',
      sentAt: '2026-03-01T01:00:00Z',
    };
    await post('track', event);
    await post('track', same);
    await post('track', { ...event, properties: { a: 3 } });
    expect((await eventsOf(idOf('once-2'))).length).toBe(2);
  });

  test('counts of an event can begin at a moment', async () => {
    for (const [messageId, timestamp] of [
      ['s1', '2026-02-01T00:00:00Z'],
      ['s2', '2026-02-20T00:00:00Z'],
    ])
      await post('track', { event: 'Since', userId: 'once-3', messageId, timestamp });
    const count = async (query: string) =>
      (await get(`/api/events/count?event=Since${query}`, server.localToken)).json;
    expect(await count('')).toEqual({ count: 2 });
    expect(await count('&since=2026-02-10T00:00:00Z')).toEqual({ count: 1 });
    expect(await count('&since=nonsense')).toMatchObject({
      error: { code: 'field-invalid', path: 'query.since' },
    });
  });
});

describe('who may write', () => {
  test.each([
    ['nobody', {}, 401, 'not-logged-in'],
    [
      'an unknown key',
      { authorization: `Basic ${Buffer.from('nope:').toString('base64')}` },
      401,
      'api-key-unknown',
    ],
    [
      'an empty user name',
      { authorization: `Basic ${Buffer.from(':x').toString('base64')}` },
      401,
      'api-key-unknown',
    ],
  ])('%s is refused', async (_who, headers, status, code) => {
    expect(await post('track', { userId: 'u', event: 'E' }, headers)).toMatchObject({
      status,
      json: { error: { code } },
    });
  });

  test('a key that only reads, and one that was revoked', async () => {
    const { key } = await addApiKey(ctx, { name: 'reader', scope: 'read' });
    expect(await post('track', { userId: 'u', event: 'E' }, basic(key))).toMatchObject({
      status: 403,
      json: { error: { code: 'scope-too-small' } },
    });
    const gone = await addApiKey(ctx, { name: 'gone', scope: 'track' });
    const { rows } = await sql<{ id: string }>`select key_id as id from api_keys where name = 'gone'`.execute(
      ctx.pg,
    );
    const send = async () =>
      (await post('track', { userId: 'u', event: 'E', writeKey: gone.key }, {})).status;
    expect(await send()).toBe(200);
    await revokeApiKey(ctx, rows[0]?.id ?? '');
    // Its answer of before stands for a second.
    await expect.poll(send, { timeout: 10_000 }).toBe(401);
  });

  test('a write key reads nothing but its own refused events', async () => {
    for (const path of ['/api/customers', '/api/events/count?event=x'])
      expect((await get(path, writeKey)).status).toBe(403);
    const other = (await addApiKey(ctx, { name: 'other', scope: 'track' })).key;
    await post('track', { userId: 'u', event: '' }, basic(other));
    const seen = await get('/v1/ingest/errors', other);
    expect(seen.json['errors'].map((row: { source: string }) => row.source)).toEqual(['other']);
  });
});

describe('limits', () => {
  const large = (bytes: number) => ({
    userId: 'big-1',
    event: 'Big',
    properties: { text: 'x'.repeat(bytes) },
  });

  test.each([
    ['no JSON', 'track', '{"userId":', 400, 'body-not-json'],
    ['no object', 'track', '[1]', 400, 'body-not-json'],
    ['broken UTF-8', 'track', Buffer.from([0x7b, 0xff, 0x7d]), 400, 'body-not-json'],
    ['an event over 32 KB', 'track', JSON.stringify(large(33_000)), 400, 'track-event-too-large'],
    [
      'an event over 32 KB within a batch',
      'batch',
      JSON.stringify({ batch: [{ ...large(33_000), type: 'track' }] }),
      400,
      'track-event-too-large',
    ],
    [
      'a batch over 500 KB',
      'batch',
      JSON.stringify({ batch: Array.from({ length: 60 }, () => ({ ...large(10_000), type: 'track' })) }),
      400,
      'track-batch-too-large',
    ],
    ['a batch that is none', 'batch', JSON.stringify({ batch: { a: 1 } }), 400, 'field-invalid'],
    ['a body over 2 MB', 'batch', Buffer.alloc(2.2e6, 0x20), 413, 'body-too-large'],
  ])('%s is refused', async (_what, path, body, status, code) => {
    expect(await post(path, body)).toMatchObject({ status, json: { error: { code } } });
  });

  test.each([
    [
      'around its events',
      (deep: string) => `{"context":{"x":${deep}},"batch":[{"type":"track","event":"E","userId":"u"}]}`,
    ],
    [
      'around a refused event',
      (deep: string) => `{"context":{"x":${deep}},"batch":[{"type":"track","event":"E"}]}`,
    ],
    [
      'within one',
      (deep: string) =>
        `{"batch":[{"type":"track","event":"E","properties":{"x":${deep.slice(85_000, 115_000)}}}]}`,
    ],
  ])('nesting without end %s', async (_where, body) => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(await post('batch', body(deep))).toMatchObject({
      status: 400,
      json: { error: { code: 'body-too-deep' } },
    });
  });

  test('a gzip bomb, and what is no gzip', async () => {
    const packed = { ...basic(), 'content-encoding': 'gzip' };
    const bomb = gzipSync(Buffer.alloc(300e6, 0x20));
    expect(bomb.length).toBeLessThan(400_000);
    expect(await post('batch', bomb, packed)).toMatchObject({
      status: 413,
      json: { error: { code: 'body-too-large' } },
    });
    expect(await post('batch', Buffer.from('plain'), packed)).toMatchObject({
      status: 400,
      json: { error: { code: 'body-not-gzip' } },
    });
  });

  test('events just within the limits are taken', async () => {
    const batch = Array.from({ length: 15 }, (_, n) => ({
      ...large(32_000),
      type: 'track',
      messageId: `w${n}`,
    }));
    expect(await post('batch', { batch })).toMatchObject(accepted);
  });
});

describe('an event that breaks a rule', () => {
  test.each([
    ['no type', { userId: 'u' }, 'track-type-unknown', 'type'],
    ['an unknown type', { type: 'purchase', userId: 'u' }, 'track-type-unknown', 'type'],
    ['nobody', { type: 'track', event: 'E' }, 'track-id-missing', 'userId'],
    [
      'a person called undefined',
      { type: 'track', event: 'E', userId: 'undefined' },
      'track-id-junk',
      'userId',
    ],
    [
      'an id that is an object',
      { type: 'track', event: 'E', userId: { id: 1 } },
      'track-field-invalid',
      'userId',
    ],
    ['no event name', { type: 'track', userId: 'u' }, 'track-field-missing', 'event'],
    [
      'properties that are text',
      { type: 'track', event: 'E', userId: 'u', properties: 'x' },
      'track-field-invalid',
      'properties',
    ],
    [
      'a time nobody can read',
      { type: 'track', event: 'E', userId: 'u', timestamp: 'soon' },
      'track-time-invalid',
      'timestamp',
    ],
    [
      'NUL in a text',
      { type: 'track', event: 'E', userId: 'u', properties: { a: 'x\u0000' } },
      'text-not-allowed',
      'properties.a',
    ],
    ['no group', { type: 'group', userId: 'u' }, 'track-field-missing', 'groupId'],
    ['no former name', { type: 'alias', userId: 'u' }, 'track-field-missing', 'previousId'],
    ['no object', 7, 'track-not-object', ''],
  ])(
    '%s: the batch is answered 200, the good events are stored, the bad one stands with its reason',
    async (name, event, code, path) => {
      const good = { type: 'track', event: `Beside ${name}`, userId: 'rules-1', messageId: `r ${name}` };
      expect(await post('batch', { batch: [good, event] })).toMatchObject(accepted);
      expect(
        (await get(`/api/events/count?event=${encodeURIComponent(good.event)}`, server.localToken)).json,
      ).toEqual({ count: 1 });
      const found = await errorsOf(path ? `batch[1].${path}` : 'batch[1]');
      const row = found.find((each: { code: string }) => each.code === code);
      expect(row).toMatchObject({ source: 'web', message: expect.any(String), remedy: expect.any(String) });
      expect(row.message).not.toBe(code);
    },
  );

  test('sent again and again it stands once', async () => {
    const bad = { userId: 'rules-2', event: 'E', timestamp: 'again', messageId: 'again' };
    for (let n = 0; n < 3; n += 1) await post('track', bad);
    expect(
      (await errorsOf('timestamp')).filter((row: { messageId: string }) => row.messageId === 'again').length,
    ).toBe(1);
  });

  test('its clock is off: it is stored with the flag and a time that is right', async () => {
    const now = ctx.now().getTime();
    const iso = (ms: number) => new Date(ms).toISOString();
    await post('track', {
      userId: 'skew-1',
      event: 'E',
      messageId: 'k1',
      timestamp: iso(now + 3_600_000 - 1_000),
      sentAt: iso(now + 3_600_000),
    });
    await post('track', { userId: 'skew-1', event: 'E', messageId: 'k2', timestamp: iso(now + 3_600_000) });
    const rows = await eventsOf(idOf('skew-1'));
    expect(rows.map(row => [row['message_id'], row['clock_flag']])).toEqual([
      ['k1', 'skewed'],
      ['k2', 'future'],
    ]);
    for (const row of rows) expect(Math.abs(Date.parse(`${row['occurred_at']}Z`) - now)).toBeLessThan(5_000);
  });
});

describe('people', () => {
  test('who identify themselves are customers with encrypted contacts, found by them', async () => {
    const traits = { email: 'Han.Mei@Kanari.Example', phone: '199 8731 8000', name: '鹮鸰梅', plan: 'gold' };
    await post('identify', { userId: 'id-1', anonymousId: 'visitor-77', messageId: 'i1', traits });
    const { rows } = await sql<{
      kind: string;
      value_cipher: Buffer;
      contact_id: string;
      key_version: number;
      source: string;
    }>`
      select * from contact_points where customer_id = ${idOf('id-1')} order by kind`.execute(ctx.pg);
    const clear = rows.map(row =>
      ctx.keys.decrypt(
        row.value_cipher,
        row.key_version,
        fieldAad('contact_points', 'value', row.contact_id),
      ),
    );
    expect([rows.map(row => row.source), clear]).toEqual([
      ['web', 'web'],
      ['han.mei@kanari.example', '+8619987318000'],
    ]);
    const page = await get(`/api/customers/${idOf('id-1')}`, server.localToken);
    expect(page.json).toMatchObject({ externalId: 'id-1', name: '鹮**' });
    expect((await eventsOf(idOf('id-1')))[0]).toMatchObject({ properties: '{"plan":"gold"}', removed: 3 });
  });

  test('a new address takes the place of the old one, the same one changes nothing', async () => {
    for (const email of ['a1@kanari.example', 'a1@kanari.example', 'b2@kanari.example'])
      await post('identify', { userId: 'id-2', traits: { email } });
    const { rows } = await sql<{ status: string; n: number }>`
      select status, count(*)::int as n from contact_points where customer_id = ${idOf('id-2')} group by 1 order by 1`.execute(
      ctx.pg,
    );
    expect(rows).toEqual([
      { status: 'active', n: 1 },
      { status: 'retired', n: 1 },
    ]);
  });

  test('a userId that is an address or a number is the customer of that address', async () => {
    await post('track', { userId: 'Li.Lei@Kanari.Example', event: 'Mailed' });
    await post('track', { userId: '+8619987319000', event: 'Phoned' });
    const ids = [
      ctx.keys.customerId('email', 'li.lei@kanari.example'),
      ctx.keys.customerId('phone', '+8619987319000'),
    ];
    for (const id of ids) expect((await eventsOf(id)).length).toBe(1);
  });

  test('a visitor belongs to the first customer they identify as, for good', async () => {
    await post('track', { anonymousId: 'v-1', event: 'Looked' });
    await post('identify', { anonymousId: 'v-1', userId: 'first' });
    await post('identify', { anonymousId: 'v-1', userId: 'second' });
    await post('alias', { previousId: 'v-2', userId: 'first' });
    const raw = ['v-1', 'v-2'].map(value => ctx.keys.customerId('anonymous-id', value));
    const { rows } = await sql<{ raw_id: string; customer_id: string }>`
      select raw_id, customer_id from customer_links where raw_id = any(${raw}::uuid[])`.execute(ctx.pg);
    expect(rows.map(row => row.customer_id)).toEqual([idOf('first'), idOf('first')]);
  });

  test('who were erased are not stored again, as customer or as visitor', async () => {
    await post('identify', { anonymousId: 'v-9', userId: 'gone-1', messageId: 'g1' });
    await sql`update customers set erased_at = ${ctx.now()}, external_id_cipher = null where customer_id = ${idOf('gone-1')}`.execute(
      ctx.pg,
    );
    const batch = [
      { type: 'identify', userId: 'gone-1', messageId: 'g2', traits: { email: 'back@kanari.example' } },
      { type: 'track', event: 'Back', anonymousId: 'v-9', messageId: 'g3' },
      { type: 'track', event: 'Back', userId: 'somebody', messageId: 'g4' },
    ];
    expect(await post('batch', { batch })).toMatchObject(accepted);
    expect((await eventsOf(idOf('gone-1'))).map(row => row['message_id'])).toEqual(['g1']);
    expect((await eventsOf(ctx.keys.customerId('anonymous-id', 'v-9'))).length).toBe(0);
    expect((await eventsOf(idOf('somebody'))).length).toBe(1);
    const { rows } = await sql`select 1 from contact_points where customer_id = ${idOf('gone-1')}`.execute(
      ctx.pg,
    );
    expect(rows).toEqual([]);
  });
});

test('nothing of a person stands in clear, in either store or the log', async () => {
  const { email, phone, typedPhone, name, memberNo } = canary;
  const contacts = {
    email,
    phone,
    note: typedPhone,
    url: `https://x.example/?mail=${encodeURIComponent(email)}`,
  };
  const batch = [
    { type: 'identify', userId: memberNo, traits: { email, phone, name, address: { street: name } } },
    {
      type: 'track',
      userId: memberNo,
      event: `Mail to ${email}`,
      properties: { ...contacts, buyer: { 姓名: name } },
      context: { traits: contacts, page: { url: contacts.url } },
    },
    {
      type: 'page',
      anonymousId: email,
      name: phone,
      messageId: email,
      properties: { text: `${typedPhone} ${email}` },
    },
    { type: 'track', userId: email, timestamp: email, event: 'x', messageId: phone },
    { type: email, userId: phone },
    { type: 'track', userId: memberNo.repeat(30), event: 'x' },
    {
      type: 'track',
      event: 'x',
      userId: 'u',
      [email]: 1,
      properties: { [phone]: '\u0000', text: canaryText },
    },
    canaryText,
  ];
  expect(await post('batch', { batch })).toMatchObject(accepted);
  await post('track', `{"email": "${email}"`);
  await post(
    'track',
    { userId: memberNo, event: 'x' },
    { authorization: `Basic ${Buffer.from(`${email}:${phone}`).toString('base64')}` },
  );
  const found = [...(await dumpStores(ctx))].map(([table, text]) => [table, tracesIn(text)] as const);
  expect(found.filter(([, traces]) => traces.length > 0)).toEqual([]);
  expect(tracesIn(lines.join(''))).toEqual([]);
  expect(tracesIn(JSON.stringify(await errorsOf('batch[3].timestamp')))).toEqual([]);
});

test('a disk that is nearly full and a spool that is full are 503 with the seconds to wait', async () => {
  const full = await testHttp(ctx, { diskReserveBytes: 1e18 });
  const reply = await fetch(`${full.url}/v1/track`, {
    method: 'POST',
    headers: basic(),
    body: '{"userId":"u","event":"E"}',
  });
  expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '5']);
  expect(((await reply.json()) as { error: { code: string } }).error.code).toBe('disk-nearly-full');
  await full.close();
});
