import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HeldEvent } from '../../records/refused-event.ts';
import type { StoreContext } from '../../store/context.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { fieldAad } from '../../store/field-aad.ts';
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

const send = (batch: unknown[], more: object = {}) => call('POST', '/v1/batch', { batch, ...more }, writeKey);

const held = async (query: string): Promise<HeldEvent[]> =>
  (await call('GET', `/api/events/refused?limit=200&${query}`)).json.events;

const named = async (messageId: string) => {
  const found = (await held('')).find(row => row.messageId === messageId);
  if (!found) throw new RangeError(`${messageId} is not held`);
  return found;
};

async function stored(messageId: string) {
  await shipOutbox(ctx);
  return ctx.ch.query<Record<string, string>>(
    factsSql`select * from events where message_id = ${p.string(messageId)}`,
    { tag: 'test.events' },
  );
}

const replay = async (messageId: string, changes: object[]) =>
  call('POST', `/api/events/refused/${(await named(messageId)).id}/replay`, { changes });

const idOf = (member: string) => ctx.keys.customerId('member-no', member);
const audits = async () =>
  (
    await sql<{
      after: any;
    }>`select after from audit_entries where action = 'event.replay' order by audit_id`.execute(ctx.pg)
  ).rows;

describe('a refused event', () => {
  const person = canaryPerson(7001);

  test('stands with reason, place, masked value, remedy and the fields that mend it', async () => {
    await send([
      {
        type: 'track',
        event: 'Bought',
        userId: 'undefined',
        messageId: 'r1',
        properties: { sku: 'A', email: person.email, note: `call ${person.phone}` },
      },
    ]);
    const row = await named('r1');
    expect(row).toMatchObject({
      source: 'shop',
      type: 'track',
      event: 'Bought',
      code: 'track-id-junk',
      path: 'batch[0].userId',
      received: 'undefined',
      state: 'waiting',
      fields: ['userId'],
      settledAt: null,
    });
    expect(row.message).toContain('undefined');
    expect(row.remedy).toBeTruthy();
    const { json } = await call('GET', `/api/events/refused/${row.id}`);
    expect(JSON.parse(json.shown)).toEqual({
      type: 'track',
      event: 'Bought',
      userId: 'u***',
      messageId: 'r1',
      properties: { sku: 'A', note: 'call [removed]' },
    });
  });

  test('is mended in that field, taken in once, and leaves an entry without the value', async () => {
    const { id } = await named('r1');
    const done = await replay('r1', [{ path: 'userId', value: 'mended-1' }]);
    expect(done).toMatchObject({
      status: 200,
      json: { outcome: 'replayed', event: { state: 'replayed', fields: [] } },
    });
    const [row, ...more] = await stored('r1');
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      customer_id: idOf('mended-1'),
      event: 'Bought',
      properties: '{"sku":"A","note":"call [removed]"}',
    });
    expect((await audits()).at(-1)?.after).toEqual({
      source: 'shop',
      code: 'track-id-junk',
      changed: ['userId'],
      outcome: 'replayed',
    });
    expect(await call('POST', `/api/events/refused/${id}/replay`, { changes: [] })).toMatchObject({
      status: 409,
      json: { error: { code: 'refused-event-settled' } },
    });
    // The same broken event once more is the row that was taken in.
    await send([
      {
        type: 'track',
        event: 'Bought',
        userId: 'undefined',
        messageId: 'r1',
        properties: { sku: 'A', email: person.email, note: `call ${person.phone}` },
      },
    ]);
    expect((await held('')).filter(each => each.messageId === 'r1')).toHaveLength(1);
    expect(await stored('r1')).toHaveLength(1);
  });

  test('may break another rule afterwards, and then stands under that one, changed', async () => {
    await send([{ type: 'track', event: '', anonymousId: 'v', timestamp: 'soon', messageId: 'r2' }]);
    const first = await named('r2');
    expect(first).toMatchObject({ code: 'track-time-invalid', fields: ['timestamp'] });
    const again = await replay('r2', [{ path: 'timestamp', value: '2026-03-01T00:00:00Z' }]);
    expect(again.json).toMatchObject({
      outcome: 'refused',
      event: {
        id: first.id,
        code: 'track-field-missing',
        path: 'event',
        fields: ['event'],
        state: 'waiting',
      },
    });
    expect((await replay('r2', [{ path: 'event', value: 'Named' }])).json.outcome).toBe('replayed');
    expect(await stored('r2')).toMatchObject([{ event: 'Named', occurred_at: '2026-03-01 00:00:00.000' }]);
  });

  test('a field can be taken out, and one deep within put right', async () => {
    await send([{ type: 'track', event: 'E', userId: '0', anonymousId: 'visitor-3', messageId: 'r3' }]);
    expect((await replay('r3', [{ path: 'userId' }])).json.outcome).toBe('replayed');
    expect(await stored('r3')).toMatchObject([
      { customer_id: ctx.keys.customerId('anonymous-id', 'visitor-3') },
    ]);
    const properties = { order_id: 'so-1', products: [{ sku: 'A', price: 'dear', quantity: 2 }] };
    await send([
      { type: 'track', event: 'Order Completed', userId: 'mended-4', messageId: 'r4', properties },
    ]);
    expect(await named('r4')).toMatchObject({ fields: ['properties.products[0].price'] });
    expect((await replay('r4', [{ path: 'properties.products[0].price', value: 12.5 }])).json.outcome).toBe(
      'replayed',
    );
    await shipOutbox(ctx);
    const lines = await ctx.ch.query<Record<string, string>>(
      factsSql`select sku, toString(net_amount) as net from order_lines where order_id = 'so-1'`,
      { tag: 'test.lines' },
    );
    expect(lines).toEqual([{ sku: 'A', net: '25' }]);
  });

  test('other fields are not for changing, nor is a value of no kind', async () => {
    await send([{ type: 'track', event: 'E', messageId: 'r5' }]);
    expect(await replay('r5', [{ path: 'properties.price', value: 1 }])).toMatchObject({
      status: 400,
      json: {
        error: { code: 'refused-event-field', path: 'changes[0].path', expected: 'userId, anonymousId' },
      },
    });
    expect((await replay('r5', [{ path: '', value: 1 }])).status).toBe(400);
    expect(await named('r5')).toMatchObject({ state: 'waiting' });
  });

  test('is read with the context and the time its request was sent at', async () => {
    await send([{ type: 'track', event: 'E', messageId: 'r6', timestamp: '2026-03-01T00:00:00Z' }], {
      sentAt: '2026-03-01T00:00:10Z',
      context: { app: { name: 'shop' } },
    });
    await replay('r6', [{ path: 'anonymousId', value: 'visitor-6' }]);
    const [row] = await stored('r6');
    expect(JSON.parse(row?.['context'] ?? '')).toEqual({ app: { name: 'shop' } });
    expect(row).toMatchObject({ sent_at: '2026-03-01 00:00:10.000' });
  });

  test('sent alone is read as what its address said', async () => {
    await call('POST', '/v1/page', { name: 'Home', messageId: 'r7' }, writeKey);
    await replay('r7', [{ path: 'userId', value: 'mended-7' }]);
    expect(await stored('r7')).toMatchObject([{ kind: 'page', event: 'Home' }]);
  });

  test('who is identified by it becomes a customer', async () => {
    const { name, email } = canaryPerson(7008);
    await call(
      'POST',
      '/v1/identify',
      { userId: 'null', messageId: 'r8', traits: { name, email } },
      writeKey,
    );
    await replay('r8', [{ path: 'userId', value: 'mended-8' }]);
    const { json } = await call('GET', `/api/customers/${idOf('mended-8')}`);
    expect(json).toMatchObject({ externalId: 'mended-8', contacts: [{ kind: 'email', status: 'active' }] });
  });

  test('of somebody who was erased stores nothing and goes', async () => {
    await send([{ type: 'track', event: 'E', userId: 'gone-1', messageId: 'before' }]);
    await sql`update customers set erased_at = ${ctx.now()} where customer_id = ${idOf('gone-1')}`.execute(
      ctx.pg,
    );
    await send([{ type: 'track', event: 'E', userId: '-1', messageId: 'r9' }]);
    expect((await replay('r9', [{ path: 'userId', value: 'gone-1' }])).json).toEqual({
      outcome: 'dropped',
      event: null,
    });
    expect(await stored('r9')).toEqual([]);
    expect((await held('')).filter(row => row.messageId === 'r9')).toEqual([]);
  });
});

