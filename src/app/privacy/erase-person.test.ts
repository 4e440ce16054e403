/** Export and erasure of somebody who is several records, whichever of them is named. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settlePeople } from '../../collect/identity/identity.job.ts';
import { importPaths } from '../../collect/import/import-paths.ts';
import { runImport } from '../../collect/import/run-import.ts';
import { customersMapping, ordersMapping } from '../../records/mapping.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { testStores } from '../../testing/stores.ts';
import { repeatErasures, runErasure, saveErasure } from './erase.store.ts';
import { exportPerson } from './person-export.ts';

const stores = await testStores();
const { ctx, clock } = stores;
afterAll(() => stores.close());

const idOf = (type: string, value: string) => ctx.keys.customerId(type, value);
const [member, buyer, namesake] = [
  idOf('member-no', 'M1'),
  idOf('buyer-id', 'W1'),
  idOf('buyer-id', 'W2'),
] as [string, string, string];
const both = [member, buyer];

async function importLines(mapping: object, lines: readonly string[]) {
  clock.advance({ minutes: 1 });
  const { kind } = mapping as { kind: 'customers' | 'orders' };
  const folder = join(ctx.stagingFolder, randomUUID());
  await mkdir(folder);
  const path = join(folder, 'upload');
  await writeFile(path, `${lines.join('\n')}\n`);
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  await runImport(ctx, importPaths, {
    importId: ctx.newId(),
    kind,
    mapping: kind === 'customers' ? customersMapping.parse(mapping) : ordersMapping.parse(mapping),
    dryRun: false,
    createdBy: null,
    upload: { path, fileName: 'f.csv', sha256 },
  });
  await settlePeople(ctx);
}

const people = (source: string, identifierType: string) => ({
  kind: 'customers',
  name: source,
  title: source,
  source,
  identifierType,
  columns: { customer: 'id', name: 'name', phone: 'phone', region: 'region' },
});
const orders = (source: string, identifierType: string) => ({
  kind: 'orders',
  name: source,
  title: source,
  source,
  identifierType,
  columns: { orderId: 'o', customer: 'id', orderedAt: 'at', sku: 'sku', quantity: 'n', netAmount: 'net' },
});

beforeAll(async () => {
  await importLines(people('crm', 'member-no'), [
    'id,name,phone,region',
    'M1,鹮鸰一,19987310001,浙江',
    'M2,鹮鸰二,19987310001,浙江',
  ]);
  await importLines(people('web', 'buyer-id'), [
    'id,name,phone,region',
    'W1,鹮鸰一,19987310001,',
    'W2,,19987310001,',
  ]);
  const head = 'o,id,at,sku,n,net';
  await importLines(orders('till', 'member-no'), [head, 'O1,M1,2025-03-01 10:00:00,A,1,10.00']);
  await importLines(orders('shop', 'buyer-id'), [head, 'O2,W1,2025-03-02 10:00:00,A,1,20.00']);
});

const countFacts = async (table: 'order_lines_log' | 'customers_log') => {
  const [row] = await ctx.ch.query<{ n: string }>(
    table === 'order_lines_log'
      ? factsSql`select count() as n from order_lines_log where customer_id in ${p.uuids(both)} or said_id in ${p.uuids(both)}`
      : factsSql`select count() as n from customers_log where customer_id in ${p.uuids(both)}`,
    { tag: 'test' },
  );
  return Number(row?.n ?? 0);
};
const countState = async (table: string) =>
  (
    await sql<{ n: number }>`
      select count(*)::int as n from ${sql.table(table)} where customer_id = any(${both}::uuid[])`.execute(
      ctx.pg,
    )
  ).rows[0]?.n ?? 0;
const doubtsOf = async (ids: readonly string[]) =>
  (
    await sql`select from identity_doubts
      where record_id = any(${ids}::uuid[]) or other_id = any(${ids}::uuid[])`.execute(ctx.pg)
  ).rows.length;

test.each([
  ['the record that names the person', () => member],
  ['another record of theirs', () => buyer],
])('an export by %s holds what was said of each record', async (_, id) => {
  const { state, facts } = await exportPerson(ctx, id());
  const numbers = state['customers']?.map(row => row['external_id']).sort();
  expect(numbers).toEqual(['M1', 'W1']);
  expect(state['contact_points']).toHaveLength(2);
  expect(new Set(facts['order_lines']?.map(row => row['order_id']))).toEqual(new Set(['O1', 'O2']));
  expect(state['identity_links']).toHaveLength(1);
});

test('an erasure by a record that was joined erases all records of the person', async () => {
  expect(await doubtsOf([namesake])).toBeGreaterThan(0);
  const erasureId = await saveErasure(ctx, buyer, 'they asked for it');
  const { tables } = await runErasure(ctx, erasureId);
  expect(tables).toContainEqual({ store: 'state', table: 'contact_points', did: 'deleted', rows: 2 });
  for (const table of ['order_lines_log', 'customers_log'] as const)
    expect([table, await countFacts(table)]).toEqual([table, 0]);
  for (const table of ['contact_points', 'identity_keys', 'customer_rows', 'identity_waiting'])
    expect([table, await countState(table)]).toEqual([table, 0]);
  const { rows } = await sql`
    select from customers where customer_id = any(${both}::uuid[]) and erased_at is not null
      and external_id_cipher is null and name_cipher is null`.execute(ctx.pg);
  expect(rows).toHaveLength(2);
});

test('nobody is asked about the erased records any more, and the others are resolved without them', async () => {
  expect(await doubtsOf(both)).toBe(0);
  await settlePeople(ctx);
  expect(await doubtsOf(both)).toBe(0);
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from identity_links where raw_id = ${namesake}`.execute(ctx.pg);
  // One name is left at the phone: the record without a name is theirs.
  expect(rows).toEqual([{ id: idOf('member-no', 'M2') }]);
});

test('a second erasure of the person, by another record, is refused', async () => {
  await expect(saveErasure(ctx, member, 'they asked for it')).rejects.toMatchObject({
    code: 'customer-erased-already',
  });
});

test('a backup of a time when they were two brings back nobody', async () => {
  await sql`delete from identity_links where raw_id = any(${both}::uuid[])`.execute(ctx.pg);
  await sql`delete from erasures`.execute(ctx.pg);
  await sql`update customers set erased_at = null where customer_id = any(${both}::uuid[])`.execute(ctx.pg);
  expect(await repeatErasures(ctx)).toBe(2);
  const { rows } = await sql`
    select from customers where customer_id = any(${both}::uuid[]) and erased_at is null`.execute(ctx.pg);
  expect(rows).toEqual([]);
  expect(await repeatErasures(ctx)).toBe(0);
});
