/** A check-up made in portions of customers is the one made at once; and merged rows are those of one statement. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultSalesDefinition } from '../records/sales-definition.ts';
import { featureRows } from '../store/facts/feature-rows.ts';
import { factsSql } from '../store/facts/sql.ts';
import { customerNo, orderRow, refundRow, storeRows } from '../testing/order-rows.ts';
import { storeRhythmBase } from '../testing/rhythm-base.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { mergePortions, portionCount } from './line-portions.ts';
import { takeReview } from './review-run.store.ts';

const end = new Date('2026-03-01T16:00:00Z');
const definition = defaultSalesDefinition({ zone: 'Asia/Shanghai', currency: 'CNY' });
const nobody = '00000000-0000-0000-0000-000000000000';
let stores: TestStores;

beforeAll(async () => {
  stores = await testStores({ start: end });
  const { ch } = stores.ctx;
  await storeRhythmBase(ch, { customers: 500, days: 700, end, seed: 5, costShare: 0.6 });
  await storeRows(ch, 'refunds', [
    refundRow({
      customer_id: customerNo(3),
      refund_id: 'r1',
      order_id: 'o9',
      refunded_at: '2026-02-03 04:00:00',
      amount: '7.5',
    }),
  ]);
  await storeRows(ch, 'order_lines', [
    orderRow({ customer_id: nobody, order_id: 'cash', sold_at: '2026-02-01 04:00:00', net_amount: '12.34' }),
    orderRow({
      customer_id: customerNo(2),
      order_id: 'off',
      sold_at: '2026-01-05 04:00:00',
      net_amount: '80',
      discount_amount: '20',
    }),
  ]);
});
afterAll(() => stores?.close());

/** Everything a check-up keeps, and its snapshot. */
async function kept(portionOf: { lines: number; customers: number }) {
  const { ctx } = stores;
  const { reviewId, document } = await takeReview(ctx, { asOf: end, definition, portionOf });
  const parts = await sql<{ part: string; document: unknown }>`
    select part, document from review_parts where review_id = ${reviewId} order by part`.execute(ctx.pg);
  const snapshot = await ctx.ch.query(
    factsSql`select * except (version) from ${featureRows({ asOf: end, definitionVersion: definition.version })} as f order by customer_id`,
    { tag: 'test.snapshot' },
  );
  return { document, snapshot, parts: Object.fromEntries(parts.rows.map(row => [row.part, row.document])) };
}

it('of many customers is made in portions, with every figure and score the same', async () => {
  const whole = await kept({ lines: 1_000_000, customers: 1_000_000 });
  const portioned = await kept({ lines: 700, customers: 1_000_000 });
  expect(whole.snapshot.length).toBeGreaterThan(450);
  expect(Object.keys(whole.parts).sort()).toEqual([
    'behaviour',
    'changes',
    'customer-value',
    'festivals',
    'findings',
    'movement',
    'personas',
    'places',
  ]);
  expect(portioned.snapshot).toEqual(whole.snapshot);
  expect(JSON.stringify(portioned.document)).toBe(JSON.stringify(whole.document));
  for (const [part, document] of Object.entries(whole.parts))
    expect(portioned.parts[part], part).toEqual(document);
});

it('portions by lines or by customers, whichever are more than fit', () => {
  const portion = { lines: 100, customers: 10 };
  expect(portionCount({ lines: 0, customers: 0 }, portion)).toBe(1);
  expect(portionCount({ lines: 100, customers: 10 }, portion)).toBe(1);
  expect(portionCount({ lines: 101, customers: 1 }, portion)).toBe(2);
  expect(portionCount({ lines: 50, customers: 31 }, portion)).toBe(4);
});

it('adds decimals exactly, takes the first and last day, and orders as the engine does', () => {
  const merged = mergePortions(
    [
      [{ name: '', n: '2', net: '0.1000', margin: null, first: '2026-01-02', after: 10 }],
      [
        { name: '浙江', n: '9007199254740993', net: '5', margin: '1.5', first: '', after: 2 },
        { name: '', n: '1', net: '0.2', margin: '0.5', first: '2026-01-01', after: 10 },
        { name: 'Z', n: '1', net: '-1.5', margin: null, first: '', after: 9 },
      ],
      [{ name: '浙江', n: '1', net: '-7.25', margin: '-2', first: '2025-12-31', after: 2 }],
    ],
    { by: { after: 'number', name: 'text' }, least: ['first'] },
  );
  expect(merged).toEqual([
    { name: '浙江', n: '9007199254740994', net: '-2.2500', margin: '-0.5000', first: '2025-12-31', after: 2 },
    { name: 'Z', n: '1', net: '-1.5', margin: null, first: '', after: 9 },
    { name: '', n: '3', net: '0.3000', margin: '0.5', first: '2026-01-01', after: 10 },
  ]);
});
