/** Runs incidents and drills on real stores: whom each kind of source finds, what a stop stops, times, notices, rights. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approveCampaign } from '../../act/campaign.route.ts';
import { loadCampaign, saveDefinition } from '../../act/campaign.store.ts';
import { campaignTick } from '../../act/campaign-tick.job.ts';
import { createFileExport } from '../../act/file-export.store.ts';
import { launchCampaign } from '../../act/launch.store.ts';
import { saveCustomerPlace } from '../../collect/profile/customer-place.store.ts';
import { revealCustomer } from '../../collect/profile/reveal.store.ts';
import { saveSegment } from '../../decide/segment.store.ts';
import { takeMembers } from '../../decide/segment-members.store.ts';
import type { CodedError } from '../../kernel/errors.ts';
import { type IncidentRequest, type IncidentSourceRequest, incidentRequest } from '../../records/incident.ts';
import type { Role } from '../../records/permission.ts';
import type { Caller } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { savePeople, saveSnapshot, testCampaign } from '../../testing/campaign-people.ts';
import { orderRow } from '../../testing/order-rows.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { decideApproval, findApprovals } from '../access/approvals.store.ts';
import { takeList } from '../access/list-export.store.ts';
import { saveAccount } from '../accounts.store.ts';
import { addApiKey, findApiKey } from '../api-keys.store.ts';
import { openSession } from '../sessions.store.ts';
import { affectedCsv, loadAffectedPage, takeAffected } from './incident-list.store.ts';
import { draftNotices, editNotice, saveTold } from './incident-notices.store.ts';
import { stopSending } from './incident-stop.store.ts';
import { closeIncident, findIncidents, listAffected, loadIncident, openIncident } from './incidents.store.ts';

let stores: TestStores;
let ctx: StoreContext;
let people: string[] = [];
let watermark = '';
const callers = new Map<string, Caller>();
const as = (name: string) => callers.get(name) as Caller;
const by = (name: string): StoreContext => ({ ...ctx, caller: as(name) });

async function addPerson(name: string, role: Role) {
  const account = { email: `${name}@example.com`, password: 'correct horse battery', role };
  const { userId } = await saveAccount(ctx, account);
  callers.set(name, { actorId: userId, actorKind: 'user', locale: 'en', role });
}

const code = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (refusal: CodedError) => refusal.code,
  );

async function runCampaign(name: string, segment: string, channel: 'file' | 'sandbox') {
  const definition = testCampaign({
    name,
    segment,
    startsAt: ctx.now(),
    change: {
      control: { share: 0, absenceReason: 'a test' },
      schedule: { spreadHours: channel === 'file' ? 0 : 4 },
      message: channel === 'file' ? { channel, text: '您好 {{ customer.name }} 回T退订' } : {},
    },
  });
  await saveDefinition(ctx, definition);
  await approveCampaign(ctx, name, { locale: 'en' });
  await launchCampaign(ctx, name);
}

async function opened(source: IncidentSourceRequest, more: Partial<IncidentRequest> = {}): Promise<string> {
  const asked = { mode: 'drill', finding: 'a list lay on a public share', source, ...more } as const;
  return openIncident(by('officer'), asked);
}

/** Opens, lists and gives who is on the list, in the order of `people`. */
async function affectedBy(source: IncidentSourceRequest, extent: 'proven' | 'possible' = 'proven') {
  const id = await opened(source);
  await listAffected(by('officer'), id, extent);
  const page = await loadAffectedPage(ctx, id, { limit: 200 });
  const found = page.people.map(row => people.indexOf(row.customerId)).sort((a, b) => a - b);
  const { people: counts } = await loadIncident(ctx, id);
  return { id, found, counts };
}

const stateOf = async (name: string) => (await loadCampaign(ctx.pg, name)).state;
const facts = {
  cause: 'a wrongly shared folder',
  harm: 'unwanted calls',
  measures: 'the folder was closed',
  advice: 'do not answer unknown callers',
  contact: 'Privacy office, privacy@shop.example, +86 21 5555 0000',
};

