import { createHash, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import type { ImportKind } from '../../records/mapping.ts';
import { customersMapping, ordersMapping } from '../../records/mapping.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { testStores } from '../../testing/stores.ts';
import { importPaths } from '../import/import-paths.ts';
import { runImport, undoImportById } from '../import/run-import.ts';
import { loadCustomerPage } from '../profile/customer-page.store.ts';
import { findCustomerPage } from '../profile/customer-rows.store.ts';
import { findDoubts } from './doubts.store.ts';
import { settlePeople } from './identity.job.ts';
import { loadIdentity } from './identity-page.store.ts';
import { ignoreDoubt, reopenDoubt } from './ignore.store.ts';
import { previewRuling } from './ruling-preview.store.ts';
import { saveRuling, undoRuling } from './rulings.store.ts';
import {
  disableSharedKey,
  enableSharedKey,
  ignoreSharedKey,
  reopenSharedKey,
} from './shared-key-deeds.store.ts';
import { findSharedKeys } from './shared-keys.store.ts';

const stores = await testStores();
const { ctx, clock } = stores;
afterAll(() => stores.close());

const columns = { customer: 'id', name: 'name', phone: 'phone', email: 'email', region: 'region' };
const people = (source: string, identifierType: string) =>
  customersMapping.parse({ kind: 'customers', name: source, title: source, source, identifierType, columns });
const orders = (identifierType: string) =>
  ordersMapping.parse({
    kind: 'orders',
    name: `orders-${identifierType}`,
    title: 'orders',
    source: `shop-${identifierType}`,
    identifierType,
    columns: {
      orderId: 'order',
      customer: 'id',
      orderedAt: 'at',
      sku: 'sku',
      quantity: 'n',
      netAmount: 'net',
    },
  });

async function importLines(
  kind: ImportKind,
  mapping: ReturnType<typeof people> | ReturnType<typeof orders>,
  lines: readonly string[],
) {
  clock.advance({ minutes: 1 });
  const path = join(ctx.stagingFolder, `${randomUUID()}.csv`);
  const head = kind === 'customers' ? 'id,name,phone,email,region' : 'order,id,at,sku,n,net';
  await writeFile(path, `${[head, ...lines].join('\n')}\n`);
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  const importId = ctx.newId();
  const upload = { path, fileName: `${kind}.csv`, sha256 };
  const done = await runImport(ctx, importPaths, {
    importId,
    kind,
    mapping,
    dryRun: false,
    createdBy: null,
    upload,
  });
  await settlePeople(ctx);
  expect(done.rowsQuarantined).toBe(0);
  return importId;
}

async function undo(importId: string) {
  clock.advance({ minutes: 1 });
  await undoImportById(ctx, importPaths, importId);
  await settlePeople(ctx);
}

const idOf = (type: string, value: string) => ctx.keys.customerId(type, value);

async function linkOf(id: string): Promise<string> {
  const { rows } = await sql<{
    to: string;
  }>`select customer_id as to from identity_links where raw_id = ${id}`.execute(ctx.pg);
  return rows[0]?.to ?? id;
}

/** Orders by customer as readers of facts see them. */
const ordersOf = async (id: string) =>
  (
    await ctx.ch.query<{ order_id: string }>(
      factsSql`select distinct order_id from order_lines where customer_id = ${p.uuid(id)} order by order_id`,
      { tag: 'test.orders' },
    )
  ).map(row => row.order_id);

const regionOf = async (id: string) =>
  (
    await ctx.ch.query<{ region: string }>(
      factsSql`select argMax(region, (ingested_at, version, source)) as region from customers where customer_id = ${p.uuid(id)} having count() > 0`,
      { tag: 'test.region' },
    )
  )[0]?.region;

/** Customers as the list counts them, and buyers as facts do. */
const countListed = async () => (await findCustomerPage(ctx, { ids: null, limit: 1 })).total;
const countBuyers = async () =>
  Number(
    (
      await ctx.ch.query<{ n: string }>(
        factsSql`select uniqExact(customer_id) as n from order_lines where is_deleted = 0`,
        { tag: 'test.buyers' },
      )
    )[0]?.n,
  );

const contactsOf = async (id: string) =>
  (
    await sql<{ kind: string }>`
      select kind from contact_points where customer_id = ${id} and status = 'active' order by kind`.execute(
      ctx.pg,
    )
  ).rows.map(row => row.kind);

describe('two files that know the same person', () => {
  const member = idOf('member-no', 'M1');
  const buyer = idOf('buyer-id', 'W1');
  let shopFile = '';

  test('become one: orders, attributes and contact points stand under the member', async () => {
    await importLines('customers', people('crm', 'member-no'), [
      'M1,张晓明,14200000001,,浙江',
      'M2,李四,14200000002,,广东',
    ]);
    await importLines('orders', orders('buyer-id'), ['O1,W1,2025-03-01 10:00:00,A,1,10.00']);
    await importLines('orders', orders('member-no'), ['O2,M1,2025-03-02 10:00:00,A,1,20.00']);
    expect(await ordersOf(member)).toEqual(['O2']);
    shopFile = await importLines('customers', people('web', 'buyer-id'), [
      'W1,张晓明,14200000001,m1@example.com,',
    ]);
    expect(await linkOf(buyer)).toBe(member);
    expect(await ordersOf(member)).toEqual(['O1', 'O2']);
    expect(await ordersOf(buyer)).toEqual([]);
    expect(await regionOf(member)).toBe('浙江');
    expect(await regionOf(buyer)).toBeUndefined();
    expect(await contactsOf(member)).toEqual(['email', 'phone', 'phone']);
  });

  test('what comes later for the linked record is the person’s at once', async () => {
    await importLines('orders', orders('buyer-id'), [
      'O1,W1,2025-03-01 10:00:00,A,2,30.00',
      'O3,W1,2025-04-01 10:00:00,A,1,5.00',
    ]);
    expect(await ordersOf(member)).toEqual(['O1', 'O2', 'O3']);
    const [row] = await ctx.ch.query<{ net: string }>(
      factsSql`select toString(sum(net_amount)) as net from order_lines where customer_id = ${p.uuid(member)}`,
      { tag: 'test.net' },
    );
    expect(Number(row?.net)).toBe(55);
  });

  test('are two again when the file that joined them is taken back', async () => {
    await undo(shopFile);
    expect(await linkOf(buyer)).toBe(buyer);
    expect(await ordersOf(member)).toEqual(['O2']);
    expect(await ordersOf(buyer)).toEqual(['O1', 'O3']);
    expect(await contactsOf(member)).toEqual(['phone']);
    expect(await regionOf(member)).toBe('浙江');
    const { rows } = await sql<{
      n: number;
    }>`select count(*)::int as n from identity_ledger where raw_id = ${buyer}`.execute(ctx.pg);
    expect(rows[0]?.n).toBe(2);
  });

  test('are seen in the log as they were believed then', async () => {
    const [row] = await ctx.ch.query<{ n: string }>(
      factsSql`select count() as n from order_lines_log where said_id != customer_id`,
      { tag: 'test.log' },
    );
    expect(Number(row?.n)).toBeGreaterThan(0);
  });
});

describe('a person with the right', () => {
  const [first, second, third] = ['M11', 'M12', 'M13'].map(number => idOf('member-no', number)) as [
    string,
    string,
    string,
  ];
  const state = async () =>
    (
      await sql<{
        raw: string;
        to: string;
      }>`select raw_id as raw, customer_id as to from identity_links order by raw_id`.execute(ctx.pg)
    ).rows;

  test('joins two member numbers, and taking the decision back restores what was', async () => {
    await importLines('customers', people('crm', 'member-no'), [
      'M11,王一,14200000011,,',
      'M12,王一,14200000011,,',
      'M13,王一,,,',
    ]);
    await importLines('orders', orders('member-no'), [
      'P1,M11,2025-03-01 10:00:00,A,1,10.00',
      'P2,M12,2025-03-01 10:00:00,A,1,10.00',
    ]);
    expect(await linkOf(second)).toBe(second);
    const { doubts } = await findDoubts(ctx, { limit: 50, why: 'conflict' });
    expect(doubts.map(({ recordId, otherId }) => new Set([recordId, otherId]))).toEqual([
      new Set([first, second]),
    ]);
    const before = await state();
    const [listed, buyers] = [await countListed(), await countBuyers()];
    const wish = { kind: 'same', record: first, other: second } as const;
    const promised = await previewRuling(ctx, wish);
    expect(await state()).toEqual(before);
    const { decisionId, changed } = await saveRuling(ctx, { ...wish, reason: 'called us' });
    expect(changed).toBe(1);
    const person = await linkOf(second);
    const moved = person === first ? second : first;
    expect(promised).toMatchObject({
      moves: [{ recordId: moved, from: moved, to: person }],
      orders: 1,
      contactPoints: 1,
      consents: 0,
    });
    expect(await previewRuling(ctx, wish)).toMatchObject({ moves: [], records: [], orders: 0 });
    expect((await previewRuling(ctx, { kind: 'undo', decision: decisionId })).moves).toEqual([
      { recordId: moved, from: person, to: moved },
    ]);
    expect(await ordersOf(person)).toEqual(['P1', 'P2']);
    // At once, without a tick: the ruling is answered when every reader sees the person.
    for (const asked of [first, second]) {
      const { customerId, totals, contacts } = await loadCustomerPage(ctx, asked);
      expect({ customerId, orders: totals.orders, contacts }).toMatchObject({
        customerId: person,
        orders: 2,
      });
      // Both records state the same phone.
      expect(contacts).toHaveLength(1);
    }
    expect(await countListed()).toBe(listed - 1);
    expect(await countBuyers()).toBe(buyers - 1);
    expect((await findDoubts(ctx, { limit: 50 })).doubts).toEqual([]);
    const page = await loadIdentity(ctx, second);
    expect(page.customerId).toBe(person);
    expect(page.records.map(({ customerId }) => customerId).sort()).toEqual([first, second].sort());
    expect(page.rulings).toMatchObject([{ decisionId, kind: 'same', actorEmail: null }]);
    expect(page.bonds).toMatchObject([
      { keyKind: 'phone', strength: 'strong', trust: 'stated', sources: ['crm'], joins: true },
    ]);
    expect(page.records.map(({ contacts }) => contacts.length)).toEqual([1, 1]);
    await undoRuling(ctx, decisionId, 'a mistake');
    expect(await state()).toEqual(before);
    expect(await ordersOf(first)).toEqual(['P1']);
    expect(await ordersOf(second)).toEqual(['P2']);
    expect((await findDoubts(ctx, { limit: 50 })).doubts).toHaveLength(1);
    await expect(undoRuling(ctx, decisionId, 'a mistake')).rejects.toMatchObject({
      code: 'identity-ruling-undone',
    });
  });

  test('parts a record from its person, also against its keys', async () => {
    await importLines('customers', people('web', 'buyer-id'), [
      'W11,王一,14200000013,,',
      'W12,,14200000013,,',
    ]);
    const [web, mobile] = [idOf('buyer-id', 'W11'), idOf('buyer-id', 'W12')];
    const person = await linkOf(mobile);
    expect(await linkOf(web)).toBe(person);
    expect((await loadIdentity(ctx, web)).bonds).toMatchObject([
      { keyKind: 'phone', joins: true, records: [web, mobile].sort(), sources: ['web'] },
    ]);
    const split = { kind: 'apart', record: mobile } as const;
    expect((await previewRuling(ctx, split)).moves).toHaveLength(1);
    await expect(previewRuling(ctx, { kind: 'apart', record: third })).rejects.toMatchObject({
      code: 'identity-alone',
    });
    await expect(previewRuling(ctx, { kind: 'same', record: third })).rejects.toMatchObject({
      code: 'identity-other-missing',
    });
    await saveRuling(ctx, { kind: 'apart', record: mobile, reason: 'somebody else' });
    expect(await linkOf(web)).not.toBe(await linkOf(mobile));
    // Whoever has answered is not asked the same again.
    const { doubts } = await findDoubts(ctx, { limit: 50 });
    const isPair = (a: string, b: string) => new Set([a, b, web, mobile]).size === 2;
    expect(doubts.filter(({ recordId, otherId }) => isPair(recordId, otherId))).toEqual([]);
    expect((await loadIdentity(ctx, web)).doubts).toEqual([]);
    await expect(
      saveRuling(ctx, { kind: 'apart', record: third, reason: 'alone already' }),
    ).rejects.toMatchObject({ code: 'identity-alone' });
    await expect(
      saveRuling(ctx, { kind: 'same', record: third, other: third, reason: 'the same' }),
    ).rejects.toMatchObject({ code: 'identity-same-record' });
    await expect(
      saveRuling(ctx, {
        kind: 'same',
        record: third,
        other: idOf('member-no', 'nobody'),
        reason: 'not there',
      }),
    ).rejects.toMatchObject({ code: 'customer-unknown' });
  });

  test('finds that resolving all anew says what resolving step by step said', async () => {
    const before = await state();
    await sql`insert into identity_waiting (customer_id, since) select customer_id, ${ctx.now()}::timestamptz from customers`.execute(
      ctx.pg,
    );
    await settlePeople(ctx);
    expect(await state()).toEqual(before);
  });
});

describe('a key that too many people share', () => {
  const names = ['甲', '乙', '丙', '丁', '戊'].map(name => `鹮鸰${name}`);
  const open = async () =>
    (await findSharedKeys(ctx, { limit: 50 })).keys.filter(({ masked }) => masked === '142****0099');

  test('joins nobody, stands in the list with examples until somebody ignores it, and stays ignored', async () => {
    await importLines(
      'customers',
      people('crm', 'member-no'),
      names.map((name, n) => `S${n},${name},14200000099,,`),
    );
    const [key] = await open();
    expect(key).toMatchObject({ kind: 'phone', records: 5 });
    expect(key?.examples).toHaveLength(3);
    const { kind = '', keyId = '' } = key ?? {};
    await ignoreSharedKey(ctx, { kind, keyId, reason: 'the shop’s own' });
    await importLines('customers', people('crm', 'member-no'), ['S9,鹮鸰己,14200000099,,']);
    expect(await open()).toEqual([]);
    await expect(ignoreSharedKey(ctx, { kind, keyId, reason: 'once more' })).rejects.toMatchObject({
      code: 'identity-key-unknown',
    });
    const ignored = await findSharedKeys(ctx, { limit: 50, state: 'ignored' });
    expect(ignored.keys).toMatchObject([{ kind, keyId, state: 'ignored', mayJoin: true }]);
    expect(await reopenSharedKey(ctx, { kind, keyId, reason: 'look again' })).toEqual({ reopened: 1 });
    expect(await open()).toHaveLength(1);
    await expect(reopenSharedKey(ctx, { kind, keyId, reason: 'once more' })).rejects.toMatchObject({
      code: 'identity-key-unknown',
    });
  });

  test('that nobody has any more is listed no longer', async () => {
    const gone = await importLines(
      'customers',
      people('crm', 'member-no'),
      names.map((name, n) => `T${n},${name},14200000094,,`),
    );
    const listed = async () => (await findSharedKeys(ctx, { limit: 50 })).total;
    const before = await listed();
    await undo(gone);
    expect(await listed()).toBe(before - 1);
  });

  test('joins namesakes once somebody enables it, as the preview said, and parts them when disabled', async () => {
    await importLines('customers', people('web', 'buyer-id'), ['SW,鹮鸰甲,14200000099,,']);
    const [member, buyer] = [idOf('member-no', 'S0'), idOf('buyer-id', 'SW')];
    expect(await linkOf(buyer)).toBe(buyer);
    const [{ kind, keyId } = { kind: '', keyId: '' }] = await open();
    const asked = { keyKind: kind, keyId };
    const move = { recordId: buyer, from: buyer, to: member };
    expect((await previewRuling(ctx, { kind: 'enable', ...asked })).moves).toEqual([move]);
    expect(await enableSharedKey(ctx, { kind, keyId, reason: 'one company' })).toEqual({ changed: 1 });
    expect(await linkOf(buyer)).toBe(member);
    expect(await open()).toEqual([]);
    await expect(ignoreSharedKey(ctx, { kind, keyId, reason: 'not now' })).rejects.toMatchObject({
      code: 'identity-key-unknown',
    });
    // It stays enabled, and in its list, whoever comes.
    await importLines('customers', people('web', 'buyer-id'), ['SX,鹮鸰乙,14200000099,,']);
    expect(await linkOf(idOf('buyer-id', 'SX'))).toBe(idOf('member-no', 'S1'));
    const { keys } = await findSharedKeys(ctx, { limit: 50, state: 'enabled' });
    expect(keys).toMatchObject([{ kind, keyId, state: 'enabled' }]);
    expect((await previewRuling(ctx, { kind: 'disable', ...asked })).moves).toHaveLength(2);
    expect(await disableSharedKey(ctx, { kind, keyId, reason: 'not one' })).toEqual({ changed: 2 });
    expect(await linkOf(buyer)).toBe(buyer);
    expect(await open()).toHaveLength(1);
    await expect(disableSharedKey(ctx, { kind, keyId, reason: 'once more' })).rejects.toMatchObject({
      code: 'identity-key-unknown',
    });
    await expect(enableSharedKey(ctx, { kind: 'device', keyId, reason: 'a weak one' })).rejects.toMatchObject(
      { code: 'identity-key-weak' },
    );
    await expect(previewRuling(ctx, { kind: 'enable', keyKind: kind })).rejects.toMatchObject({
      code: 'identity-key-missing',
    });
    const { rows } = await sql<{ action: string }>`
      select action from audit_entries where action like 'identity.%' order by audit_id desc limit 2`.execute(
      ctx.pg,
    );
    expect(rows.map(({ action }) => action)).toEqual(['identity.disable-key', 'identity.enable-key']);
  });

  test('a pair that somebody ignores leaves the list and stays away', async () => {
    await importLines('customers', people('crm', 'member-no'), [
      'D1,鹮鸰一,14200000098,,',
      'D2,鹮鸰一,14200000098,,',
    ]);
    const mine = async () =>
      (await findDoubts(ctx, { limit: 50 })).doubts.filter(({ record }) =>
        record.externalId?.startsWith('D'),
      );
    const [pair] = await mine();
    const ask = { record: pair?.otherId ?? '', other: pair?.recordId ?? '', reason: 'nobody can tell' };
    expect(await ignoreDoubt(ctx, ask)).toEqual({ ignored: 1 });
    await importLines('customers', people('crm', 'member-no'), ['D1,鹮鸰一,14200000098,,浙江']);
    expect(await mine()).toEqual([]);
    await expect(ignoreDoubt(ctx, ask)).rejects.toMatchObject({ code: 'identity-doubt-unknown' });
    expect((await findDoubts(ctx, { limit: 50, state: 'ignored' })).doubts).toMatchObject([
      { recordId: pair?.recordId, isIgnored: true },
    ]);
    expect(await reopenDoubt(ctx, { ...ask, record: ask.other, other: ask.record })).toEqual({ reopened: 1 });
    expect(await mine()).toMatchObject([{ isIgnored: false }]);
    await expect(reopenDoubt(ctx, ask)).rejects.toMatchObject({ code: 'identity-doubt-unknown' });
  });

  test('a pair that somebody ignored and that is in doubt no longer comes not back', async () => {
    const gone = await importLines('customers', people('crm', 'member-no'), [
      'G1,鹮鸰二,14200000097,,',
      'G2,鹮鸰二,14200000097,,',
    ]);
    const [record, other] = [idOf('member-no', 'G1'), idOf('member-no', 'G2')];
    const ask = { record, other, reason: 'nobody can tell' };
    await ignoreDoubt(ctx, ask);
    const open = async () => (await findDoubts(ctx, { limit: 50 })).doubts.length;
    const before = await open();
    const alsoGone = await importLines('customers', people('crm', 'member-no'), [
      'G3,鹮鸰三,14200000095,,',
      'G4,鹮鸰三,14200000095,,',
    ]);
    expect(await open()).toBe(before + 1);
    await undo(alsoGone);
    expect(await open()).toBe(before);
    await undo(gone);
    expect(await reopenDoubt(ctx, ask)).toEqual({ reopened: 0 });
    // A ruling about an ignored pair is a decision: taken back, the pair waits.
    await importLines('customers', people('crm', 'member-no'), [
      'H1,鹮鸰二,14200000096,,',
      'H2,鹮鸰二,14200000096,,',
    ]);
    const held = {
      record: idOf('member-no', 'H1'),
      other: idOf('member-no', 'H2'),
      reason: 'nobody can tell',
    };
    await ignoreDoubt(ctx, held);
    await saveRuling(ctx, { kind: 'apart', ...held });
    await expect(reopenDoubt(ctx, held)).rejects.toMatchObject({ code: 'identity-doubt-unknown' });
  });
});
