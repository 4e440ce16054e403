/** What somebody without a password can try at the door: bursts of guesses, planted cookies, borrowed keys. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveUnsubscribe } from '../../act/unsubscribe.store.ts';
import { claimText, unsubscribePurpose } from '../../act/unsubscribe-link.ts';
import { savePeople } from '../../testing/campaign-people.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { saveAccount } from '../accounts.store.ts';
import { addApiKey } from '../api-keys.store.ts';
import { closeSession, openSession } from '../sessions.store.ts';

const email = 'owner@example.com';
const password = 'correct horse battery';
let stores: TestStores;
let server: TestServer;
let token: string;

beforeAll(async () => {
  stores = await testStores();
  server = await testHttp(stores.ctx, { proxies: 1 });
  const { userId } = await saveAccount(stores.ctx, { email, password, role: 'owner' });
  token = await openSession(stores.ctx, { actorId: userId, actorKind: 'user' });
});
afterAll(async () => {
  await server?.close();
  await stores?.close();
});

const logIn = (given: string, from: string) =>
  server.app.inject({
    method: 'POST',
    url: '/api/session',
    remoteAddress: from,
    payload: { email, password: given },
  });

describe('guessing', () => {
  test('of thirty guesses sent at once five are looked at', async () => {
    const replies = await Promise.all(
      Array.from({ length: 30 }, () => logIn('a wrong password', '10.0.0.1')),
    );
    expect(new Set(replies.map(reply => reply.statusCode))).toEqual(new Set([401]));
    const tries = await stores.ctx.pg.selectFrom('login_throttle').select('failures').execute();
    // Thirty from the address, five for the account: those after them are refused whatever the password.
    expect(tries.map(row => row.failures).sort((a, b) => a - b)).toEqual([5, 30]);
    expect((await logIn(password, '10.0.0.1')).statusCode).toBe(401);
  });

  test('the right password forgets the failures before it', async () => {
    for (let time = 0; time < 4; time++) await logIn('a wrong password', '10.0.0.2');
    expect((await logIn(password, '10.0.0.2')).statusCode).toBe(200);
    for (let time = 0; time < 5; time++)
      expect((await logIn('a wrong password', '10.0.0.2')).statusCode).toBe(401);
  });
});

test('who is signed out while a stream of events runs reads no further', async () => {
  const { ctx } = stores;
  const account = { email: 'watcher@example.com', password, role: 'analyst' };
  const { userId: actorId } = await saveAccount(ctx, account);
  const own = await openSession(ctx, { actorId, actorKind: 'user' });
  const headers = { cookie: `rekindle-session=${own}`, accept: 'text/event-stream' };
  const reply = await fetch(`${server.url}/api/events/live`, { headers });
  const stream = (reply.body as ReadableStream<Uint8Array>).getReader();
  expect((await stream.read()).done).toBe(false);
  await closeSession(ctx, own);
  while (!(await stream.read()).done);
}, 60_000);

describe('behind a proxy, which adds the address it was asked from to whatever the caller wrote', () => {
  const from = (written: string, real: string) => ({ 'x-forwarded-for': `${written}, ${real}` });

  test('a key bound to a network is of no use to who writes an address of that network', async () => {
    const wish = { name: 'bound', scope: 'read', addresses: ['10.9.0.0/16'] };
    const { key } = await addApiKey(stores.ctx, wish);
    const ask = (headers: Record<string, string>) =>
      server.app.inject({ url: '/api/settings', headers: { authorization: `Bearer ${key}`, ...headers } });
    const forged = await ask(from('10.9.0.1', '203.0.113.9'));
    expect([forged.statusCode, forged.json().error.received]).toEqual([403, '203.0.113.9']);
    expect((await ask(from('203.0.113.9', '10.9.0.1'))).statusCode).toBe(200);
  });

  test('a guesser who writes another address each time is still one address', async () => {
    const guess = (n: number) =>
      server.app.inject({
        method: 'POST',
        url: '/api/session',
        headers: from(`198.51.100.${n}`, '203.0.113.8'),
        payload: { email, password: n < 5 ? 'a wrong password' : password },
      });
    for (let n = 0; n < 5; n++) expect((await guess(n)).statusCode).toBe(401);
    expect((await guess(5)).statusCode).toBe(401);
  });
});

describe('cookies', () => {
  const ask = (cookie: string, proto: string) =>
    server.app.inject({ url: '/api/session', headers: { cookie, 'x-forwarded-proto': proto } });

  test('over https only the cookie counts that no neighbouring host could have set', async () => {
    expect((await ask(`__Host-rekindle=${token}`, 'https')).statusCode).toBe(200);
    const planted = await ask(`rekindle-session=${token}`, 'https');
    expect([planted.statusCode, planted.json().error.code]).toEqual([401, 'not-logged-in']);
  });

  test('without https the plain cookie counts', async () => {
    expect((await ask(`rekindle-session=${token}`, 'http')).statusCode).toBe(200);
  });

  test('a log-in over https sets the cookie that is bound to this host', async () => {
    const reply = await server.app.inject({
      method: 'POST',
      url: '/api/session',
      headers: { 'x-forwarded-proto': 'https' },
      payload: { email, password },
    });
    expect(reply.headers['set-cookie']).toMatch(
      /^__Host-rekindle=[\w-]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  });
});

describe('unsubscribing', () => {
  const link = async (externalId: string) => {
    const [customerId = ''] = await savePeople(stores.ctx, [
      { externalId, email: `${externalId}@x.example` },
    ]);
    const claim = {
      customerId,
      purpose: 'marketing',
      consentChannel: 'email',
      intentId: stores.ctx.newId(),
    } as const;
    return { claim, url: `/u/${stores.ctx.keys.seal(unsubscribePurpose, claimText(claim))}` };
  };

  test('two strangers may use the same idempotency key', async () => {
    for (const person of ['first', 'second']) {
      const { url } = await link(person);
      const headers = { 'idempotency-key': 'the-same-key' };
      expect((await server.app.inject({ method: 'POST', url, headers })).statusCode).toBe(200);
    }
    expect(await stores.ctx.pg.selectFrom('idempotency').selectAll().execute()).toEqual([]);
  });

  test('a forged, a cut and a foreign token get the same answer, which no cache keeps', async () => {
    const { url } = await link('third');
    const foreign = stores.ctx.keys.seal('cursor:jobs', 'x');
    const forged = `${url.slice(0, -2)}${url.endsWith('A') ? 'BB' : 'AA'}`;
    for (const bad of [forged, url.slice(0, 40), `/u/${foreign}`, '/u/none']) {
      const reply = await server.app.inject({ url: bad });
      expect([reply.statusCode, reply.json().error.code]).toEqual([404, 'unsubscribe-token']);
      expect(reply.headers['cache-control']).toBe('no-store');
    }
    expect((await server.app.inject({ url })).headers['cache-control']).toBe('no-store');
  });

  test('withdrawing twice leaves one withdrawal', async () => {
    const { claim, url } = await link('fourth');
    await saveUnsubscribe(stores.ctx, claim, 'unsubscribe-link');
    expect((await server.app.inject({ method: 'POST', url })).statusCode).toBe(200);
    const rows = await stores.ctx.pg
      .selectFrom('consents')
      .select('action')
      .where('customer_id', '=', claim.customerId)
      .where('action', '=', 'withdrawn')
      .execute();
    expect(rows.length).toBe(1);
  });
});