beforeAll(async () => {
  stores = await testStores({ settings: { publicUrl: 'https://shop.example', approvalExportPeople: 3 } });
  ctx = stores.ctx;
  for (const [name, role] of [
    ['owner', 'owner'],
    ['officer', 'privacy-officer'],
    ['clerk', 'service'],
    ['runner', 'operator'],
  ] as const)
    await addPerson(name, role);
  people = await savePeople(
    ctx,
    Array.from({ length: 6 }, (_, n) => ({
      externalId: `m-${n}`,
      name: `张三${n}`,
      ...(n < 5 ? { phone: `+861380000000${n}` } : {}),
      ...(n > 3 ? {} : { email: `m${n}@shop.example` }),
    })),
  );
  for (const n of [0, 1])
    await saveCustomerPlace(ctx, { customerId: people[n] ?? '', wish: { region: '华东' } });
  await saveSnapshot(ctx, 'three', people.slice(0, 3));
  await saveSnapshot(ctx, 'last', people.slice(3, 4));
  await runCampaign('listed', 'three', 'file');
  stores.clock.advance({ minutes: 1 });
  await campaignTick(ctx);
  watermark = (await createFileExport(by('runner'), 'listed')).watermark;
}, 60_000);
afterAll(() => stores?.close());

describe('who is affected', () => {
  test('by the watermark of a list, with counts by contact and region', async () => {
    const { found, counts } = await affectedBy({ kind: 'file', watermark });
    expect(found).toEqual([0, 1, 2]);
    expect(counts).toMatchObject({
      people: 3,
      withEmail: 3,
      withPhone: 3,
      withoutContact: 0,
      regions: [
        { region: '华东', people: 2 },
        { region: null, people: 1 },
      ],
      dataKinds: ['name', 'phone'],
    });
  });

  test('by a list whose rows were purged: whom the campaign was sent to', async () => {
    const { rows } = await sql<{ export_id: string; intent_id: string; row_no: number }>`
      delete from file_export_rows returning *`.execute(ctx.pg);
    expect((await affectedBy({ kind: 'file', watermark })).found).toEqual([0, 1, 2]);
    for (const row of rows)
      await sql`insert into file_export_rows values (${row.export_id}, ${row.intent_id}, ${row.row_no})`.execute(
        ctx.pg,
      );
  });

  test('by an unknown watermark nobody, and it says so', async () => {
    expect(await code(opened({ kind: 'file', watermark: 'listed · 000000000000 · 2026-03-02' }))).toBe(
      'incident-watermark-unknown',
    );
  });

  test('by what an account revealed and exported, within the span only', async () => {
    await saveSegment(ctx, {
      name: 'last',
      title: 'last',
      rule: { feature: 'occasions', op: 'gte', value: 1 },
    });
    stores.clock.advance({ minutes: 1 });
    // What somebody took a day ago counts for no second person.
    stores.clock.advanceMachine({ hours: 25 });
    const before = ctx.now().toISOString();
    await takeMembers(by('runner'), 'last');
    const clerk = as('clerk').actorId;
    stores.clock.advance({ minutes: 5 });
    await revealCustomer(by('clerk'), { customerId: people[4] ?? '', reason: 'called back' });
    expect((await affectedBy({ kind: 'account', userId: clerk })).found).toEqual([4]);
    expect((await affectedBy({ kind: 'account', userId: clerk, to: before })).found).toEqual([]);
    const runner = await affectedBy({ kind: 'account', userId: as('runner').actorId });
    expect(runner.found).toEqual([0, 1, 2, 3]);
    expect(runner.counts?.dataKinds).toEqual(expect.arrayContaining(['name', 'phone', 'figures']));
    const anybody = await affectedBy({ kind: 'span', from: before, to: ctx.now().toISOString() });
    expect(anybody.found).toEqual([3, 4]);
  });

  test('by the lists somebody took from the console', async () => {
    await addPerson('taker', 'service');
    await takeList(by('taker'), { list: 'campaign-audience', of: 'listed', people: 3 });
    expect((await affectedBy({ kind: 'account', userId: as('taker').actorId })).found).toEqual([0, 1, 2]);
    stores.clock.advanceMachine({ hours: 25 });
    await takeList(by('taker'), { list: 'customers', people: 3 });
    expect((await affectedBy({ kind: 'account', userId: as('taker').actorId })).found).toHaveLength(6);
  });

  test('by a key: proven nobody, possibly everybody in its data scope', async () => {
    await addApiKey(ctx, {
      name: 'till',
      scope: 'read',
      dataScope: { own: false, stores: [], regions: ['华东'] },
    });
    expect((await affectedBy({ kind: 'key', name: 'till' })).found).toEqual([]);
    const possible = await affectedBy({ kind: 'key', name: 'till' }, 'possible');
    expect(possible.found).toEqual([0, 1]);
    expect(possible.counts).toMatchObject({ extent: 'possible', dataKinds: ['number', 'masked'] });
    await addApiKey(ctx, { name: 'site', scope: 'track' });
    expect((await affectedBy({ kind: 'key', name: 'site' }, 'possible')).found).toEqual([]);
    expect(await code(opened({ kind: 'key', name: 'nothing' }))).toBe('key-unknown');
  });

  test('by an import of customers and of orders', async () => {
    const [customersImport, ordersImport] = [ctx.newId(), ctx.newId()];
    for (const [id, kind, columns] of [
      [customersImport, 'customers', { customer: '会员号', phone: '手机' }],
      [ordersImport, 'orders', { orderId: '单号', customer: '会员号' }],
    ] as const)
      await sql`insert into imports (import_id, kind, source, file_name, file_sha256, mapping, state, created_at)
        values (${id}, ${kind}, 's', 'f', ${id}, ${JSON.stringify({ columns })}::jsonb, 'committed', ${ctx.now()})`.execute(
        ctx.pg,
      );
    await sql`insert into customer_rows (customer_id, source, import_id, version, fingerprint, key_version)
      values (${people[2]}, 's', ${customersImport}, 1, 'x'::bytea, 1)`.execute(ctx.pg);
    const order = orderRow({
      customer_id: people[5] ?? '',
      order_id: 'o-1',
      sold_at: '2026-02-01 04:00:00',
      net_amount: '10',
    });
    await ctx.ch.insert('order_lines_log', [{ ...order, import_id: ordersImport }], { tag: 'test' });
    const customers = await affectedBy({ kind: 'import', importId: customersImport });
    expect([customers.found, customers.counts?.dataKinds]).toEqual([[2], ['phone', 'number']]);
    const orders = await affectedBy({ kind: 'import', importId: ordersImport });
    expect([orders.found, orders.counts?.dataKinds]).toEqual([[5], ['number', 'orders']]);
    expect(orders.counts).toMatchObject({ withoutContact: 1 });
  });

  test('by pasted numbers, of which none is kept', async () => {
    const known = ctx.keys.customerId('member-no', 'VIP-7788');
    await sql`insert into customers (customer_id, id_type, created_at) values (${known}, 'member-no', ${ctx.now()})`.execute(
      ctx.pg,
    );
    const numbers = ['VIP-7788', ' VIP-7788 ', 'VIP-0000', ''];
    const { id, counts } = await affectedBy({ kind: 'customers', numbers });
    expect((await loadIncident(ctx, id)).source).toMatchObject({ given: 2, known: 1 });
    expect(counts).toMatchObject({ people: 1, withoutContact: 1 });
    for (const table of ['incidents', 'incident_people', 'incident_steps', 'audit_entries']) {
      const { rows } = await sql<{
        text: string;
      }>`select to_jsonb(t)::text as text from ${sql.table(table)} t`.execute(ctx.pg);
      expect(rows.map(row => row.text).join(''), table).not.toContain('VIP-');
    }
    await sql`delete from customers where customer_id = ${known}`.execute(ctx.pg);
  });

  test('on a page without a name or contact in clear', async () => {
    const { id } = await affectedBy({ kind: 'file', watermark });
    const first = await loadAffectedPage(ctx, id, { limit: 2 });
    const rest = await loadAffectedPage(ctx, id, { limit: 2, cursor: first.nextCursor ?? '' });
    expect([first.people.length, rest.people.length, rest.nextCursor, rest.total]).toEqual([2, 1, null, 3]);
    expect(JSON.stringify([first, rest])).not.toMatch(/张三\d|1380000|m\d@shop/);
    expect(first.people[0]?.contacts[0]?.masked).toMatch(/\*/);
  });
});

