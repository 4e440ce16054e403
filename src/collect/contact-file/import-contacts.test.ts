/** Contact points and consents as a file of their own: what is new is stored, what withdraws stays, and all of it can be taken back. */
import { createHash, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { type Mapping, mapping as mappingSchema } from '../../records/mapping.ts';
import { canaryPerson } from '../../testing/contact-canaries.ts';
import { testStores } from '../../testing/stores.ts';
import { settlePeople } from '../identity/identity.job.ts';
import { suggestMapping } from '../import/header-suggestion.ts';
import { importPaths } from '../import/import-paths.ts';
import { previewRows } from '../import/preview.ts';
import { findRefused } from '../import/quarantine.store.ts';
import { runImport, undoImportById } from '../import/run-import.ts';
import { loadCustomerPage } from '../profile/customer-page.store.ts';

const stores = await testStores();
const { ctx, clock } = stores;
afterAll(() => stores.close());

const guessed = (kind: Mapping['kind'], content: string, source: string): Mapping =>
  mappingSchema.parse({ ...suggestMapping((content.split('\n')[0] ?? '').split(','), kind), source });

async function take(mapping: Mapping, content: string, dryRun = false) {
  clock.advance({ minutes: 1 });
  const path = join(ctx.stagingFolder, `${randomUUID()}.csv`);
  await writeFile(path, content);
  const done = await runImport(ctx, importPaths, {
    importId: ctx.newId(),
    kind: mapping.kind,
    mapping,
    dryRun,
    createdBy: null,
    upload: { path, fileName: 'x.csv', sha256: createHash('sha256').update(content).digest('hex') },
  });
  await settlePeople(ctx);
  return done;
}

const pageOf = (member: string) => loadCustomerPage(ctx, ctx.keys.customerId('member-no', member));
const consentsOf = async (member: string) =>
  (await pageOf(member)).consents.map(({ purpose, channel, action }) => `${purpose} ${channel} ${action}`);

const [one, two] = [canaryPerson(7401), canaryPerson(7402)];
const head = '会员号,类型,联系方式,是否同意,用途,渠道,同意时间,证据';
const content = `${head}
C1,手机,${one.phone},同意,营销,短信,2025-01-01 10:00,表单 ${one.phone}
C1,,${one.email},,,,,
C1,,${one.phone},不同意,营销,短信,2025-03-01 10:00,
C2,邮箱,${two.email},是,,,,
C2,,,同意,服务,电话,2025-02-01,电话录音 12
`;

test('is tried, stored with time and evidence, repeated without effect and taken back', async () => {
  const mapping = guessed('contacts', content, 'crm');
  expect(await take(mapping, content, true)).toMatchObject({
    rowsRead: 5,
    rowsStored: 5,
    rowsQuarantined: 0,
  });
  const nobody = await sql`select 1 from customers`.execute(ctx.pg);
  expect(nobody.rows).toEqual([]);
  const first = await take(mapping, content);
  expect(first).toMatchObject({ rowsStored: 5, customers: 2 });
  const page = await pageOf('C1');
  expect(page.contacts.map(({ kind, status }) => `${kind} ${status}`).sort()).toEqual([
    'email active',
    'phone active',
  ]);
  expect(await consentsOf('C1')).toEqual(['marketing sms withdrawn', 'marketing sms granted']);
  expect(await consentsOf('C2')).toEqual(['marketing email granted', 'service phone granted']);
  const { rows } = await sql<{ evidence: string; at: Date }>`
    select evidence, at from consents where purpose in ('marketing', 'service') and channel <> 'email' order by consent_no`.execute(
    ctx.pg,
  );
  expect(rows.map(({ evidence }) => evidence)).toEqual(['表单 [removed]', 'row 3', '电话录音 12']);
  expect(rows[0]?.at.toISOString()).toBe('2025-01-01T02:00:00.000Z');
  expect(await take(mapping, content)).toMatchObject({ rowsStored: 0, rowsDuplicate: 5 });
  expect(await consentsOf('C1')).toHaveLength(2);
  expect(await undoImportById(ctx, importPaths, first.importId)).toMatchObject({ rowsTakenBack: 5 });
  const after = await pageOf('C1');
  expect(after.contacts.filter(({ status }) => status === 'active')).toEqual([]);
  expect(after.consents).toEqual([]);
  expect(await take(mapping, content)).toMatchObject({ rowsStored: 5 });
});

test('a consent without a time never lifts a withdrawal, in the file or before it', async () => {
  const plain = (word: string) => `会员号,是否同意,用途,渠道\nC3,${word},营销,短信\n`;
  await take(guessed('contacts', plain('拒绝'), 'crm'), plain('拒绝'));
  expect(await take(guessed('contacts', plain('同意'), 'crm'), plain('同意'))).toMatchObject({
    rowsStored: 0,
    notes: [{ code: 'consent-not-lifted', count: 1, amount: null }],
  });
  expect(await consentsOf('C3')).toEqual(['marketing sms withdrawn']);
  const both = '会员号,是否同意,用途,渠道\nC4,拒绝,营销,短信\nC4,同意,营销,短信\n';
  await take(guessed('contacts', both, 'crm'), both);
  expect(await consentsOf('C4')).toEqual(['marketing sms withdrawn']);
});

test('joins records by a contact point, and what a customers file names stays when it is taken back', async () => {
  const people = `会员号,手机\nC1,${one.phone}\n`;
  await take(guessed('customers', people, 'shop'), people);
  const other = `手机号,是否同意,用途,渠道\n${one.phone},同意,服务,电话\n`;
  const joined = await take(guessed('contacts', other, 'app'), other);
  const known = await loadCustomerPage(ctx, ctx.keys.customerId('phone', one.phone));
  expect(known.customerId).toBe((await pageOf('C1')).customerId);
  expect(await consentsOf('C1')).toContain('service phone granted');
  await undoImportById(ctx, importPaths, joined.importId);
  await settlePeople(ctx);
  expect(await consentsOf('C1')).not.toContain('service phone granted');
  expect((await pageOf('C1')).contacts.filter(({ status }) => status === 'active')).toHaveLength(2);
});

test('what cannot be read is refused with its column, and nothing is shown in clear', async () => {
  const text = `${head}\n,,${one.phone},,,,,\nB1,,123,,,,,\nB1,,138****1234,,,,,\nB1,,,也许,,短信,,\nB1,,,同意,,,,\nB1,,,同意,随便,短信,,\nB1,,,同意,,短信,2099-01-01,\nB1,,,,,,,\n`;
  const mapping = guessed('contacts', text, 'bad');
  const done = await take(mapping, text);
  const refused = await findRefused(ctx, {
    importId: done.importId,
    mapping,
    after: 0,
    limit: 50,
    locale: 'en',
  });
  expect(refused.map(({ rowNumber, code, column }) => [rowNumber, code, column])).toEqual([
    [1, 'required-missing', '会员号'],
    [2, 'phone-invalid', '联系方式'],
    [3, 'identifier-masked', '联系方式'],
    [4, 'consent-unreadable', '是否同意'],
    [5, 'required-missing', '渠道'],
    [6, 'word-unknown', '用途'],
    [7, 'consent-in-future', '同意时间'],
    [8, 'required-missing', '联系方式'],
  ]);
  expect(JSON.stringify(refused)).not.toContain(one.phone);
  const shown = previewRows(
    [['C1', '手机', one.phone, '是', '', '短信', '', `来自 ${one.phone}`]],
    head.split(','),
    {
      ...mapping,
      zone: 'Asia/Shanghai',
    },
  );
  expect(JSON.stringify(shown)).not.toContain(one.phone.slice(3));
});

test('the example of the guide is read by its headings', async () => {
  const guide = await readFile(new URL('../../../docs/guide/imports.md', import.meta.url), 'utf8');
  const [, example = ''] = /rekindle import \S+ --as contacts\n\n```csv\n(.*?)```/s.exec(guide) ?? [];
  expect(await take(guessed('contacts', example, 'guide'), example)).toMatchObject({
    rowsStored: example.trim().split('\n').length - 1,
    rowsQuarantined: 0,
  });
});
