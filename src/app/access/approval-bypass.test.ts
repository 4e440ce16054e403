/** Proves that nobody becomes their own second person: by a key of theirs, by a colleague's password, by moving the threshold. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CodedError } from '../../kernel/errors.ts';
import type { Role } from '../../records/permission.ts';
import type { Caller } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { openSettings } from '../../store/state/settings.store.ts';
import { fromBase32 } from '../../testing/base32.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { accountRoutes } from '../accounts.route.ts';
import { saveAccount } from '../accounts.store.ts';
import { addApiKey, findApiKey, findApiKeys, rotateApiKey } from '../api-keys.store.ts';
import { settingsRoutes } from '../settings.route.ts';
import { makePasswordLink, setActive } from './account-changes.store.ts';
import { decideApproval, findApprovals } from './approvals.store.ts';
import { takeList } from './list-export.store.ts';
import { makeAccount } from './new-account.store.ts';
import { beginSecondFactor, confirmSecondFactor, hasSecondFactor } from './second-factor.store.ts';
import { hotp, stepAt } from './totp.ts';

let stores: TestStores;
const callers = new Map<string, Caller>();
const as = (name: string): Caller => callers.get(name) ?? { actorId: name, actorKind: 'user', locale: 'en' };
const by = (name: string): StoreContext => ({ ...stores.ctx, caller: as(name) });
const password = 'correct horse battery';

async function addPerson(name: string, role: Role) {
  const { userId } = await saveAccount(stores.ctx, { email: `${name}@example.com`, password, role });
  callers.set(name, { actorId: userId, actorKind: 'user', locale: 'en', role });
}

const code = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (refusal: CodedError) => refusal.code,
  );

const newest = async (name: string) => (await findApprovals(stores.ctx, as(name)))[0];
const decide = async (name: string) => {
  const approvalId = (await newest(name))?.approvalId ?? '';
  return code(
    decideApproval(by(name), { approvalId, approve: true, note: 'looked at it', caller: as(name) }),
  );
};

/** A key as it acts after the person was shown its secret. */
async function useKey(name: string, secret: string) {
  const { keyId = '' } = (await findApiKey(stores.ctx, secret)) ?? {};
  callers.set(name, { actorId: keyId, actorKind: 'key', locale: 'en' });
}

const settings = (name: string, body: object) => {
  const route = settingsRoutes(() => {}).find(({ method }) => method === 'PUT');
  return code(
    Promise.resolve(route?.handle(by(name), { caller: as(name), params: {}, query: {}, body } as never)),
  );
};

beforeAll(async () => {
  stores = await testStores({ settings: { approvalExportPeople: 2, approvalAudienceShare: 0.5 } });
  await addPerson('owner', 'owner');
}, 60_000);
afterAll(() => stores?.close());

test('alone, the one who made a key is not the second person of what it does', async () => {
  const { key } = await addApiKey(by('owner'), { name: 'own', scope: 'manage' });
  await useKey('own-key', key);
  expect(await code(takeList(by('own-key'), { list: 'customers', people: 9 }))).toBe('done');
});

test('who was shown the secret of a key decides nothing it asks for, nor after they rotated it', async () => {
  await addPerson('admin', 'admin');
  const { key } = await addApiKey(by('admin'), { name: 'shop', scope: 'manage' });
  await useKey('shop-key', key);
  const take = (name: string) => code(takeList(by(name), { list: 'customers', people: 9 }));
  expect(await take('shop-key')).toBe('approval-needed');
  expect((await newest('admin'))?.mayDecide).toBe(false);
  expect(await decide('admin')).toBe('approval-own');
  expect((await newest('owner'))?.mayDecide).toBe(true);
  expect(await decide('owner')).toBe('done');
  expect(await take('shop-key')).toBe('done');

  const { keyId = '' } = (await findApiKeys(stores.ctx)).find(row => row.name === 'shop') ?? {};
  const rotated = await rotateApiKey(by('owner'), keyId, { graceHours: 1 });
  await useKey('rotated-key', rotated.key);
  expect(await take('rotated-key')).toBe('approval-needed');
  expect(await decide('owner')).toBe('approval-own');
  expect(await decide('admin')).toBe('done');
});

