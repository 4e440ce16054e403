/** Proves that there is no way round the second person: by other lists, in portions, by changing what was asked or approved, or by sending the others away. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { approveCampaign } from '../../act/campaign.route.ts';
import { saveDefinition } from '../../act/campaign.store.ts';
import { launchCampaign } from '../../act/launch.store.ts';
import { importRoutes } from '../../collect/import/import.route.ts';
import type { CodedError } from '../../kernel/errors.ts';
import { mapping } from '../../records/mapping.ts';
import type { Role } from '../../records/permission.ts';
import type { Caller } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { savePeople, saveSnapshot, testCampaign } from '../../testing/campaign-people.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { saveAccount } from '../accounts.store.ts';
import { addApiKey, findApiKey } from '../api-keys.store.ts';
import { setActive } from './account-changes.store.ts';
import { decideApproval, findApprovals } from './approvals.store.ts';
import { takeList } from './list-export.store.ts';

let stores: TestStores;
const callers = new Map<string, Caller>();
const as = (name: string): Caller => callers.get(name) ?? { actorId: name, actorKind: 'user', locale: 'en' };
const by = (name: string): StoreContext => ({ ...stores.ctx, caller: as(name) });

async function addPerson(name: string, role: Role) {
  const account = { email: `${name}@example.com`, password: 'correct horse battery', role };
  const { userId } = await saveAccount(stores.ctx, account);
  callers.set(name, { actorId: userId, actorKind: 'user', locale: 'en', role });
}

const code = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (refusal: CodedError) => refusal.code,
  );

const newest = async () => (await findApprovals(stores.ctx, as('owner')))[0];
const decide = (name: string, approvalId = '') =>
  code(decideApproval(by(name), { approvalId, approve: true, note: 'looked at it', caller: as(name) }));

beforeAll(async () => {
  stores = await testStores({ settings: { approvalExportPeople: 2, approvalAudienceShare: 0.5 } });
  for (const role of ['owner', 'approver', 'operator', 'admin'] as const) await addPerson(role, role);
}, 60_000);
afterAll(() => stores?.close());

const people = mapping.parse({
  kind: 'customers',
  name: 'people',
  title: 'people',
  source: 'shop',
  columns: { customer: '编号' },
  identifierType: 'customer-no',
  zone: 'Asia/Shanghai',
});

/** An import of which so many rows were refused. */
async function addRefused(rows: number): Promise<string> {
  const { ctx } = stores;
  const importId = ctx.newId();
  await sql`insert into imports (import_id, kind, source, file_name, file_sha256, mapping, state, created_at)
    values (${importId}, 'customers', 'shop', 'people.csv', ${importId}, ${JSON.stringify(people)}::jsonb, 'committed', ${ctx.now()})`.execute(
    ctx.pg,
  );
  await sql`insert into quarantine (import_id, row_number, code, payload_cipher, key_version, created_at)
    select ${importId}, n, 'required-missing', '\\x00'::bytea, 1, ${ctx.now()} from generate_series(1, ${rows}) n`.execute(
    ctx.pg,
  );
  return importId;
}

test('refused rows in clear are a list of people: above the limit a second person', async () => {
  const [few, many] = [await addRefused(2), await addRefused(3)];
  const route = importRoutes.find(({ path }) => path.endsWith('/quarantine.csv'));
  const asked = { caller: as('operator'), query: { unmasked: true }, body: {} };
  const take = (id: string) =>
    code(Promise.resolve(route?.handle(by('operator'), { ...asked, params: { id } } as never)));
  expect(await take(few)).toBe('done');
  expect(await take(many)).toBe('approval-needed');
  expect(await newest()).toMatchObject({ kind: 'export', target: many, people: 3 });
  expect(await decide('operator', (await newest())?.approvalId)).toBe('approval-own');
  expect(await decide('approver', (await newest())?.approvalId)).toBe('done');
  expect([await take(many), await take(many)]).toEqual(['done', 'approval-needed']);
});