describe('the whole quarantine', () => {
  test('is counted and filtered by source, reason and day', async () => {
    const other = (await addApiKey(ctx, { name: 'app', scope: 'track' })).key;
    await call('POST', '/v1/track', { event: 'E', messageId: 'c1' }, other);
    const { json: counts } = await call('GET', '/api/events/refused/counts');
    const { json: list } = await call('GET', '/api/events/refused?source=app');
    expect(list).toMatchObject({ total: 1, events: [{ source: 'app', messageId: 'c1' }] });
    expect(counts.bySource).toContainEqual({ source: 'app', waiting: 1, replayed: 0 });
    const sum = (rows: { waiting: number }[]) => rows.reduce((all, row) => all + row.waiting, 0);
    for (const rows of [counts.byCode, counts.bySource, counts.byDay]) expect(sum(rows)).toBe(counts.waiting);
    const [{ day }] = counts.byDay;
    expect((await call('GET', `/api/events/refused?day=${day}&state=waiting`)).json.total).toBe(
      counts.waiting,
    );
    expect((await call('GET', '/api/events/refused?day=1999-01-01')).json.total).toBe(0);
    expect(
      (
        await call('GET', '/api/events/refused?code=track-id-missing&source=shop&state=waiting')
      ).json.events.map((row: HeldEvent) => row.messageId),
    ).toEqual(['r5']);
    expect((await call('GET', '/api/events/refused?day=soon')).status).toBe(400);
  });

  test('is taken in as it is by a job, each once, what breaks a rule still stays', async () => {
    await send(
      Array.from({ length: 1_203 }, (_, n) => ({
        type: 'track',
        event: 'Bulk',
        userId: 'undefined',
        messageId: `bulk-${n}`,
      })),
    );
    // What a change of the rules does: the events are right now.
    await sql`update event_quarantine set code = 'test-rule' where code = 'track-id-junk' and event_name = 'Bulk'`.execute(
      ctx.pg,
    );
    const { rows } = await sql<{
      id: string;
      cipher: Buffer;
      version: number;
    }>`select refused_id as id, payload_cipher as cipher, key_version as version from event_quarantine where code = 'test-rule' order by refused_id`.execute(
      ctx.pg,
    );
    for (const { id, cipher, version } of rows.slice(3)) {
      const aad = fieldAad('event_quarantine', 'payload', id);
      const event = { ...JSON.parse(ctx.keys.decrypt(cipher, version, aad)), userId: 'bulk-1' };
      await sql`update event_quarantine set payload_cipher = ${ctx.keys.encrypt(JSON.stringify(event), aad).cipher} where refused_id = ${id}`.execute(
        ctx.pg,
      );
    }
    const both = await Promise.all(
      [1, 2].map(() => call('POST', '/api/events/refused/replay', { code: 'test-rule' })),
    );
    expect(both.map(({ status }) => status)).toEqual([202, 202]);
    await server.idle();
    await shipOutbox(ctx);
    const [count] = await ctx.ch.query<{ n: string; rows: string }>(
      factsSql`select uniqExact(message_id) as n, count() as rows from events where event = 'Bulk'`,
      { tag: 'test.bulk' },
    );
    expect(count).toEqual({ n: '1200', rows: '1200' });
    const said = (await audits()).map(({ after }) => after).filter(after => after.replayed !== undefined);
    expect(said.reduce((sum, { replayed }) => sum + replayed, 0)).toBe(1_200);
    expect((await held('code=track-id-junk&state=waiting')).filter(row => row.event === 'Bulk')).toHaveLength(
      3,
    );
  }, 60_000);

  test('is changed by nobody who may only read it', async () => {
    const reader = (await addApiKey(ctx, { name: 'reader', scope: 'read' })).key;
    expect((await call('GET', '/api/events/refused', undefined, reader)).status).toBe(200);
    expect((await call('POST', '/api/events/refused/replay', {}, reader)).status).toBe(403);
    expect((await call('GET', '/api/events/refused', undefined, writeKey)).status).toBe(403);
    expect((await call('GET', '/api/events/refused/00000000-0000-7000-8000-000000000000')).status).toBe(404);
  });
});
