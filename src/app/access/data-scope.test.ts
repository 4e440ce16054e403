/** Proves over a listening server: scopes of accounts, roles and keys are set, followed at once, and changed by two people. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../records/permission.ts';
import { savePeople } from '../../testing/campaign-people.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { saveAccount } from '../accounts.store.ts';
import { openSession } from '../sessions.store.ts';

let stores: TestStores;
let server: TestServer;
let people: string[] = [];
const users = new Map<string, string>();
const cookies = new Map<string, string>();

async function addAccount(name: string, role: Role) {
  const account = { email: `${name}@example.com`, password: 'a long enough password', role };
  const { userId } = await saveAccount(stores.ctx, account);
  users.set(name, userId);
  cookies.set(name, await openSession(stores.ctx, { actorId: userId, actorKind: 'user' }));
}

beforeAll(async () => {
  stores = await testStores();
  server = await testHttp(stores.ctx);
  await addAccount('owner', 'owner');
  await addAccount('clerk', 'service');
  people = await savePeople(
    stores.ctx,
    ['a', 'b', 'c'].map(externalId => ({ externalId })),
  );
  await sql`update customers set store = 'A', owner_id = ${users.get('clerk')} where customer_id = ${people[0]}`.execute(
    stores.ctx.pg,
  );
  await sql`update customers set store = 'B' where customer_id = ${people[1]}`.execute(stores.ctx.pg);
}, 60_000);
afterAll(async () => {
  await server?.close();
  await stores?.close();
});

async function ask(who: string, line: string, body?: unknown) {
  const [method = 'GET', path = '/'] = line.split(' ');
  const sent = who.startsWith('rk_')
    ? { authorization: `Bearer ${who}` }
    : { cookie: `rekindle-session=${cookies.get(who)}` };
  const reply = await server.app.inject({
    method: method as 'GET',
    url: path,
    headers: { host: 'localhost', origin: 'http://localhost', ...sent },
    ...(body === undefined ? {} : { payload: body as object }),
  });
  return { status: reply.statusCode, json: reply.json(), code: reply.json().error?.code };
}
const seen = async (who: string) => {
  const { json } = await ask(who, 'GET /api/customers');
  return (json.customers as { customerId: string }[]).map(row => people.indexOf(row.customerId)).sort();
};
const setScope = (who: string, dataScope: unknown) =>
  ask('owner', `PUT /api/users/${users.get(who)}/scope`, { dataScope });

describe('the scope of an account', () => {
  test('holds for sessions already open, is shown with the session, and can be taken away', async () => {
    expect(await seen('clerk')).toEqual([0, 1, 2]);
    expect((await setScope('clerk', { stores: ['A', 'B'] })).status).toBe(200);
    expect(await seen('clerk')).toEqual([0, 1]);
    const { json } = await ask('clerk', 'GET /api/session');
    expect(json.dataScope).toEqual({ own: false, stores: ['A', 'B'], regions: [] });
    expect(json.permissions).toContain('customer.read');
    expect(json.permissions).not.toContain('health.read');
    expect(json.beyondScope).toContain('health.read');
    expect(json.beyondScope).not.toContain('import.read');
    expect((await ask('clerk', `GET /api/customers/${people[2]}`)).code).toBe('customer-unknown');
    expect((await ask('clerk', 'GET /api/health')).code).toBe('scope-whole-base');
    expect((await setScope('clerk', { own: true })).status).toBe(200);
    expect(await seen('clerk')).toEqual([0]);
    expect((await setScope('clerk', null)).status).toBe(200);
    expect(await seen('clerk')).toEqual([0, 1, 2]);
  });

  test('is refused where it names nothing, for owners, and for oneself', async () => {
    expect((await setScope('clerk', {})).code).toBe('field-invalid');
    expect((await setScope('clerk', { stores: ['a\u0001b'] })).code).toBe('field-invalid');
    expect((await setScope('owner', { own: true })).code).toBe('account-own');
    await addAccount('second', 'owner');
    const asked = await ask('second', `PUT /api/users/${users.get('owner')}/scope`, {
      dataScope: { own: true },
    });
    expect(asked.code).toBe('scope-of-owner');
  });

  test('is changed by two people as soon as there are two', async () => {
    expect((await setScope('clerk', { stores: ['A'] })).code).toBe('approval-needed');
    const { json } = await ask('second', 'GET /api/approvals');
    expect(json.approvals[0]).toMatchObject({
      kind: 'role',
      target: 'clerk@example.com',
      detail: { about: 'scope', before: 'all', after: 'stores: A' },
    });
    const decision = { approve: true, note: 'as agreed' };
    await ask('second', `POST /api/approvals/${json.approvals[0].approvalId}/decision`, decision);
    expect((await setScope('clerk', { stores: ['B'] })).code).toBe('approval-needed');
    expect((await setScope('clerk', { stores: ['A'] })).status).toBe(200);
    expect(await seen('clerk')).toEqual([0]);
    const entries = await stores.ctx.pg
      .selectFrom('audit_entries')
      .select('after')
      .where('action', '=', 'account.scope')
      .orderBy('audit_id', 'desc')
      .execute();
    expect(entries[0]?.after).toEqual({ dataScope: { own: false, stores: ['A'], regions: [] } });
  });
});

describe('a limited role', () => {
  test('sees its own customers only, unless the account says more', async () => {
    await sql`update users set deactivated_at = created_at where user_id = ${users.get('second')}`.execute(
      stores.ctx.pg,
    );
    await addAccount('other', 'service');
    expect(await seen('other')).toEqual([0, 1, 2]);
    expect((await ask('owner', 'PUT /api/limited-roles', { roles: ['owner'] })).code).toBe('scope-of-owner');
    expect((await ask('owner', 'PUT /api/limited-roles', { roles: ['boss'] })).code).toBe('role-unknown');
    expect((await ask('owner', 'PUT /api/limited-roles', { roles: ['service'] })).json).toEqual({
      roles: ['service'],
    });
    expect(await seen('other')).toEqual([]);
    expect(await seen('clerk')).toEqual([0]);
    const { json } = await ask('owner', 'GET /api/users');
    const rows = json.accounts as { email: string; roleLimited: boolean }[];
    expect(rows.find(row => row.email === 'other@example.com')).toMatchObject({
      roleLimited: true,
      dataScope: null,
    });
    await ask('owner', 'PUT /api/limited-roles', { roles: [] });
    expect(await seen('other')).toEqual([0, 1, 2]);
  });
});

describe('whose a customer is', () => {
  const place = (body: object) => ask('owner', `PUT /api/customers/${people[2]}/place`, body);

  test('is given by the address a colleague logs in with, in any case, and taken away', async () => {
    const given = await place({ ownerEmail: ' Clerk@Example.com ', store: 'C' });
    expect(given.json).toEqual({ ownerId: users.get('clerk'), store: 'C', region: null });
    expect((await place({ region: 'north' })).json).toEqual({ ...given.json, region: 'north' });
    expect((await place({ ownerEmail: null })).json.ownerId).toBeNull();
  });

  test('is refused for an address that is nobody’s, without repeating it', async () => {
    const { json, code } = await place({ ownerEmail: 'nobody@example.com' });
    expect(code).toBe('owner-unknown');
    expect(JSON.stringify(json)).not.toContain('nobody');
    const both = { ownerEmail: null, ownerId: users.get('clerk') };
    expect((await place(both)).code).toBe('field-invalid');
  });
});

describe('the scope of a key', () => {
  test('limits it, survives a rotation, and names no own customers', async () => {
    const wish = { name: 'till', scope: 'read', dataScope: { stores: ['B'] } };
    const own = { ...wish, dataScope: { own: true } };
    expect((await ask('owner', 'POST /api/keys', own)).code).toBe('scope-own-key');
    const { json } = await ask('owner', 'POST /api/keys', wish);
    expect(await seen(json.key)).toEqual([1]);
    const { json: list } = await ask('owner', 'GET /api/keys');
    const [row] = list.keys as { keyId: string; dataScope: unknown }[];
    expect(row?.dataScope).toEqual({ own: false, stores: ['B'], regions: [] });
    const { json: rotated } = await ask('owner', `POST /api/keys/${row?.keyId}/rotate`, {});
    expect(await seen(rotated.key)).toEqual([1]);
  });
});