describe('stopping', () => {
  test('a drill stops nothing and says what it would; a real one pauses only campaigns with affected people', async () => {
    await runCampaign('with', 'three', 'sandbox');
    await runCampaign('without', 'last', 'sandbox');
    const source: IncidentSourceRequest = { kind: 'customers', numbers: ['x'] };
    const [drill, real] = [
      await opened({ kind: 'file', watermark }),
      await opened({ kind: 'file', watermark }, { mode: 'real' }),
    ];
    const stop = (id: string, campaigns: 'affected' | 'all' = 'affected') =>
      stopSending(by('officer'), id, { campaigns, caller: as('officer') });
    expect(await code(stop(drill))).toBe('incident-people-first');
    for (const id of [drill, real]) await listAffected(by('officer'), id, 'proven');
    const noted = await stop(drill);
    expect(noted).toMatchObject({ drill: true, keysRevoked: 0, sessionsEnded: null });
    expect(noted.campaigns.map(each => each.name)).toEqual(['listed', 'with']);
    expect(noted.campaigns.find(each => each.name === 'with')?.waiting).toBe(3);
    expect([await stateOf('with'), await stateOf('without')]).toEqual(['running', 'running']);
    expect((await stop(real)).drill).toBe(false);
    expect([await stateOf('with'), await stateOf('without')]).toEqual(['paused', 'running']);
    const all = await opened(source, { mode: 'real' });
    await stop(all, 'all');
    expect(await stateOf('without')).toBe('paused');
    expect((await loadIncident(ctx, drill)).stopped).toEqual(noted);
  });

  test('a real one revokes every secret of the key and signs the account out, a drill neither', async () => {
    const { key } = await addApiKey(ctx, { name: 'leaky', scope: 'manage' });
    await openSession(ctx, { actorId: as('owner').actorId, actorKind: 'user' });
    const sessions = async () =>
      (await sql`select 1 from sessions where user_id = ${as('owner').actorId}`.execute(ctx.pg)).rows.length;
    for (const mode of ['drill', 'real'] as const) {
      const wish = { campaigns: 'all', caller: as('officer') } as const;
      const ofKey = await opened({ kind: 'key', name: 'leaky' }, { mode });
      expect((await stopSending(by('officer'), ofKey, wish)).keysRevoked).toBe(1);
      expect((await findApiKey(ctx, key)) === null).toBe(mode === 'real');
      const ofOwner = await opened({ kind: 'account', userId: as('owner').actorId }, { mode });
      expect((await stopSending(by('officer'), ofOwner, wish)).sessionsEnded).toBe(1);
      expect(await sessions()).toBe(mode === 'real' ? 0 : 1);
    }
  });
});

