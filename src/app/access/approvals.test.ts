/** Proves four eyes on a real state database: no deed above a threshold without a second person, none twice for one approval. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approveCampaign } from '../../act/campaign.route.ts';
import { saveDefinition } from '../../act/campaign.store.ts';
import { campaignTick } from '../../act/campaign-tick.job.ts';
import { createFileExport } from '../../act/file-export.store.ts';
import { launchCampaign } from '../../act/launch.store.ts';
import { saveSegment } from '../../decide/segment.store.ts';
import { takeMembers } from '../../decide/segment-members.store.ts';
import type { CodedError } from '../../kernel/errors.ts';
import type { Role } from '../../records/permission.ts';
import type { Caller } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { savePeople, saveSnapshot, testCampaign } from '../../testing/campaign-people.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { saveAccount } from '../accounts.store.ts';
import { keyRingRoutes } from '../keys/keys.route.ts';
import { saveErasure } from '../privacy/erase.store.ts';
import { changeRole, inviteAccount, setActive } from './account-changes.store.ts';
import { decideApproval, findApprovals } from './approvals.store.ts';
import { takeList } from './list-export.store.ts';
import { makeAccount } from './new-account.store.ts';

let stores: TestStores;
let people: string[] = [];
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

/** The one request of a kind that waits. */
const waiting = async (kind: string, name = 'owner') =>
  (await findApprovals(stores.ctx, as(name))).find(row => row.kind === kind && row.state === 'waiting');

const decide = async (kind: string, name: string, approve = true) => {
  const approvalId = (await waiting(kind))?.approvalId ?? stores.ctx.newId();
  const decision = { approvalId, approve, note: 'looked at it', caller: as(name) };
  return code(decideApproval(by(name), decision));
};

const audited = (action: string) =>
  stores.ctx.pg
    .selectFrom('audit_entries')
    .selectAll()
    .where('action', '=', action)
    .orderBy('audit_id')
    .execute();

beforeAll(async () => {
  // The thresholds are lowered to what four people can cross.
  stores = await testStores({ settings: { approvalExportPeople: 2, approvalAudienceShare: 0.5 } });
  await addPerson('owner', 'owner');
  const wanted = Array.from({ length: 4 }, (_, n) => ({ externalId: `c${n}`, phone: `+861380000000${n}` }));
  people = await savePeople(stores.ctx, wanted);
  // More records of the same four people are nobody else: they make no audience a smaller share.
  const joined = await savePeople(
    stores.ctx,
    Array.from({ length: 6 }, (_, n) => ({ externalId: `j${n}`, consent: 'none' as const })),
  );
  await sql`
    insert into identity_links (raw_id, customer_id, linked_at)
    select id, ${people[0]}, ${stores.ctx.now()} from unnest(${joined}::uuid[]) as id`.execute(stores.ctx.pg);
  await saveSnapshot(stores.ctx, 'all', people);
  await saveSegment(stores.ctx, {
    name: 'all',
    title: 'all',
    rule: { feature: 'occasions', op: 'gte', value: 1 },
  });
}, 60_000);
afterAll(() => stores?.close());

const makeCampaign = async (name: string) => {
  const { ctx } = stores;
  const definition = testCampaign({
    name,
    segment: 'all',
    startsAt: ctx.now(),
    change: {
      control: { share: 0, absenceReason: 'a test' },
      schedule: { spreadHours: 0 },
      message: { channel: 'file', text: '您好 {{ customer.name }} 回T退订' },
    },
  });
  await saveDefinition(ctx, definition);
  await approveCampaign(ctx, name, { locale: 'en' });
};

const launch = (name: string, who: string) => code(launchCampaign(by(who), name));

describe('an owner alone', () => {
  test('goes on without a second person, and the audit log says so', async () => {
    await makeCampaign('alone');
    expect(await launch('alone', 'owner')).toBe('done');
    const entries = await audited('approval.exempt');
    expect(entries.map(entry => [entry.target, entry.actor_id])).toEqual([
      ['campaign:alone', as('owner').actorId],
    ]);
  });
});

