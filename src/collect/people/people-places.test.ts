/** Proves that a customers file says whose its people are, in both stores, and that undoing it takes that back and no more. */
import { createHash, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { customersMapping } from '../../records/mapping.ts';
import { factsSql } from '../../store/facts/sql.ts';
import { enqueuePlaces } from '../../store/state/customer-places.store.ts';
import { shipOutbox } from '../../store/state/outbox.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { importPaths } from '../import/import-paths.ts';
import { runImport, undoImportById } from '../import/run-import.ts';
import { saveCustomerPlace } from '../profile/customer-place.store.ts';
import { carryRegions } from './carry-regions.store.ts';

let stores: TestStores;
const ownerId = '00000000-0000-7000-8000-00000000000a';
const mapping = customersMapping.parse({
  kind: 'customers',
  name: 'crm',
  title: 'CRM',
  source: 'crm',
  columns: { customer: '会员号', name: '姓名', owner: '导购', store: '门店', region: '地区' },
});

beforeAll(async () => {
  stores = await testStores();
  await stores.ctx.pg
    .insertInto('users')
    .values({
      user_id: ownerId,
      email_cipher: Buffer.from(''),
      email_index: stores.ctx.keys.blindIndex('login-email', 'guide@shop.example'),
      role: 'service',
      locale: 'en',
      created_at: stores.ctx.now(),
    })
    .execute();
}, 60_000);
afterAll(() => stores?.close());

async function importRows(rows: readonly string[]) {
  const { ctx, clock } = stores;
  clock.advance({ minutes: 1 });
  const path = join(ctx.stagingFolder, `${randomUUID()}.csv`);
  const text = `会员号,姓名,导购,门店,地区\n${rows.join('\n')}\n`;
  await writeFile(path, text);
  return runImport(ctx, importPaths, {
    importId: ctx.newId(),
    kind: 'customers',
    mapping,
    dryRun: false,
    createdBy: null,
    upload: { path, fileName: 'people.csv', sha256: createHash('sha256').update(text).digest('hex') },
  });
}

const idOf = (number: string) => stores.ctx.keys.customerId('member-no', number);

/** Owner, store and region of a customer in state; fails where the facts say otherwise. */
async function placeOf(number: string) {
  const { ctx } = stores;
  while ((await shipOutbox(ctx)) > 0);
  const row = await ctx.pg
    .selectFrom('customers')
    .select(['owner_id', 'store', 'region'])
    .where('customer_id', '=', idOf(number))
    .executeTakeFirst();
  const facts = await ctx.ch.query<{ id: string; owner_id: string; store: string; region: string }>(
    factsSql`select toString(customer_id) as id, toString(owner_id) as owner_id, store, region from customer_places`,
    { tag: 'test.places' },
  );
  const told = facts.find(({ id }) => id === idOf(number));
  const nobody = '00000000-0000-0000-0000-000000000000';
  const place = [row?.owner_id ?? null, row?.store ?? null, row?.region ?? null];
  if (told)
    expect([told.owner_id, told.store, told.region]).toEqual([
      place[0] ?? nobody,
      place[1] ?? '',
      place[2] ?? '',
    ]);
  else expect(place).toEqual([null, null, null]);
  return place;
}

describe('a customers file', () => {
  test('gives owner, store and region; an owner nobody knows is noted and left empty', async () => {
    const summary = await importRows([
      'p1,一,Guide@Shop.example ,旗舰店,华东',
      'p2,二,stranger@shop.example,旗舰店,',
      'p3,三,张导购,,',
      'p4,四,,,',
    ]);
    expect(await placeOf('p1')).toEqual([ownerId, '旗舰店', '华东']);
    expect(await placeOf('p2')).toEqual([null, '旗舰店', null]);
    expect(await placeOf('p3')).toEqual([null, null, null]);
    expect(await placeOf('p4')).toEqual([null, null, null]);
    expect(summary.notes.map(({ code, count }) => [code, count])).toEqual([
      ['left-out-owner-unreadable', 1],
      ['owner-unknown', 1],
    ]);
  });

  test('moves people, leaves what it leaves empty, and is taken back by an undo', async () => {
    const { importId } = await importRows(['p1,一,,西湖店,', 'p2,二,guide@shop.example,,华南']);
    expect(await placeOf('p1')).toEqual([ownerId, '西湖店', '华东']);
    expect(await placeOf('p2')).toEqual([ownerId, '旗舰店', '华南']);
    await undoImportById(stores.ctx, importPaths, importId);
    expect(await placeOf('p1')).toEqual([ownerId, '旗舰店', '华东']);
    expect(await placeOf('p2')).toEqual([null, '旗舰店', null]);
  });

  test('does not undo a place given by hand since then', async () => {
    const { importId } = await importRows(['p4,四,,西湖店,华南']);
    await saveCustomerPlace(stores.ctx, { customerId: idOf('p4'), wish: { store: '北山店' } });
    expect(await placeOf('p4')).toEqual([null, '北山店', '华南']);
    await undoImportById(stores.ctx, importPaths, importId);
    expect(await placeOf('p4')).toEqual([null, '北山店', null]);
  });
});

/** As a program before places left the people of an import: only the facts know their region. */
async function forgetRegions(importId: string): Promise<void> {
  const { pg } = stores.ctx;
  const { rows } = await sql<{ id: string }>`
    update customer_rows set region = null where import_id = ${importId} returning customer_id as id`.execute(
    pg,
  );
  const ids = rows.map(({ id }) => id);
  await withTransaction(pg, async trx => {
    await sql`update customers set region = null where customer_id = any(${ids}::uuid[])`.execute(trx);
    const customers = sql`select customer_id from customers where customer_id = any(${ids}::uuid[])`;
    await enqueuePlaces(trx, { customers, at: stores.ctx.now() });
    await sql`delete from settings where key = 'regionsCarried'`.execute(trx);
  });
}

test('regions imported before there were places are carried once, but for one taken away by hand, and undone with their import', async () => {
  const { ctx } = stores;
  const { importId } = await importRows(['q1,一,,,华北', 'q2,二,,,西南', 'q3,三,,,']);
  await saveCustomerPlace(ctx, { customerId: idOf('q2'), wish: { region: null } });
  await forgetRegions(importId);
  expect(await placeOf('q1')).toEqual([null, null, null]);
  expect(await carryRegions(ctx)).toBe(1);
  expect(await carryRegions(ctx)).toBe(0);
  expect((await placeOf('q1'))[2]).toBe('华北');
  for (const number of ['q2', 'q3']) expect([number, (await placeOf(number))[2]]).toEqual([number, null]);
  const entries = await ctx.pg
    .selectFrom('audit_entries')
    .select('after')
    .where('action', '=', 'customer.regions-carried')
    .execute();
  expect(entries).toEqual([{ after: { customers: 1 } }]);
  await undoImportById(ctx, importPaths, importId);
  expect((await placeOf('q1'))[2]).toBe(null);
});

describe('a place given by hand', () => {
  test('keeps what is left out, is audited, and refuses strangers', async () => {
    const { ctx } = stores;
    const save = (wish: Parameters<typeof saveCustomerPlace>[1]['wish'], customerId = idOf('p3')) =>
      saveCustomerPlace(ctx, { customerId, wish });
    expect(await save({ ownerId })).toEqual({ ownerId, store: null, region: null });
    expect(await save({ region: '华北' })).toEqual({ ownerId, store: null, region: '华北' });
    expect(await save({ ownerId: null })).toEqual({ ownerId: null, store: null, region: '华北' });
    expect(await placeOf('p3')).toEqual([null, null, '华北']);
    await expect(save({ ownerId: idOf('p3') })).rejects.toMatchObject({ code: 'owner-unknown' });
    await expect(save({ store: 'x' }, ownerId)).rejects.toMatchObject({ code: 'customer-unknown' });
    const entries = await ctx.pg
      .selectFrom('audit_entries')
      .select(['before', 'after'])
      .where('action', '=', 'customer.place')
      .where('target', '=', `customer:${idOf('p3')}`)
      .orderBy('audit_id')
      .execute();
    expect(entries).toHaveLength(3);
    expect(entries[1]).toEqual({
      before: { ownerId, store: null, region: null },
      after: { ownerId, store: null, region: '华北' },
    });
  });
});