describe('notices, times and the end', () => {
  test('72 hours run from the finding; the report says who did what when, and then nothing changes', async () => {
    const foundAt = ctx.now().toISOString();
    const id = await opened({ kind: 'file', watermark }, { foundAt });
    const officer = by('officer');
    expect(await code(draftNotices(officer, id, { ...facts, replace: false }))).toBe('incident-people-first');
    await listAffected(officer, id, 'proven');
    expect(await code(saveTold(officer, id, { recipient: 'authority' }))).toBe('incident-notice-first');
    stores.clock.advance({ hours: 2 });
    await draftNotices(officer, id, { ...facts, replace: false });
    const { notices } = await loadIncident(ctx, id);
    expect(notices.map(each => `${each.recipient} ${each.locale}`)).toEqual([
      'authority zh-CN',
      'authority en',
      'people zh-CN',
      'people en',
    ]);
    for (const { body, locale } of notices) {
      expect(body).toContain(locale === 'en' ? '[DRILL – do not send]' : '【演练，请勿发出】');
      expect(body).toContain(locale === 'en' ? 'name, phone number' : '姓名、手机号码');
      for (const part of Object.values(facts)) expect(body).toContain(part);
    }
    expect(notices[0]?.body).toContain('涉及人数：3 人');
    stores.clock.advance({ hours: 71 });
    await saveTold(officer, id, { recipient: 'authority' });
    await closeIncident(officer, id, 'the folder was closed for good');
    const report = await loadIncident(ctx, id);
    const step = (name: string) => report.steps.find(each => each.step === name);
    expect(step('notice-drafted')).toMatchObject({
      elapsedSeconds: 7_200,
      by: 'officer@example.com',
      late: false,
    });
    expect(step('authority-told')).toMatchObject({ elapsedSeconds: 73 * 3_600, late: true });
    expect(step('people-told')).toMatchObject({ at: null, dueAt: null, late: false });
    expect(await code(listAffected(officer, id, 'proven'))).toBe('incident-closed');
    expect((await findIncidents(ctx))[0]?.incidentId).toBe(id);
    const { rows } = await sql<{ action: string }>`
      select action from audit_entries where target = ${`incident:${id}`} order by audit_id`.execute(ctx.pg);
    expect(rows.map(row => row.action)).toEqual([
      'incident.open',
      'incident.people',
      'incident.notice',
      'incident.told',
      'incident.close',
    ]);
  });

  test('an edited text stays when drafts are made anew, and holds no contact but the stated one', async () => {
    const id = await opened({ kind: 'file', watermark }, { mode: 'real' });
    const officer = by('officer');
    await listAffected(officer, id, 'proven');
    await draftNotices(officer, id, { ...facts, replace: false });
    const edit = (body: string) => editNotice(officer, id, { recipient: 'people', locale: 'en', body });
    expect(await code(edit('Dear Ms Li, +86 138 0000 0001 is yours'))).toBe('incident-personal-data');
    await edit(`Hello, please ask ${facts.contact} about it.`);
    const bodyOf = async () => (await loadIncident(ctx, id)).notices.at(-1)?.body;
    await draftNotices(officer, id, { ...facts, replace: false });
    expect(await bodyOf()).toMatch(/^Hello, please ask/);
    await draftNotices(officer, id, { ...facts, replace: true });
    expect(await bodyOf()).toMatch(/^About the safety/);
    expect(await bodyOf()).not.toContain('DRILL');
  });

  test('texts with a number or an address, and times ahead, are refused', async () => {
    const source = { kind: 'file', watermark } as const;
    expect(await code(opened(source, { finding: 'it said 13800000001' }))).toBe('incident-personal-data');
    const finding = 'a list lay on a public share';
    const spanOf = (from: string) => ({ kind: 'span', from, to: ctx.now().toISOString() }) as const;
    const year0 = { mode: 'drill', finding, source: spanOf('0000-01-01T00:00:00Z') };
    expect(incidentRequest.safeParse(year0).success).toBe(false);
    // A day counts whole, in the organisation's zone.
    const day = {
      mode: 'drill',
      finding,
      source: { kind: 'span', from: '2026-02-20', to: '2026-02-21' },
    } as const;
    const { source: span } = await loadIncident(
      ctx,
      await openIncident(by('officer'), incidentRequest.parse(day)),
    );
    expect([span.from, span.to]).toEqual(['2026-02-19T16:00:00.000Z', '2026-02-21T16:00:00.000Z']);
    // PostgreSQL takes no such offset, ISO 8601 does.
    expect((await affectedBy(spanOf('2026-03-02T00:00:00+16:00'))).found.length).toBeGreaterThan(0);
    const ahead = new Date(ctx.now().getTime() + 60_000).toISOString();
    expect(await code(opened(source, { foundAt: ahead }))).toBe('incident-time');
  });
});