test('a password for somebody who may decide, or may more than oneself, waits for somebody else again', async () => {
  await addPerson('approver', 'approver');
  await addPerson('planner', 'planner');
  const link = (name: string, of: string) =>
    code(makePasswordLink(by(name), { userId: as(of).actorId, caller: as(name) }));
  expect(await link('admin', 'planner')).toBe('done');
  expect(await link('admin', 'approver')).toBe('approval-needed');
  expect(await newest('owner')).toMatchObject({
    kind: 'role',
    target: 'approver@example.com',
    detail: { about: 'access', role: 'approver' },
  });
  expect(await decide('owner')).toBe('done');
  expect([await link('admin', 'approver'), await link('admin', 'approver')]).toEqual([
    'done',
    'approval-needed',
  ]);
  const wish = { email: 'approver@example.com', role: 'approver', password: 'another horse battery' };
  expect(await code(makeAccount(by('owner'), wish))).toBe('approval-needed');
});

test('who left comes back as somebody who decides only with a second person', async () => {
  await addPerson('former', 'approver');
  const userId = as('former').actorId;
  const set = (active: boolean) => code(setActive(by('admin'), { userId, active, caller: as('admin') }));
  expect([await set(false), await set(true)]).toEqual(['done', 'approval-needed']);
  expect(await decide('admin')).toBe('approval-own');
  expect(await decide('owner')).toBe('done');
  expect(await set(true)).toBe('done');
  // Who is in already needs nobody.
  expect([await set(true), await set(false)]).toEqual(['done', 'done']);
});

test('a colleague’s second factor is taken away only with a second person, whatever their role may', async () => {
  const userId = as('planner').actorId;
  const route = accountRoutes.find(
    ({ method, path }) => method === 'DELETE' && path.endsWith('/second-factor'),
  );
  const remove = (name: string) =>
    code(
      Promise.resolve(
        route?.handle(by(name), { caller: as(name), params: { id: userId }, body: null } as never),
      ),
    );
  const isOn = () => hasSecondFactor(stores.ctx, userId);
  // One begun and never confirmed protects nothing.
  await beginSecondFactor(stores.ctx, { userId, email: 'planner@example.com' });
  expect(await remove('admin')).toBe('done');

  const { secret } = await beginSecondFactor(stores.ctx, { userId, email: 'planner@example.com' });
  await confirmSecondFactor(stores.ctx, userId, hotp(fromBase32(secret), stepAt(stores.ctx.machineNow())));
  expect([await remove('admin'), await isOn()]).toEqual(['approval-needed', true]);
  expect(await newest('owner')).toMatchObject({
    kind: 'role',
    target: 'planner@example.com',
    detail: { about: 'second-factor', role: 'planner' },
  });
  // Leave to set a password is no leave to do without the second factor.
  expect(await decide('admin')).toBe('approval-own');
  expect(await decide('owner')).toBe('done');
  expect([await remove('admin'), await isOn()]).toEqual(['done', false]);
});

test('of two the one who lost the password is no second person: the other helps alone, and the log says so', async () => {
  expect(
    await code(makePasswordLink(by('owner'), { userId: as('admin').actorId, caller: as('owner') })),
  ).toBe('done');
  const entry = await stores.ctx.pg
    .selectFrom('audit_entries')
    .selectAll()
    .where('action', '=', 'approval.exempt')
    .orderBy('audit_id', 'desc')
    .executeTakeFirstOrThrow();
  expect(entry.target).toBe(`user:${as('admin').actorId}`);
});

test('nobody lifts the thresholds of four eyes alone, a key neither; lowering them needs nobody', async () => {
  const { key } = await addApiKey(by('admin'), { name: 'settings', scope: 'manage' });
  await useKey('settings-key', key);
  expect(await settings('settings-key', { approvalExportPeople: 100_000_000 })).toBe('approval-needed');
  expect(await decide('admin')).toBe('approval-own');
  expect(await settings('admin', { approvalAudienceShare: 1, sessionHours: 10 })).toBe('approval-needed');
  expect(await newest('owner')).toMatchObject({
    kind: 'settings',
    detail: { audienceBefore: 0.2, audienceAfter: 1, exportBefore: 500, exportAfter: 500 },
    mayDecide: true,
  });
  expect(await openSettings(stores.ctx.pg)).toMatchObject({
    approvalAudienceShare: 0.2,
    approvalExportPeople: 500,
  });
  expect(await settings('admin', { approvalAudienceShare: 0.1, sessionHours: 10 })).toBe('done');
  expect(await decide('owner')).toBe('done');
  // What was approved led from a fifth to all; from less it is another step.
  expect(await settings('admin', { approvalAudienceShare: 1 })).toBe('approval-needed');
  expect(await decide('owner')).toBe('done');
  expect(await settings('admin', { approvalAudienceShare: 1 })).toBe('done');
});
