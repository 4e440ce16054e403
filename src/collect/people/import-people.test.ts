import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import type { ImportSummary } from '../../records/import.ts';
import { customersMapping } from '../../records/mapping.ts';
import { simulatedCustomersMapping } from '../../records/simulated-files.ts';
import { brokenRowNames } from '../../simulator/dirt.ts';
import { openShop } from '../../simulator/shop.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { fieldAad } from '../../store/field-aad.ts';
import { testStores } from '../../testing/stores.ts';
import { importPaths } from '../import/import-paths.ts';
import { recoverImports, runImport, undoImportById } from '../import/run-import.ts';

const stores = await testStores();
const { ctx, clock } = stores;
afterAll(() => stores.close());

const headers = '会员号,姓名,手机,邮箱,注册,短信,同意时间,类型';
const plainMapping = customersMapping.parse({
  kind: 'customers',
  name: 'crm',
  title: 'CRM',
  source: 'crm',
  columns: {
    customer: '会员号',
    name: '姓名',
    phone: '手机',
    email: '邮箱',
    registeredAt: '注册',
    consentSms: '短信',
    consentAt: '同意时间',
    kind: '类型',
  },
});

interface ImportOptions {
  readonly context?: typeof ctx;
  readonly dryRun?: boolean;
  readonly mapping?: typeof plainMapping;
}

async function importFile(
  path: string,
  { context = ctx, dryRun = false, mapping = plainMapping }: ImportOptions = {},
) {
  clock.advance({ minutes: 1 });
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  return runImport(context, importPaths, {
    importId: ctx.newId(),
    kind: 'customers',
    mapping,
    dryRun,
    createdBy: null,
    upload: { path, fileName: 'customers.csv', sha256 },
  });
}

async function importText(lines: readonly string[], options: ImportOptions = {}) {
  const path = join(ctx.stagingFolder, `${randomUUID()}.csv`);
  await writeFile(path, `${[headers, ...lines].join('\n')}\n`);
  return importFile(path, options);
}

const counts = ({ rowsRead, rowsStored, rowsDuplicate, rowsQuarantined }: ImportSummary) => [
  rowsRead,
  rowsStored,
  rowsDuplicate,
  rowsQuarantined,
];

const idOf = (number: string) => ctx.keys.customerId('member-no', number);

/** What anybody can see of a customer, in clear: the comparison of before and after. */
async function seen(number: string) {
  const id = idOf(number);
  const person = await ctx.pg
    .selectFrom('customers')
    .selectAll()
    .where('customer_id', '=', id)
    .executeTakeFirst();
  const points = await ctx.pg
    .selectFrom('contact_points')
    .selectAll()
    .where('customer_id', '=', id)
    .where('status', '=', 'active')
    .orderBy('kind')
    .execute();
  const consents = await sql<{ channel: string; action: string }>`
    select channel, action from current_consents where customer_id = ${id} order by channel`.execute(ctx.pg);
  const facts = await ctx.ch.query(
    factsSql`select kind, registered_at from customers where source = 'crm' and customer_id = ${p.uuid(id)}`,
    { tag: 'test' },
  );
  const { keys } = ctx;
  return {
    name: person?.name_cipher
      ? keys.decrypt(person.name_cipher, person.key_version, fieldAad('customers', 'name', id))
      : null,
    known: person !== undefined,
    points: points.map(point => [
      point.kind,
      keys.decrypt(
        point.value_cipher,
        point.key_version,
        fieldAad('contact_points', 'value', point.contact_id),
      ),
    ]),
    consents: consents.rows.map(row => `${row.channel} ${row.action}`),
    facts,
  };
}

test('rows become people with encrypted contacts, consents and facts, and bad rows wait in quarantine', async () => {
  const summary = await importText([
    'A1,鹮鸰三,199 8731 8000,A1@Kanari.Example,2024-01-02 10:00:00,是,2024-01-02 10:00:00,员工',
    'A2,鹮鸰四,12345,,2024-01-03,否,2024-01-03,',
    ',无名,,,2024-01-03,,,',
    'A3,王五,,,不详,,,',
    'A4,赵六,,,2024-01-04,或许,,',
    'A1,鹮鸰三,199 8731 8000,A1@Kanari.Example,2024-01-02 10:00:00,是,2024-01-02 10:00:00,员工',
    'A2,鹮鸰四光,,,2024-01-03,,,',
  ]);
  expect(counts(summary)).toEqual([7, 2, 1, 4]);
  expect(summary.reasons.map(({ code, count }) => [code, count])).toEqual(
    expect.arrayContaining([
      ['required-missing', 1],
      ['date-unreadable', 1],
      ['consent-unreadable', 1],
      ['customer-contradicts', 1],
    ]),
  );
  expect(summary.notes).toEqual([{ code: 'left-out-phone-invalid', count: 1, amount: null }]);
  expect(await seen('A1')).toEqual({
    known: true,
    name: '鹮鸰三',
    points: [
      ['email', 'a1@kanari.example'],
      ['phone', '+8619987318000'],
    ],
    consents: ['sms granted'],
    facts: [{ kind: 'staff', registered_at: '2024-01-02 02:00:00.000' }],
  });
  expect(await seen('A2')).toMatchObject({ name: '鹮鸰四', points: [], consents: ['sms withdrawn'] });
});

