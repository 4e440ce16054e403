/** Proves on a listening server over real stores: invitations, deactivation, second factors, keys that rotate. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromBase32 } from '../../testing/base32.ts';
import { type TestServer, testHttp } from '../../testing/http.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { saveAccount } from '../accounts.store.ts';
import { hotp, stepAt } from './totp.ts';

let stores: TestStores;
let server: TestServer;
const password = 'correct horse battery';
const owner = 'owner@example.com';

beforeAll(async () => {
  stores = await testStores();
  server = await testHttp(stores.ctx);
  await saveAccount(stores.ctx, { email: owner, password, role: 'owner' });
  await saveAccount(stores.ctx, { email: 'admin@example.com', password, role: 'admin' });
}, 60_000);

afterAll(async () => {
  await server?.close();
  await stores?.close();
});

interface Ask {
  readonly body?: unknown;
  readonly cookie?: string;
  readonly key?: string;
}

async function ask(line: string, { body, cookie, key }: Ask = {}) {
  const [method = 'GET', path = '/'] = line.split(' ');
  const response = await fetch(server.url + path, {
    method,
    headers: {
      ...(cookie ? { cookie } : {}),
      ...(key ? { authorization: `Bearer ${key}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const json = JSON.parse(await response.text());
  return { status: response.status, json, code: json.error?.code, headers: response.headers };
}

const logIn = async (email: string, given = password, code?: string) => {
  const reply = await ask('POST /api/session', {
    body: { email, password: given, ...(code ? { code } : {}) },
  });
  return { ...reply, cookie: (reply.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '' };
};

/** One log-in of the owner for all tests: each costs a try of the minute's sixty. */
let ownerCookie: Promise<string> | undefined;
const asOwner = () => {
  ownerCookie ??= logIn(owner).then(reply => reply.cookie);
  return ownerCookie;
};

const tokenOf = (path: string) => path.split('#')[1] ?? '';

/** A deed that waited, approved by the admin and done again. */
async function approved<T>(again: () => Promise<T>): Promise<T> {
  // Their sessions are ended by one of the tests.
  const { cookie } = await logIn('admin@example.com');
  const { json } = await ask('GET /api/approvals', { cookie });
  const body = { approve: true, note: 'as agreed' };
  await ask(`POST /api/approvals/${json.approvals[0].approvalId}/decision`, { body, cookie });
  return again();
}

async function invited(email: string, role: string, by: string) {
  const invite = () => ask('POST /api/users/invitations', { body: { email, role }, cookie: by });
  const first = await invite();
  const { json } = first.code === 'approval-needed' ? await approved(invite) : first;
  return { userId: json.userId as string, token: tokenOf(json.path) };
}

const arrive = (token: string, as = password) =>
  ask('POST /api/account-links/accept', { body: { token, password: as, locale: 'en' } });

describe('an invitation', () => {
  test('lets a person set a password once, and nobody log in before', async () => {
    const cookie = await asOwner();
    const { token } = await invited('planner@example.com', 'planner', cookie);
    expect((await logIn('planner@example.com')).code).toBe('login-failed');
    const seen = await ask('POST /api/account-links/look', { body: { token } });
    expect(seen.json).toMatchObject({ email: 'planner@example.com', role: 'planner', purpose: 'invitation' });
    expect((await arrive(token)).json).toEqual({ email: 'planner@example.com' });
    expect((await arrive(token)).code).toBe('link-over');
    expect((await logIn('planner@example.com')).json.user).toMatchObject({ role: 'planner', locale: 'en' });
  });

  test('ends after 72 hours and when a newer one is made', async () => {
    const cookie = await asOwner();
    const old = await invited('late@example.com', 'analyst', cookie);
    const newer = await invited('late@example.com', 'analyst', cookie);
    expect((await arrive(old.token)).code).toBe('link-over');
    stores.clock.advanceMachine({ hours: 73 });
    ownerCookie = undefined;
    expect((await arrive(newer.token)).code).toBe('link-over');
  });

  test('is refused for an address that has an account, and for owners when an admin sends it', async () => {
    const admin = await logIn('admin@example.com');
    const invite = (email: string, role: string) =>
      ask('POST /api/users/invitations', { body: { email, role }, cookie: admin.cookie });
    expect((await invite(owner, 'analyst')).code).toBe('account-exists');
    expect((await invite('second@example.com', 'owner')).code).toBe('account-of-owner');
    expect((await invite('not an address', 'analyst')).code).toBe('email-invalid');
    expect((await invite('x@example.com', 'boss')).code).toBe('role-unknown');
  });

  test('keeps no token that could be stolen from the table', async () => {
    const cookie = await asOwner();
    const { token } = await invited('hidden@example.com', 'auditor', cookie);
    const rows = await stores.ctx.pg.selectFrom('account_links').select('link_hash').execute();
    expect(rows.map(row => row.link_hash.toString('base64url'))).not.toContain(token);
  });
});