describe('the list as a file', () => {
  const read = async (id: string, mode: 'drill' | 'real') => {
    let text = '';
    for await (const part of affectedCsv(by('officer'), id, { mode })) text += part;
    return text;
  };

  test('is masked in a drill and in clear for a real one, each row with the watermark', async () => {
    const { id } = await affectedBy({ kind: 'file', watermark });
    const masked = await read(id, 'drill');
    expect(masked).not.toMatch(/张三\d|13800000001/);
    expect(masked).toContain('138****0001');
    const clear = await read(id, 'real');
    expect(clear).toContain("'+8613800000001");
    expect(
      clear
        .trimEnd()
        .split('\r\n')
        .slice(1)
        .every(line => line.includes(id.slice(-12))),
    ).toBe(true);
  });

  test('of more people than one person may take waits for a second', async () => {
    const until = ctx.now().toISOString();
    const span = { kind: 'span', from: '2026-01-01T00:00:00Z', to: until } as const;
    const { id, found } = await affectedBy(span);
    expect(found.length).toBeGreaterThan(3);
    expect(await code(takeAffected(by('officer'), id))).toBe('approval-needed');
    const waiting = (await findApprovals(ctx, as('owner'))).find(
      row => row.kind === 'export' && row.state === 'waiting',
    );
    const decision = {
      approvalId: waiting?.approvalId ?? '',
      approve: true,
      note: 'seen',
      caller: as('owner'),
    };
    await decideApproval(by('owner'), decision);
    expect(await takeAffected(by('officer'), id)).toMatchObject({ mode: 'drill', total: found.length });
    expect(await code(takeAffected(by('officer'), id))).toBe('approval-needed');
  });
});