describe('as soon as somebody else could approve', () => {
  beforeAll(async () => {
    await addPerson('approver', 'approver');
    await addPerson('operator', 'operator');
  });

  test('a large audience waits, nobody decides their own, and the decision is kept', async () => {
    await makeCampaign('second');
    expect(await launch('second', 'operator')).toBe('approval-needed');
    expect(await waiting('audience')).toMatchObject({
      target: 'second',
      detail: { people: 4, base: 4 },
      requestedBy: 'operator@example.com',
      mayDecide: true,
    });
    expect(await decide('audience', 'operator')).toBe('approval-own');
    expect(await decide('audience', 'approver')).toBe('done');
    expect(await launch('second', 'owner')).toBe('approval-needed');
    expect(await launch('second', 'operator')).toBe('done');
    const rows = await findApprovals(stores.ctx, as('owner'));
    expect(rows.find(row => row.state === 'used')).toMatchObject({
      target: 'second',
      decidedBy: 'approver@example.com',
      note: 'looked at it',
    });
  });

  test('an approval of one version is of no use for the next, and a refusal of none', async () => {
    await decide('audience', 'approver', false);
    await makeCampaign('edited');
    expect(await launch('edited', 'operator')).toBe('approval-needed');
    expect(await decide('audience', 'approver')).toBe('done');
    await makeCampaign('edited');
    expect(await launch('edited', 'operator')).toBe('approval-needed');
    expect(await decide('audience', 'approver', false)).toBe('done');
    expect(await launch('edited', 'operator')).toBe('approval-needed');
    await decide('audience', 'approver', false);
  });

  test('a long list waits as one request however often it is asked for, and leaves once for one approval', async () => {
    // Of the first campaign: the later ones meet the frequency cap.
    stores.clock.advance({ minutes: 1 });
    await campaignTick(stores.ctx);
    const take = () => code(createFileExport(by('operator'), 'alone'));
    expect([await take(), await take()]).toEqual(['approval-needed', 'approval-needed']);
    const asked = (await findApprovals(stores.ctx, as('owner'))).filter(row => row.kind === 'export');
    expect(asked).toHaveLength(1);
    expect(await decide('export', 'approver', false)).toBe('done');
    expect(await take()).toBe('approval-needed');
    expect(await decide('export', 'approver')).toBe('done');
    await Promise.all([take(), take()]);
    const taken = await audited('campaign.export');
    expect(taken.filter(entry => (entry.after as { people: number }).people > 0)).toHaveLength(1);
  });

  test('a role is changed by two of those who manage accounts, and an approver is none of them', async () => {
    await addPerson('admin', 'admin');
    await addPerson('planner', 'planner');
    const userId = as('planner').actorId;
    const change = () => code(changeRole(by('owner'), { userId, role: 'analyst', caller: as('owner') }));
    expect(await change()).toBe('approval-needed');
    expect(await waiting('role', 'approver')).toMatchObject({
      target: 'planner@example.com',
      detail: { before: 'planner', after: 'analyst' },
      mayDecide: false,
    });
    expect(await decide('role', 'approver')).toBe('approval-right');
    expect(await decide('role', 'admin')).toBe('done');
    expect(await change()).toBe('done');
  });

  test('nobody gets round it by an invitation or a new account; the request says who and which role', async () => {
    const wish = { email: 'Rising@Example.com', role: 'admin', password: 'correct horse battery' };
    const invite = () => code(inviteAccount(by('owner'), { ...wish, caller: as('owner') }));
    const make = (change = {}) => code(makeAccount(by('owner'), { ...wish, ...change }));
    expect([await invite(), await make()]).toEqual(['approval-needed', 'approval-needed']);
    expect(await make({ email: 'planner@example.com' })).toBe('approval-needed');
    // The slower of the two exports above may wait for a second person still.
    const requests = (await findApprovals(stores.ctx, as('admin'))).filter(
      row => row.state === 'waiting' && row.kind === 'role',
    );
    expect(requests.map(row => [row.target, row.detail])).toEqual([
      ['planner@example.com', { before: 'analyst', after: 'admin' }],
      ['rising@example.com', { before: null, after: 'admin' }],
    ]);
    const kept = await stores.ctx.pg.selectFrom('approvals').selectAll().execute();
    const log = await audited('approval.request');
    expect(JSON.stringify([kept, log])).not.toMatch(/rising/i);
    expect(log.at(-2)?.after).not.toHaveProperty('sealed');
    const approve = async (at: number) => {
      const decision = { approvalId: requests[at]?.approvalId ?? '', approve: true, note: 'known' };
      return code(decideApproval(by('admin'), { ...decision, caller: as('admin') }));
    };
    expect(await approve(1)).toBe('done');
    expect(await make({ role: 'owner' })).toBe('approval-needed');
    expect(await invite()).toBe('done');
    expect(await invite()).toBe('approval-needed');
    // Another password for the role there is needs nobody else.
    expect(await make({ email: 'planner@example.com', role: 'analyst' })).toBe('done');
  });

  test('the command line needs a second person for a role once two could decide, or a reason that is kept', async () => {
    const local = { actorId: 'local', actorKind: 'system', locale: 'en' } as const;
    const ctx = { ...stores.ctx, caller: local };
    const wish = { email: 'typed@example.com', role: 'operator', password: 'correct horse battery' };
    expect(await code(makeAccount(ctx, wish))).toBe('approval-needed');
    const own = (await waiting('role'))?.approvalId ?? '';
    const decision = { approvalId: own, approve: true, note: 'mine' };
    expect(await code(decideApproval(ctx, { ...decision, caller: local }))).toBe('approval-own');
    // Nobody but the command line may do without.
    expect(await code(makeAccount(by('owner'), { ...wish, alone: 'I am in a hurry' }))).toBe(
      'approval-needed',
    );
    expect(await code(makeAccount(ctx, { ...wish, alone: 'both owners are away' }))).toBe('done');
    const entry = (await audited('approval.exempt')).at(-1);
    expect(entry).toMatchObject({ actor_id: 'local', reason: 'both owners are away' });
    for (const row of (await findApprovals(stores.ctx, as('admin'))).filter(each => each.state === 'waiting'))
      await decideApproval(by('admin'), {
        approvalId: row.approvalId,
        approve: false,
        note: 'no longer',
        caller: as('admin'),
      });
  });

  test('a list of people or of members counts as much as a contact list', async () => {
    const list = (many: number) => code(takeList(by('operator'), { list: 'customers', people: many }));
    expect(await list(2)).toBe('done');
    expect(await list(3)).toBe('approval-needed');
    expect(await decide('export', 'approver')).toBe('done');
    expect([await list(3), await list(3)]).toEqual(['done', 'approval-needed']);
    await decide('export', 'approver', false);
    const members = () => code(takeMembers(by('operator'), 'all'));
    expect(await members()).toBe('approval-needed');
    expect(await decide('export', 'approver')).toBe('done');
    expect([await members(), await members()]).toEqual(['done', 'approval-needed']);
    await decide('export', 'approver', false);
    const taken = [...(await audited('list.export')), ...(await audited('segment.export'))];
    expect(taken.map(entry => (entry.after as { people: number }).people)).toEqual([2, 3, 4]);
  });

  test('an erasure waits for another owner or privacy officer', async () => {
    await addPerson('privacy', 'privacy-officer');
    const customerId = people[3] ?? '';
    const erase = () => code(saveErasure(by('privacy'), customerId, 'asked by letter'));
    expect(await erase()).toBe('approval-needed');
    expect(await decide('erasure', 'approver')).toBe('approval-right');
    expect(await decide('erasure', 'owner')).toBe('done');
    expect(await erase()).toBe('done');
    expect(await erase()).toBe('done');
    expect(await code(saveErasure(by('privacy'), stores.ctx.newId(), 'nobody'))).toBe('customer-unknown');
  });

  test('a rotation of the keys waits for another owner or privacy officer, one approval a rotation', async () => {
    const rotation = keyRingRoutes.find(({ method }) => method === 'POST');
    const rotate = (name: string) =>
      code(
        Promise.resolve(
          rotation?.handle(by(name), { caller: as(name), params: {}, query: {}, body: {} } as never),
        ),
      );
    expect(await rotate('owner')).toBe('approval-needed');
    expect(await waiting('keys', 'privacy')).toMatchObject({
      detail: { before: 1, after: 2 },
      mayDecide: true,
    });
    expect(await decide('keys', 'owner')).toBe('approval-own');
    expect(await decide('keys', 'admin')).toBe('approval-right');
    expect(await decide('keys', 'privacy')).toBe('done');
    expect(await rotate('privacy')).toBe('approval-needed');
    expect([await rotate('owner'), await rotate('owner')]).toEqual(['done', 'approval-needed']);
  });

  test('a request ends after seven days', async () => {
    const userId = as('planner').actorId;
    const change = () => code(changeRole(by('owner'), { userId, role: 'planner', caller: as('owner') }));
    expect(await change()).toBe('approval-needed');
    const { approvalId = '' } = (await waiting('role')) ?? {};
    stores.clock.advanceMachine({ days: 8 });
    const late = { approvalId, approve: true, note: 'too late', caller: as('admin') };
    expect(await code(decideApproval(by('admin'), late))).toBe('approval-over');
    expect(await change()).toBe('approval-needed');
  });

  test('a day after the others are gone the owner is alone again', async () => {
    for (const name of ['admin', 'approver']) {
      const userId = as(name).actorId;
      await setActive(by('owner'), { userId, active: false, caller: as('owner') });
    }
    const userId = as('planner').actorId;
    const change = () => code(changeRole(by('owner'), { userId, role: 'planner', caller: as('owner') }));
    expect(await change()).toBe('approval-needed');
    stores.clock.advanceMachine({ hours: 25 });
    expect(await change()).toBe('done');
    expect((await audited('approval.exempt')).at(-1)?.after).toMatchObject({
      kind: 'role',
      after: 'planner',
    });
  });
});