describe('an account', () => {
  test('that is deactivated loses its sessions at once and comes back when it is activated', async () => {
    const cookie = await asOwner();
    const { userId, token } = await invited('gone@example.com', 'operator', cookie);
    await arrive(token);
    const theirs = await logIn('gone@example.com');
    await ask(`POST /api/users/${userId}/deactivate`, { cookie });
    expect((await ask('GET /api/session', { cookie: theirs.cookie })).code).toBe('session-ended');
    expect((await logIn('gone@example.com')).code).toBe('login-failed');
    await ask(`POST /api/users/${userId}/activate`, { cookie });
    expect((await logIn('gone@example.com')).status).toBe(200);
  });

  test('that is signed out keeps its password; a role given holds for sessions already open', async () => {
    const cookie = await asOwner();
    const { userId, token } = await invited('moved@example.com', 'analyst', cookie);
    await arrive(token);
    const first = await logIn('moved@example.com');
    expect((await ask('GET /api/users', { cookie: first.cookie })).code).toBe('permission-missing');
    const change = () => ask(`PUT /api/users/${userId}/role`, { body: { role: 'auditor' }, cookie });
    expect((await change()).code).toBe('approval-needed');
    const { json } = await ask('GET /api/approvals', { cookie });
    const body = { approve: true, note: 'as agreed' };
    const admin = (await logIn('admin@example.com')).cookie;
    await ask(`POST /api/approvals/${json.approvals[0].approvalId}/decision`, { body, cookie: admin });
    expect((await change()).status).toBe(200);
    expect((await ask('GET /api/users', { cookie: first.cookie })).status).toBe(200);
    expect((await ask(`POST /api/users/${userId}/sign-out`, { cookie })).json.sessionsEnded).toBe(1);
    expect((await ask('GET /api/session', { cookie: first.cookie })).status).toBe(401);
    expect((await logIn('moved@example.com')).status).toBe(200);
  });

  test('of the last owner stays, whoever asks', async () => {
    const { json } = await ask('GET /api/users', { key: server.localToken });
    const { userId } = json.accounts.find((row: { email: string }) => row.email === owner);
    const end = (who: Ask) => ask(`POST /api/users/${userId}/deactivate`, who);
    expect((await end({ cookie: await asOwner() })).code).toBe('account-own');
    expect((await end({ cookie: (await logIn('admin@example.com')).cookie })).code).toBe('account-of-owner');
    expect((await end({ key: server.localToken })).code).toBe('account-last-owner');
  });

  test('takes a new own password only with the current one, and other sessions end', async () => {
    const cookie = await asOwner();
    const { token } = await invited('changes@example.com', 'analyst', cookie);
    await arrive(token);
    const [here, there] = [await logIn('changes@example.com'), await logIn('changes@example.com')];
    const change = (current: string, next: string) =>
      ask('PUT /api/account/password', { body: { current, password: next }, cookie: here.cookie });
    expect((await change('wrong', 'another fine phrase')).code).toBe('password-wrong');
    expect((await change(password, 'short')).code).toBe('password-too-short');
    expect((await change(password, 'password12345')).code).toBe('password-too-easy');
    expect((await change(password, 'another fine phrase')).status).toBe(200);
    expect((await ask('GET /api/session', { cookie: here.cookie })).status).toBe(200);
    expect((await ask('GET /api/session', { cookie: there.cookie })).status).toBe(401);
  });

  test('shows its sessions with the own one marked, and each may be ended', async () => {
    const [here, there] = [await logIn('admin@example.com'), await logIn('admin@example.com')];
    const { json } = await ask('GET /api/account', { cookie: here.cookie });
    expect(json.sessions.filter((session: { own: boolean }) => session.own)).toHaveLength(1);
    const others = json.sessions.filter((session: { own: boolean }) => !session.own);
    expect(others[0]).toMatchObject({ address: '127.0.0.1' });
    const end = (id: string) => ask(`DELETE /api/account/sessions/${id}`, { cookie: here.cookie });
    for (const { sessionId } of others) expect((await end(sessionId)).status).toBe(200);
    expect((await ask('GET /api/session', { cookie: there.cookie })).status).toBe(401);
    expect((await end(others[0].sessionId)).code).toBe('session-unknown');
  });

  test('writes what was done to it into the audit log, without its address', async () => {
    const rows = await stores.ctx.pg.selectFrom('audit_entries').selectAll().execute();
    const actions = new Set(rows.map(row => row.action));
    for (const action of ['account.invite', 'account.arrive', 'account.role', 'account.deactivate']) {
      expect(actions).toContain(action);
    }
    expect(JSON.stringify(rows)).not.toContain('@example.com');
  });
});

