import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importPaths } from '../../collect/import/import-paths.ts';
import { runImport, undoImportById } from '../../collect/import/run-import.ts';
import { findCustomerIds } from '../../collect/profile/customer-lookup.store.ts';
import { customersMapping } from '../../records/mapping.ts';
import { cipherTables, cipherVersions, indexVersions } from '../../store/rekey/cipher-places.ts';
import { countReferences } from '../../store/rekey/key-generations.store.ts';
import { openedPeople } from '../../testing/opened-people.ts';
import { testStores } from '../../testing/stores.ts';
import { findAccountEmail, saveAccount } from '../accounts.store.ts';
import { keyGenerations, retireKeys } from './retire-keys.ts';
import { rotateKeys } from './rotate-keys.ts';

const stores = await testStores();
const { ctx, clock } = stores;
afterAll(() => stores.close());

const mapping = customersMapping.parse({
  kind: 'customers',
  name: 'crm',
  title: 'CRM',
  source: 'crm',
  columns: { customer: '会员号', name: '姓名', phone: '手机', email: '邮箱' },
});

async function importRows(rows: readonly string[]) {
  clock.advance({ minutes: 1 });
  const path = join(ctx.stagingFolder, `${randomUUID()}.csv`);
  await writeFile(path, `${['会员号,姓名,手机,邮箱', ...rows].join('\n')}\n`);
  return runImport(ctx, importPaths, {
    importId: ctx.newId(),
    kind: 'customers',
    mapping,
    dryRun: false,
    createdBy: null,
    upload: { path, fileName: 'customers.csv', sha256: randomUUID().replaceAll('-', '').padEnd(64, '0') },
  });
}

const phone = (n: number) => `1998731${String(n).padStart(4, '0')}`;
const row = (n: number, name = `鹮鸰${n}`) => `M${n},${name},${phone(n)},c${n}@kanari.example`;
const idOf = (n: number) => ctx.keys.customerId('member-no', `M${n}`);
const find = (query: string) => findCustomerIds(ctx, query, { byContact: true });
const reasonsOf = async (customerId: string) => {
  const { rows } = await sql<{ reason: string }>`
    select s.reason from contact_points p join suppressions s on s.blind_index = p.blind_index and s.kind = p.kind
    where p.customer_id = ${customerId}`.execute(ctx.pg);
  return rows.map(each => each.reason);
};
const rotation = () => ({ rotationId: ctx.newId(), createdBy: 'tester', settleMs: 0 });
const suppress = (kind: 'phone' | 'email', value: string) =>
  sql`insert into suppressions (blind_index, kind, reason, at)
    values (${ctx.keys.blindIndex(kind, value)}, ${kind}, 'erased', ${ctx.now()})`.execute(ctx.pg);

let first: string;
beforeAll(async () => {
  await saveAccount(ctx, { email: 'boss@example.cn', password: 'a long enough phrase', role: 'owner' });
  const { importId } = await importRows(Array.from({ length: 2500 }, (_, n) => row(n)));
  first = importId;
  await importRows([row(2, '改名'), 'M9000,共用,19987310001,', 'broken row', row(1)]);
  await suppress('phone', '+8619987310002');
  // Nobody has this address: an erased person's.
  await suppress('email', 'gone@kanari.example');
});

test('the places of the list are those of the schema', async () => {
  const { rows } = await sql<{ place: string }>`
    select table_name || '.' || column_name as place from information_schema.columns
    where table_schema = current_schema() and data_type = 'bytea' and (column_name like '%cipher' or column_name like '%index')
      and table_name <> 'customer_staging' order by 1`.execute(ctx.pg);
  const known = cipherTables.flatMap(({ table, ciphers, index }) => [
    ...ciphers.map(({ column }) => `${table}.${column}`),
    ...(index ? [`${table}.${index.column}`] : []),
  ]);
  const byAddress = ['contact_points.value_cipher', 'contact_points.blind_index', 'suppressions.blind_index'];
  const said = ['customer_rows.phone_index', 'customer_rows.email_index'];
  expect(rows.map(each => each.place)).toEqual([...known, ...byAddress, ...said].sort());
  const versions = await sql<{ place: string }>`
    select distinct table_name || '.' || column_name as place from information_schema.columns
    where table_schema = current_schema() and (column_name like '%key_version' or column_name = 'index_version')`.execute(
    ctx.pg,
  );
  const counted = [...cipherVersions, ...indexVersions].map(place => place.join('.'));
  expect([...new Set(counted)].sort()).toEqual(versions.rows.map(each => each.place).sort());
});