test('a request asked anew with other figures is not decided by who saw the first', async () => {
  const take = (people: number) => code(takeList(by('operator'), { list: 'customers', people }));
  expect(await take(3)).toBe('approval-needed');
  const seen = await newest();
  expect(await take(3)).toBe('approval-needed');
  expect((await newest())?.approvalId).toBe(seen?.approvalId);
  expect(await take(9_000)).toBe('approval-needed');
  expect(await decide('approver', seen?.approvalId)).toBe('approval-unknown');
  expect(await take(9_000)).toBe('approval-needed');
  expect(await newest()).toMatchObject({ people: 9_000, state: 'waiting' });
});

test('lists that are each small enough are counted together over a day, whatever they are taken from', async () => {
  const take = (name: string, people: number, of: string) =>
    code(takeList(by(name), { list: 'customers', of, people }));
  expect([await take('approver', 1, 'a'), await take('approver', 1, 'b')]).toEqual(['done', 'done']);
  expect(await take('approver', 1, 'c')).toBe('approval-needed');
  expect(await decide('owner', (await newest())?.approvalId)).toBe('done');
  expect([await take('approver', 1, 'c'), await take('approver', 1, 'd')]).toEqual([
    'done',
    'approval-needed',
  ]);
  const { key } = await addApiKey(by('approver'), { name: 'portions', scope: 'read' });
  callers.set('key', {
    actorId: (await findApiKey(stores.ctx, key))?.keyId ?? '',
    actorKind: 'key',
    locale: 'en',
  });
  expect(await take('key', 1, 'a')).toBe('approval-needed');
  stores.clock.advanceMachine({ hours: 25 });
  expect(await take('approver', 2, 'e')).toBe('done');
  const both = await Promise.all([take('admin', 2, 'a'), take('admin', 2, 'b')]);
  expect(both.filter(each => each === 'done')).toHaveLength(1);
});

test('a campaign goes to the people its approver saw: a changed rule of its segment stops the launch', async () => {
  const { ctx } = stores;
  const everybody = await savePeople(
    ctx,
    Array.from({ length: 6 }, (_, n) => ({ externalId: `c${n}`, email: `c${n}@example.com` })),
  );
  await saveSnapshot(ctx, 'few', everybody.slice(0, 1));
  const definition = testCampaign({ name: 'swapped', segment: 'few', startsAt: ctx.now() });
  const approve = async () => {
    await saveDefinition(ctx, definition);
    await approveCampaign(ctx, 'swapped', { locale: 'en' });
    stores.clock.advance({ minutes: 1 });
  };
  await approve();
  const count = (rule: string, customerId = '') =>
    sql`with made as (insert into segment_snapshots
        (snapshot_id, segment_id, definition, as_of, features_as_of, count, created_at, seconds)
        select ${ctx.newId()}, segment_id, ${rule}::jsonb, ${ctx.now()}, ${ctx.now()}, 1, ${ctx.now()}, 0
        from segments where name = 'few' returning snapshot_id)
      insert into segment_snapshot_members select snapshot_id, ${customerId}::uuid from made`.execute(ctx.pg);
  await count('{"feature":"occasions"}', everybody[1]);
  const launch = () => code(launchCampaign(by('operator'), 'swapped'));
  expect(await launch()).toBe('campaign-segment-changed');
  stores.clock.advance({ minutes: 1 });
  await approve();
  await count('{"feature":"occasions"}', everybody[2]);
  expect(await launch()).toBe('done');
});

test('nobody is alone by having ended the accounts of the others', async () => {
  for (const name of ['admin', 'approver'])
    await setActive(by('owner'), { userId: as(name).actorId, active: false, caller: as('owner') });
  const take = () => code(takeList(by('owner'), { list: 'customers', people: 9 }));
  expect(await take()).toBe('approval-needed');
  stores.clock.advanceMachine({ hours: 25 });
  expect(await take()).toBe('done');
});
