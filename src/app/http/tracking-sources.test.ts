import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LiveEvent } from '../../records/live-event.ts';
import type { TrackingSource } from '../../records/tracking-source.ts';
import type { StoreContext } from '../../store/context.ts';
import { canaryPerson } from '../../testing/contact-canaries.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { saveAccount } from '../accounts.store.ts';
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

const send = (batch: object[]) => call('POST', '/v1/batch', { batch }, writeKey);

/** Reads a stream until as many messages have come, then leaves. */
async function listen(query: string, until: (said: string) => boolean, during: () => Promise<unknown>) {
  const leaving = new AbortController();
  const reply = await fetch(`${server.url}/api/events/live?${query}`, {
    headers: { authorization: `Bearer ${server.localToken}`, accept: 'text/event-stream' },
    signal: leaving.signal,
  });
  expect(reply.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const work = during();
  let said = '';
  for await (const chunk of reply.body as unknown as AsyncIterable<Uint8Array>) {
    said += Buffer.from(chunk).toString('utf8');
    if (until(said)) break;
  }
  leaving.abort();
  await work;
  const events = [...said.matchAll(/^event: events\ndata: (.*)$/gm)].flatMap(
    ([, data = '[]']) => JSON.parse(data) as LiveEvent[],
  );
  return { said, events };
}

test('events are seen as they arrive, without contact data, the refused ones with their reason', async () => {
  const { email, phone } = canaryPerson(7201);
  const { said, events } = await listen(
    '',
    text => text.includes('Refused here'),
    async () => {
      await send([
        { type: 'identify', userId: 'live-1', messageId: 'l1', traits: { email, plan: 'gold' } },
        {
          type: 'track',
          event: 'Called',
          userId: 'live-1',
          messageId: 'l2',
          properties: { note: phone, n: 1 },
        },
      ]);
      await send([{ type: 'track', event: 'Refused here', messageId: 'l3' }]);
    },
  );
  expect(events.map(each => [each.type, each.event, each.refused?.code ?? null])).toEqual([
    ['identify', '', null],
    ['track', 'Called', null],
    ['track', 'Refused here', 'track-id-missing'],
  ]);
  expect(events[1]).toMatchObject({
    source: 'shop',
    customerId: ctx.keys.customerId('member-no', 'live-1'),
    properties: '{"note":"[removed]","n":1}',
  });
  expect(said).not.toContain('live-1');
});

test('a person is found by their key without it standing in an address', async () => {
  const { json } = await call('POST', '/api/events/people', { key: 'live-2' });
  expect(json.ids).toEqual([
    ctx.keys.customerId('member-no', 'live-2'),
    ctx.keys.customerId('anonymous-id', 'live-2'),
  ]);
  const { events } = await listen(
    `people=${json.ids.join(',')}`,
    text => text.includes('As a visitor'),
    () =>
      send([
        { type: 'track', event: 'Other', userId: 'live-1' },
        { type: 'track', event: 'As a customer', userId: 'live-2' },
        { type: 'track', event: 'As a visitor', anonymousId: 'live-2' },
      ]),
  );
  expect(events.map(({ event }) => event)).toEqual(['As a customer', 'As a visitor']);
  const recent = await call('GET', `/api/events/live?event=as%20a&source=shop`);
  expect(recent.json.events.map(({ event }: LiveEvent) => event)).toEqual(['As a customer', 'As a visitor']);
  await send([{ type: 'identify', userId: 'live-2', anonymousId: 'device-2' }]);
  expect((await call('POST', '/api/events/people', { key: 'live-2' })).json.ids).toContain(
    ctx.keys.customerId('anonymous-id', 'device-2'),
  );
});

test('who may not search by contact finds nobody by an address', async () => {
  const { email } = canaryPerson(7202);
  const password = 'correct horse battery';
  for (const [role, count] of [
    ['owner', 1],
    ['analyst', 0],
  ] as const) {
    await saveAccount(ctx, { email: `${role}@example.com`, password, role });
    const login = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url },
      body: JSON.stringify({ email: `${role}@example.com`, password }),
    });
    const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
    const reply = await fetch(`${server.url}/api/events/people`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url, cookie },
      body: JSON.stringify({ key: email }),
    });
    const { ids } = (await reply.json()) as { ids: string[] };
    expect([role, ids.includes(ctx.keys.customerId('email', email))]).toEqual([role, count === 1]);
  }
});

test('a wrong filter is refused', async () => {
  expect(await call('GET', '/api/events/live?people=somebody')).toMatchObject({
    status: 400,
    json: { error: { code: 'field-invalid' } },
  });
});

test('sources are told with their key, last event, counts and what waits in quarantine', async () => {
  await addApiKey(ctx, { name: 'silent', scope: 'track' });
  await addApiKey(ctx, { name: 'reads only', scope: 'read' });
  const old = (await addApiKey(ctx, { name: 'app', scope: 'manage' })).key;
  await call('POST', '/v1/page', { userId: 'src-1', name: 'Start', messageId: 's1' }, old);
  stores.clock.advance({ hours: 3 });
  await call('POST', '/v1/track', { userId: 'src-1', event: 'Opened', messageId: 's2' }, old);
  await call('POST', '/v1/track', { userId: 'src-1', event: 'Opened', messageId: 's2' }, old);
  const { json } = await call('GET', '/api/events/sources');
  const of = (name: string) => json.sources.find(({ source }: TrackingSource) => source === name);
  expect(of('app')).toMatchObject({
    key: { scope: 'manage', state: 'live' },
    last: { type: 'track', event: 'Opened', at: ctx.now().toISOString() },
    minutes5: 1,
    hour: 1,
    day: 2,
    days30: 2,
    departing: 0,
    refused: 0,
  });
  const hours = Array.from({ length: 24 }, () => 0);
  expect(of('app').hours).toEqual([...hours.slice(0, 21), 1, 0, 1].slice(-24));
  expect(of('silent')).toMatchObject({ last: null, day: 0, key: { state: 'live', lastUsedAt: null } });
  expect(of('reads only')).toBeUndefined();
  expect(of('shop').refused).toBe(1);
  expect(json.sources[0].source).toBe('app');
});