test('all rows come under the new keys while everything stays readable, found and suppressed', async () => {
  const before = await openedPeople(ctx);
  const link = ctx.keys.seal('unsubscribe', 'a letter sent long ago');
  let looks = 0;
  let over = false;
  const looking = (async () => {
    while (!over) {
      expect(await openedPeople(ctx)).toEqual(before);
      expect(await find('19987310001')).toHaveLength(2);
      expect(await find('c2499@kanari.example')).toEqual([idOf(2499)]);
      expect(await findAccountEmail(ctx, { email: 'boss@example.cn' })).toBe('boss@example.cn');
      expect(await reasonsOf(idOf(2))).toEqual(['erased']);
      looks += 1;
      await turn();
    }
  })();
  const report = await rotateKeys(ctx, rotation());
  over = true;
  await looking;
  expect(report).toMatchObject({ generation: 2, left: 0 });
  expect(looks).toBeGreaterThan(2);
  expect(await openedPeople(ctx)).toEqual(before);
  expect(ctx.keys.open('unsubscribe', link)).toBe('a letter sent long ago');
  const { encrypted, indexed } = await countReferences(ctx.pg);
  expect([...encrypted.keys()]).toEqual([2]);
  // The erased address that nobody holds in clear stays under the key it was made with.
  expect(indexed.get(1)).toBe(1);
});

test('a key is retired when nothing needs it, and not before', async () => {
  expect(await retireKeys(ctx)).toBe(0);
  clock.advanceMachine({ minutes: 2 });
  expect(await retireKeys(ctx)).toBe(1);
  const [current, former] = await keyGenerations(ctx);
  expect(current).toMatchObject({ generation: 2, current: true, dataRetiredAt: null });
  expect(former).toMatchObject({ generation: 1, encryptedRows: 0, indexedRows: 1, indexRetiredAt: null });
  expect(former?.dataRetiredAt).not.toBeNull();
  expect(() => ctx.keys.decrypt(Buffer.alloc(40), 1, 'x')).toThrow('decrypt-failed');
});

test('a suppression whose address nobody holds meets the address when it comes back, under any key', async () => {
  await importRows(['M9100,回来,,gone@kanari.example']);
  expect(await reasonsOf(idOf(9100))).toEqual(['erased']);
  const { indexed } = await countReferences(ctx.pg);
  expect([...indexed.keys()]).toEqual([2]);
  expect(await retireKeys(ctx)).toBe(1);
  expect(ctx.keys.blindIndexes('email', 'x@kanari.example')).toHaveLength(1);
});

test('between two generations imports find, share, repeat and take back as if there were one', async () => {
  await suppress('phone', '+8619987310700');
  await sql`update suppressions set index_version = 2`.execute(ctx.pg);
  const stopped = new Error('canceled');
  let reports = 0;
  const progress = async () => {
    reports += 1;
    if (reports > 2) throw stopped;
  };
  const canceled = rotation();
  await expect(rotateKeys({ ...ctx, progress }, canceled)).rejects.toBe(stopped);
  const mixed = await countReferences(ctx.pg);
  expect(mixed.encrypted.get(2)).toBeGreaterThan(100);
  expect(mixed.encrypted.get(3)).toBeGreaterThan(100);
  const before = await openedPeople(ctx);
  // The same rows again are repeats, a shared address stays shared, a suppressed one suppressed.
  const again = await importRows([row(700), row(2400), 'M9200,同号,19987310700,']);
  expect(again).toMatchObject({ rowsStored: 1, rowsDuplicate: 2 });
  expect(await find('19987310700')).toHaveLength(2);
  expect(await reasonsOf(idOf(9200))).toEqual(['erased']);
  expect(await reasonsOf(idOf(700))).toEqual(['erased']);
  await undoImportById(ctx, importPaths, again.importId);
  clock.advance({ minutes: 1 });
  const undone = (await openedPeople(ctx)).filter(line => !line.includes(idOf(9200)));
  expect(undone).toEqual(before);
  // The same rotation goes on under the same generation.
  expect(await rotateKeys(ctx, canceled)).toMatchObject({ generation: 3, left: 0 });
  expect((await openedPeople(ctx)).filter(line => !line.includes(idOf(9200)))).toEqual(before);
});

test('an undone import leaves the names the others said, whatever key each stands under', async () => {
  await importRows([row(10, '新名')]);
  await rotateKeys(ctx, rotation());
  const named = await importRows([row(11, '改名十一')]);
  expect((await openedPeople(ctx)).some(line => line.includes('改名十一'))).toBe(true);
  await undoImportById(ctx, importPaths, named.importId);
  const lines = (await openedPeople(ctx)).filter(line => line.startsWith(`customers ${idOf(11)} name`));
  expect(lines).toEqual([`customers ${idOf(11)} name_cipher 鹮鸰11`]);
  expect(first).not.toBe('');
});

test('the log says who rotated and what was retired, and holds no key', async () => {
  const entries = await ctx.pg
    .selectFrom('audit_entries')
    .select(['action', 'after'])
    .where('action', 'like', 'keys.%')
    .orderBy('audit_id')
    .execute();
  expect(entries.map(each => each.action)).toEqual([
    'keys.rotate',
    'keys.rotated',
    'keys.retire',
    'keys.retire',
    'keys.rotate',
    'keys.rotated',
    'keys.rotate',
    'keys.rotated',
  ]);
  expect(JSON.stringify(entries)).not.toMatch(/[0-9a-f]{64}/);
});