describe('a second factor', () => {
  const email = 'careful@example.com';
  let cookie: string;
  let secret: string;
  let recoveryCodes: string[];
  const appCode = (offset = 0) => hotp(fromBase32(secret), stepAt(stores.ctx.machineNow()) + offset);

  test('counts only after its first code and gives ten recovery codes', async () => {
    const { token } = await invited(email, 'operator', await asOwner());
    await arrive(token);
    cookie = (await logIn(email)).cookie;
    const begin = (current: string) => ask('POST /api/account/second-factor', { body: { current }, cookie });
    expect((await begin('wrong')).code).toBe('password-wrong');
    const begun = await begin(password);
    secret = begun.json.secret;
    expect(begun.json.uri).toContain(`secret=${secret}`);
    expect((await logIn(email)).status).toBe(200);
    const confirm = (code: string) =>
      ask('POST /api/account/second-factor/confirm', { body: { code }, cookie });
    expect((await confirm('000000')).code).toBe('code-wrong');
    recoveryCodes = (await confirm(appCode())).json.recoveryCodes;
    expect(new Set(recoveryCodes).size).toBe(10);
  });

  test('is asked for after the right password only, and each code is good once', async () => {
    expect((await logIn(email, 'wrong')).code).toBe('login-failed');
    expect((await logIn(email)).code).toBe('second-factor-needed');
    expect((await logIn(email, password, '000000')).code).toBe('second-factor-wrong');
    stores.clock.advanceMachine({ seconds: 90 });
    const code = appCode();
    expect((await logIn(email, password, code)).status).toBe(200);
    expect((await logIn(email, password, code)).code).toBe('second-factor-wrong');
  });

  test('may be replaced by a recovery code, once', async () => {
    const code = (recoveryCodes[0] ?? '').toLowerCase().replaceAll('-', ' ');
    expect((await logIn(email, password, code)).status).toBe(200);
    expect((await logIn(email, password, code)).code).toBe('second-factor-wrong');
    stores.clock.advanceMachine({ seconds: 90 });
    const { json } = await ask('GET /api/account', {
      cookie: (await logIn(email, password, appCode())).cookie,
    });
    expect(json).toMatchObject({ secondFactor: true, recoveryCodesLeft: 9 });
  });

  test('can be taken away by those who manage accounts with a second person, and the secret with it', async () => {
    const by = await asOwner();
    const { json } = await ask('GET /api/users', { cookie: by });
    const row = json.accounts.find((each: { email: string }) => each.email === email);
    expect(row.secondFactor).toBe(true);
    const remove = () => ask(`DELETE /api/users/${row.userId}/second-factor`, { cookie: by });
    expect((await remove()).code).toBe('approval-needed');
    expect((await logIn(email)).code).toBe('second-factor-needed');
    expect((await approved(remove)).status).toBe(200);
    expect((await logIn(email)).status).toBe(200);
    const kept = await stores.ctx.pg
      .selectFrom('users')
      .select('second_factor_cipher')
      .where('user_id', '=', row.userId)
      .executeTakeFirst();
    expect(kept?.second_factor_cipher).toBeNull();
  });
});

describe('an API key', () => {
  const add = async (body: object) =>
    (await ask('POST /api/keys', { body, cookie: await asOwner() })).json.key as string;
  const reads = async (key: string) => (await ask('GET /api/segments', { key })).code ?? 'reads';

  test('works from its addresses only', async () => {
    expect(await reads(await add({ name: 'near', scope: 'read', addresses: ['127.0.0.0/8'] }))).toBe('reads');
    const far = await add({ name: 'far', scope: 'read', addresses: ['203.0.113.7'] });
    expect(await reads(far)).toBe('api-key-address');
    const cookie = await asOwner();
    const wrong = { name: 'wrong', scope: 'read', addresses: ['example.com'] };
    expect((await ask('POST /api/keys', { body: wrong, cookie })).code).toBe('address-invalid');
  });

  test('ends on its day', async () => {
    const key = await add({ name: 'short', scope: 'read', expiresInDays: 1 });
    expect(await reads(key)).toBe('reads');
    stores.clock.advanceMachine({ days: 1 });
    ownerCookie = undefined;
    expect(await reads(key)).toBe('api-key-unknown');
  });

  test('lives on beside the one that replaces it, two at most', async () => {
    const first = await add({ name: 'turning', scope: 'read' });
    const cookie = await asOwner();
    const rotate = async () => {
      const { json } = await ask('GET /api/keys', { cookie });
      const current = json.keys.find(
        (key: { name: string; replacedAt: string | null }) => key.name === 'turning' && !key.replacedAt,
      );
      const body = { graceHours: 1 };
      return (await ask(`POST /api/keys/${current.keyId}/rotate`, { body, cookie })).json.key as string;
    };
    const second = await rotate();
    expect([await reads(first), await reads(second)]).toEqual(['reads', 'reads']);
    const third = await rotate();
    expect([await reads(first), await reads(second), await reads(third)]).toEqual([
      'api-key-unknown',
      'reads',
      'reads',
    ]);
    stores.clock.advanceMachine({ hours: 1 });
    expect([await reads(second), await reads(third)]).toEqual(['api-key-unknown', 'reads']);
  });
});