test('the same file again changes nothing, whatever the dry run said before', async () => {
  const lines = [
    'B1,钱一,19987310001,,2024-01-02,是,2024-01-02,',
    'B2,钱二,,b2@kanari.example,2024-01-02,,,',
  ];
  const dry = await importText(lines, { dryRun: true });
  expect(counts(dry)).toEqual([2, 2, 0, 0]);
  expect((await seen('B1')).known).toBe(false);
  expect(counts(await importText(lines))).toEqual([2, 2, 0, 0]);
  const before = [await seen('B1'), await seen('B2')];
  const { rows: consents } = await sql`select count(*) from consents`.execute(ctx.pg);
  expect(counts(await importText(lines))).toEqual([2, 0, 2, 0]);
  expect([await seen('B1'), await seen('B2')]).toEqual(before);
  expect((await sql`select count(*) from consents`.execute(ctx.pg)).rows).toEqual(consents);
  expect((await sql`select count(*) as n from customer_staging`.execute(ctx.pg)).rows).toEqual([{ n: 0 }]);
});

test('a changed value retires the older one, and undoing the change restores it', async () => {
  await importText(['C1,鹮鸰孙,19987310011,c1@kanari.example,2024-01-02,是,2024-01-02,']);
  const first = await seen('C1');
  const second = await importText(['C1,孙一新,19987310012,,2024-01-02,否,2024-02-02,']);
  expect(await seen('C1')).toMatchObject({
    name: '孙一新',
    points: [
      ['email', 'c1@kanari.example'],
      ['phone', '+8619987310012'],
    ],
    consents: ['sms withdrawn'],
  });
  const undone = await undoImportById(ctx, importPaths, second.importId);
  expect(undone).toMatchObject({ rowsTakenBack: 1, rowsRestored: 1 });
  expect(await seen('C1')).toEqual(first);
});

test('undoing an older import keeps what a later one says as well', async () => {
  const first = await importText(['D1,周一,19987310021,,2024-01-02,是,2024-01-02,']);
  const second = await importText(['D1,周一,19987310021,d1@kanari.example,2024-01-02,是,2024-01-02,']);
  await undoImportById(ctx, importPaths, first.importId);
  expect(await seen('D1')).toMatchObject({
    points: [
      ['email', 'd1@kanari.example'],
      ['phone', '+8619987310021'],
    ],
    consents: ['sms granted'],
  });
  await undoImportById(ctx, importPaths, second.importId);
  expect(await seen('D1')).toEqual({ known: false, name: null, points: [], consents: [], facts: [] });
});

test('an import never lifts a later withdrawal, and one without a time lifts none at all', async () => {
  await importText([
    'E1,鹮鸰吴,19987310031,,2024-01-02,是,2024-01-02,',
    'E2,吴二,19987310032,,2024-01-02,,,',
  ]);
  for (const number of ['E1', 'E2'])
    await sql`
      insert into consents (customer_id, purpose, channel, action, method, at, actor)
      values (${idOf(number)}, 'marketing', 'sms', 'withdrawn', 'link', ${ctx.now()}, 'customer')`.execute(
      ctx.pg,
    );
  await importText([
    'E1,吴一一,19987310031,,2024-01-02,是,2024-03-02,',
    'E2,吴二,19987310032,,2024-01-02,是,,',
  ]);
  expect((await seen('E1')).consents).toEqual(['sms withdrawn']);
  expect((await seen('E2')).consents).toEqual(['sms withdrawn']);
});

const broken = (): never => {
  throw new Error('the process is gone');
};

test('an import that fails before it is published leaves nothing behind', async () => {
  const context = {
    ...ctx,
    progress: async ({ label }: { label: string }) => (label === 'preparing' ? broken() : undefined),
  };
  await expect(
    importText(['F1,冯一,19987310051,,不详,是,,', 'F2,冯二,,,,是,,'], { context }),
  ).rejects.toThrow('gone');
  expect((await seen('F2')).known).toBe(false);
  for (const table of ['imports', 'quarantine', 'customer_staging'])
    expect(
      (
        await sql`select 1 from ${sql.table(table)} where ${sql.ref(table === 'imports' ? 'state' : 'import_id')}::text
          in (select 'staging' union all select import_id::text from imports where state in ('staging', 'publishing'))`.execute(
          ctx.pg,
        )
      ).rows,
    ).toEqual([]);
  expect((await importText(['F2,冯二,,,,是,,'])).rowsStored).toBe(1);
});

