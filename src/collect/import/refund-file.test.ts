/** A file of refunds alone: put on the order it names, refused where there is none yet, stored when the order comes. */
import { createHash, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Mapping, mapping as mappingSchema } from '../../records/mapping.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { testStores } from '../../testing/stores.ts';
import { suggestMapping } from './header-suggestion.ts';
import { importPaths } from './import-paths.ts';
import { findRefused } from './quarantine.store.ts';
import { runImport, undoImportById } from './run-import.ts';
import { storeWaitingRefunds } from './waiting-refunds.store.ts';

const stores = await testStores();
const { ctx, clock } = stores;
afterAll(() => stores.close());

const guessed = (kind: Mapping['kind'], content: string, source = 'shop'): Mapping =>
  mappingSchema.parse({ ...suggestMapping((content.split('\n')[0] ?? '').split(','), kind), source });

async function take(mapping: Mapping, content: string) {
  clock.advance({ minutes: 1 });
  const path = join(ctx.stagingFolder, `${randomUUID()}.csv`);
  await writeFile(path, content);
  return runImport(ctx, importPaths, {
    importId: ctx.newId(),
    kind: mapping.kind,
    mapping,
    dryRun: false,
    createdBy: null,
    upload: { path, fileName: 'x.csv', sha256: createHash('sha256').update(content).digest('hex') },
  });
}

const orderHead = '订单号,会员号,付款时间,商品编码,商品名称,类目,数量,实付金额,成本金额,渠道';
const orders = `${orderHead}
D1,R1,2025-06-01 10:00,A,茶,饮品,1,100,40,天猫
D1,R1,2025-06-01 10:00,B,杯,器皿,2,60,30,天猫
D2,R2,2025-06-02 10:00,A,茶,饮品,1,100,40,门店
`;
const refunds = `原订单号,商品编码,退款时间,退款金额,退款编号,退款原因
D1,B,2025-06-05 10:00,30,T1,破损
D2,,2025-06-06 10:00,-100元,T2,
D9,A,2025-06-07 10:00,10,T3,
D1,C,2025-06-07 10:00,10,T4,
D1,A,,10,T5,
D1,A,2025-06-08 10:00,0,T6,
`;

const held = (source = 'shop') =>
  ctx.ch.query<Record<string, unknown>>(
    factsSql`select order_id, sku, category, channel, toString(amount) as amount, ifNull(toString(cost_amount), '-') as cost, matched,
      customer_id, toString(purchase_sold_at) as sold
    from refunds where source = ${p.string(source)} order by refunded_at, refund_id`,
    { tag: 'test.refunds' },
  );
const short = async (source?: string) =>
  (await held(source)).map(row => `${row['order_id']} ${row['sku']} ${row['amount']} ${row['matched']}`);

test('is put on the lines of its orders, and what has none waits until the order comes', async () => {
  const orderMapping = guessed('orders', orders);
  const mapping = guessed('refunds', refunds);
  await take(orderMapping, orders);
  const first = await take(mapping, refunds);
  expect(first).toMatchObject({ rowsRead: 6, rowsStored: 2, rowsQuarantined: 4 });
  const [one, two] = ['R1', 'R2'].map(id => ctx.keys.customerId('member-no', id));
  expect(await held()).toMatchObject([
    {
      order_id: 'D1',
      sku: 'B',
      category: '器皿',
      channel: '天猫',
      amount: '30',
      cost: '15',
      matched: 1,
      customer_id: one,
    },
    {
      order_id: 'D2',
      sku: 'A',
      category: '饮品',
      channel: '门店',
      amount: '100',
      cost: '40',
      matched: 1,
      customer_id: two,
    },
  ]);
  const refused = async (importId: string) =>
    (await findRefused(ctx, { importId, mapping, after: 0, limit: 50, locale: 'en' })).map(
      ({ rowNumber, code, column }) => [rowNumber, code, column],
    );
  expect(await refused(first.importId)).toEqual([
    [3, 'refund-order-unknown', '原订单号'],
    [4, 'refund-item-unknown', '商品编码'],
    [5, 'required-missing', '退款时间'],
    [6, 'required-missing', '退款金额'],
  ]);
  expect(await take(mapping, refunds)).toMatchObject({ rowsStored: 0, rowsDuplicate: 2, rowsQuarantined: 4 });
  expect(await storeWaitingRefunds(ctx)).toBe(0);
  const late = `${orderHead}\nD9,R2,2025-06-03 10:00,A,茶,饮品,1,50,20,天猫\n`;
  await take(orderMapping, late);
  expect(await storeWaitingRefunds(ctx)).toBe(1);
  expect(await storeWaitingRefunds(ctx)).toBe(0);
  expect(await short()).toEqual(['D1 B 30 1', 'D2 A 100 1', 'D9 A 10 1']);
  expect((await refused(first.importId)).map(([row]) => row)).toEqual([4, 5, 6]);
  // What was corrected in the file takes the place of what it said before, and its undo brings that back.
  const corrected = await take(mapping, refunds.replace(',30,T1,破损', ',60,T1,破损'));
  expect(corrected).toMatchObject({ rowsStored: 1, rowsDuplicate: 2 });
  expect(await short()).toEqual(['D1 B 60 1', 'D2 A 100 1', 'D9 A 10 1']);
  await undoImportById(ctx, importPaths, corrected.importId);
  expect(await short()).toEqual(['D1 B 30 1', 'D2 A 100 1', 'D9 A 10 1']);
});

test('refunds without numbers go by order and time, and by the line number where there is one', async () => {
  const content =
    '订单号,行号,付款时间,会员号,商品编码,数量,实付金额\nL1,1,2025-06-01,R1,A,1,10\nL1,2,2025-06-01,R1,A,1,90\n';
  await take(guessed('orders', content, 'lines'), content);
  const back =
    '订单号,行号,退款时间,退款金额\nL1,1,2025-06-05 10:00,4\nL1,1,2025-06-06 10:00,4\nL1,,2025-06-07 10:00,9\nL1,3,2025-06-07 10:00,9\n';
  const done = await take(guessed('refunds', back, 'lines'), back);
  expect(done).toMatchObject({ rowsStored: 2, rowsQuarantined: 2 });
  const whole = '订单号,退款时间,退款金额\nL1,2025-06-07 10:00,9\n';
  expect(await take(guessed('refunds', whole, 'lines'), whole)).toMatchObject({ rowsStored: 1 });
  const lines = await ctx.ch.query<{ line_no: string; amount: string }>(
    factsSql`select toString(line_no) as line_no, toString(amount) as amount from refunds where source = 'lines' order by refunded_at`,
    { tag: 'test.lines' },
  );
  expect(lines).toEqual([
    { line_no: '1', amount: '4' },
    { line_no: '1', amount: '4' },
    { line_no: '2', amount: '9' },
  ]);
});

test('the example of the guide is read by its headings', async () => {
  const guide = await readFile(new URL('../../../docs/guide/imports.md', import.meta.url), 'utf8');
  const [, example = ''] = /rekindle import \S+ --as refunds\n\n```csv\n(.*?)```/s.exec(guide) ?? [];
  await take(guessed('orders', orders, 'guide'), orders);
  expect(await take(guessed('refunds', example, 'guide'), example)).toMatchObject({
    rowsStored: example.trim().split('\n').length - 1,
    rowsQuarantined: 0,
  });
});
