/** The report of real imports: what the engine counted in the file, and the import it is compared with. */
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImportSummary } from '../../records/import.ts';
import { type Mapping, mapping as mappingSchema } from '../../records/mapping.ts';
import { saveUpload } from '../../store/staging.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { importJob } from './import.job.ts';
import { findReport } from './import-report.store.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(() => stores.close());

const orders = mappingSchema.parse({
  kind: 'orders',
  name: 'x',
  title: 'x',
  columns: { orderId: '单号', customer: '会员', orderedAt: '时间', sku: '货号', netAmount: '金额' },
  dateField: 'orderedAt',
});

async function run(content: string, mapping: Mapping = orders): Promise<string> {
  const { ctx } = stores;
  const uploadId = ctx.newId();
  const upload = { uploadId, fileName: 'x.csv', content: Readable.from([Buffer.from(content)]) };
  await saveUpload(ctx.stagingFolder, upload);
  const input = { uploadId, kind: mapping.kind, mapping, dryRun: false, createdBy: null };
  return ((await importJob.run(ctx, input)) as ImportSummary).importId;
}

test('cells are counted as they were converted, and the import before is found and compared with', async () => {
  const first = await run('单号,会员,时间,货号,金额\nA1,m1,2026-01-02,x,1\nA2,m2,2026-01-03,y,2\n');
  expect(await findReport(stores.ctx, { importId: first })).toMatchObject({
    comparedWith: null,
    changes: [],
  });
  const lines = [
    'A3,\'0012,2026年1月4日 下午3:00,x,"¥1,234.50元"',
    'A4.0,,2026-01-05,y,1.2万',
    '="A5",,2026-01-06,y,（100）',
    'A6,,2026-01-07,y,never',
  ];
  const second = await run(`单号,会员,时间,货号,金额,城市\n${lines.join('\n')}\n`);
  const report = await findReport(stores.ctx, { importId: second });
  const found = Object.fromEntries(
    (report.profile?.columns ?? []).map(({ field, filled, conversions }) => [
      field,
      [filled, ...conversions.map(({ code, cells }) => `${code} ${cells}`)],
    ]),
  );
  expect(found).toEqual({
    orderId: [4, 'spreadsheet-text 1', 'whole-number 1'],
    customer: [1, 'spreadsheet-text 1'],
    orderedAt: [4, 'chinese-date 1', 'half-day 1'],
    sku: [4],
    netAmount: [4, 'full-width 1', 'currency-mark 1', 'thousands 1', 'ten-thousands 1', 'parentheses 1'],
  });
  expect(report).toMatchObject({
    comparedWith: { importId: first },
    quality: { accepted: 0.75 },
    columnsAdded: ['城市'],
    columnsGone: [],
    filledMoved: [{ column: '会员', before: 1, after: 0.25 }],
  });
  expect(report.changes.map(({ measure, before, after }) => `${measure} ${before} ${after}`)).toContain(
    'rows 2 4',
  );
  const other = await findReport(stores.ctx, { importId: first, other: second });
  expect(other.columnsGone).toEqual(['城市']);
});

test('contact columns are not looked into, and imports of different kinds are not compared', async () => {
  const people = mappingSchema.parse({
    kind: 'customers',
    name: 'p',
    title: 'p',
    columns: { customer: '手机', phone: '手机', city: '城市' },
    identifierType: 'phone',
  });
  const own = await run('手机,城市\n,上海\n', people);
  const spend = mappingSchema.parse({
    kind: 'spend',
    name: 's',
    title: 's',
    columns: { spentOn: '日期', channel: '渠道', amount: '花费' },
  });
  const other = await run('日期,渠道,花费\n2026-01-02,抖音,5\n', spend);
  const report = await findReport(stores.ctx, { importId: own });
  expect(report.profile?.columns.map(each => each.field)).toEqual(['city']);
  await expect(findReport(stores.ctx, { importId: own, other })).rejects.toMatchObject({
    code: 'import-kinds-differ',
  });
  const missing = '00000000-0000-4000-8000-000000000000';
  await expect(findReport(stores.ctx, { importId: missing })).rejects.toMatchObject({
    code: 'import-unknown',
  });
});