test('an import cut off after it was published is carried to the end by the next process', async () => {
  const command: typeof ctx.ch.command = (statement, options) =>
    options.tag === 'import.reveal' ? broken() : ctx.ch.command(statement, options);
  const ch = new Proxy(ctx.ch, {
    get: (facts, name) => {
      if (name === 'command') return command;
      const own: unknown = Reflect.get(facts, name, facts);
      return typeof own === 'function' ? own.bind(facts) : own;
    },
  });
  const cut = importText(['G1,褚一,19987310061,,2024-01-02,是,2024-01-02,员工'], { context: { ...ctx, ch } });
  await expect(cut).rejects.toThrow('gone');
  expect(await seen('G1')).toMatchObject({ known: true, facts: [] });
  expect(await recoverImports(ctx, importPaths)).toBe(1);
  const whole = await seen('G1');
  expect(whole).toMatchObject({ name: '褚一', consents: ['sms granted'], facts: [{ kind: 'staff' }] });
  expect(await recoverImports(ctx, importPaths)).toBe(0);
  expect(await seen('G1')).toEqual(whole);
});

test('a phone number that serves as identifier is also the contact point', async () => {
  const mapping = customersMapping.parse({
    ...plainMapping,
    identifierType: 'phone',
    columns: { customer: '手机', name: '姓名' },
  });
  await importText(['x,郑一,199-8731-0041,,,,,'], { mapping });
  const { rows } = await sql<{ kind: string; status: string }>`
    select p.kind, p.status from contact_points p
    where p.customer_id = ${ctx.keys.customerId('phone', '+8619987310041')}`.execute(ctx.pg);
  expect(rows).toEqual([{ kind: 'phone', status: 'active' }]);
});

test('neither store keeps a contact value of the file in clear', async () => {
  const dumped: string[] = [];
  for (const table of ['customers', 'contact_points', 'consents', 'quarantine', 'customer_rows', 'imports'])
    dumped.push(JSON.stringify((await sql`select * from ${sql.table(table)}`.execute(ctx.pg)).rows));
  dumped.push(JSON.stringify(await ctx.ch.query(factsSql`select * from customers_log`, { tag: 'test' })));
  for (const secret of ['19987318000', 'kanari.example', '鹮鸰三', '鹮鸰四光'])
    expect(dumped.join()).not.toContain(secret);
});

test("the simulated shop's own file is read to the row, in both encodings", async () => {
  const folder = join(ctx.stagingFolder, randomUUID());
  await mkdir(folder);
  const shop = openShop({
    seed: 7,
    customers: 1500,
    startsAt: new Date('2023-03-01T00:00:00+08:00'),
    asOf: new Date('2025-03-01T00:00:00+08:00'),
  });
  const mapping = customersMapping.parse(simulatedCustomersMapping);
  const { totals, dirt } = await shop.writeHistory(folder, { encoding: 'gb18030' });
  const summary = await importFile(join(folder, 'customers.csv'), { mapping });
  const broken = brokenRowNames.reduce((sum, name) => sum + (dirt.customers[name] ?? 0), 0);
  expect(broken).toBeGreaterThan(0);
  expect(summary).toMatchObject({
    rowsStored: totals.customers,
    rowsDuplicate: dirt.customers.repeatedRow,
    rowsQuarantined: broken,
    customers: totals.customers,
  });
  await shop.writeHistory(folder, { encoding: 'utf-8' });
  const again = await importFile(join(folder, 'customers.csv'), { mapping });
  expect(counts(again)).toEqual([summary.rowsRead, 0, summary.rowsRead - broken, broken]);
});

test('the audit log says what an import did and what taking it back did, in counts and without a person', async () => {
  const { importId } = await importText([
    'A1,审计甲,19987310101,audit@kanari.example,,,,',
    'A2,审计乙,nonsense,,,,,',
    ',,,,,,,',
  ]);
  await undoImportById(ctx, importPaths, importId);
  const entries = await ctx.pg
    .selectFrom('audit_entries')
    .select(['action', 'after'])
    .where('target', '=', `import:${importId}`)
    .orderBy('audit_id')
    .execute();
  expect(entries.map(each => each.action)).toEqual(['import.publish', 'import.undone']);
  expect(entries[0]?.after).toMatchObject({
    kind: 'customers',
    source: 'crm',
    rowsRead: 3,
    rowsStored: 2,
    rowsQuarantined: 1,
    customers: 2,
  });
  expect(entries[1]?.after).toMatchObject({ rowsTakenBack: 2 });
  expect(JSON.stringify(entries)).not.toMatch(/审计|19987310101|audit@|customers\.csv/);
});
