import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultSalesDefinition, type SalesDefinition } from '../../records/sales-definition.ts';
import { type FreshFacts, freshFacts } from '../../testing/facts.ts';
import { customerNo, orderRow, refundRow, storeRows } from '../../testing/order-rows.ts';
import { noCustomer } from './no-customer.ts';
import { type SaleLinesOptions, saleLines } from './sale-lines.ts';
import { factsSql } from './sql.ts';

const plain = defaultSalesDefinition({ zone: 'Asia/Shanghai', currency: 'CNY' });
const asOf = new Date('2026-06-01T00:00:00Z');
const [ann, ben, staff] = [customerNo(1), customerNo(2), customerNo(3)];
let store: FreshFacts;

interface Line {
  customer_id: string;
  order_id: string;
  day: string;
  net_amount: string;
  margin_amount: string | null;
  kind: string;
}

async function lines(change: Partial<SalesDefinition> = {}, options: Partial<SaleLinesOptions> = {}) {
  const sql = saleLines({ definition: { ...plain, ...change }, asOf, knownAs: 'as-of', ...options });
  return store.facts.query<Line>(factsSql`select * from (${sql}) order by order_id, kind`, {
    tag: 'test.lines',
  });
}
const orders = async (...args: Parameters<typeof lines>) =>
  (await lines(...args)).map(line => `${line.kind} ${line.order_id} ${line.net_amount}`);

beforeAll(async () => {
  store = await freshFacts();
  await storeRows(store.facts, 'order_lines', [
    orderRow({
      customer_id: ann,
      order_id: 'o1',
      sold_at: '2026-01-10 17:00:00',
      net_amount: '100',
      cost_amount: '60',
    }),
    orderRow({
      customer_id: ann,
      order_id: 'o2',
      sold_at: '2026-02-10 10:00:00',
      net_amount: '50',
      category: '',
    }),
    orderRow({
      customer_id: ben,
      order_id: 'o3',
      sold_at: '2026-02-11 10:00:00',
      net_amount: '30',
      duplicate_no: 1,
    }),
    orderRow({
      customer_id: ben,
      order_id: 'o4',
      sold_at: '2026-02-12 10:00:00',
      net_amount: '9',
      line_kind: 'non-product',
    }),
    orderRow({
      customer_id: ben,
      order_id: 'o5',
      sold_at: '2026-02-13 10:00:00',
      net_amount: '8',
      line_kind: 'adjustment',
    }),
    orderRow({
      customer_id: ben,
      order_id: 'o6',
      sold_at: '2026-02-14 10:00:00',
      net_amount: '7',
      counts_as_sale: 0,
    }),
    orderRow({ customer_id: ben, order_id: 'o7', sold_at: '2026-06-01 00:00:00', net_amount: '6' }),
    orderRow({ customer_id: staff, order_id: 'o8', sold_at: '2026-03-01 10:00:00', net_amount: '5' }),
    orderRow({
      customer_id: ben,
      order_id: 'o9',
      sold_at: '2026-03-01 10:00:00',
      net_amount: '4',
      currency: 'USD',
    }),
    orderRow({ customer_id: noCustomer, order_id: 'p1', sold_at: '2026-03-02 10:00:00', net_amount: '3' }),
  ]);
  await storeRows(store.facts, 'refunds', [
    refundRow({
      customer_id: ann,
      refund_id: 'r1',
      refunded_at: '2026-01-20 10:00:00',
      amount: '40',
      order_id: 'o1',
      purchase_sold_at: '2026-01-10 17:00:00',
      matched: 1,
    }),
  ]);
  await store.facts.insert(
    'customer_exclusions',
    [{ customer_id: staff, rule: 'staff', detail: '', version: 1, is_deleted: 0 }],
    { tag: 'test.rows' },
  );
});
afterAll(() => store.close());

describe('sale lines', () => {
  it('keep what the definition counts: product lines in its currency, before the time, without excluded customers', async () => {
    expect(await orders()).toEqual(['refund o1 -40', 'sale o1 100', 'sale o2 50', 'sale o3 30', 'sale p1 3']);
  });

  it('drop exact repeats, keep fees and staff, or leave returns unsubtracted when the definition says so', async () => {
    expect(await orders({ includeDuplicates: false })).not.toContain('sale o3 30');
    expect(await orders({ includeNonProduct: true })).toContain('sale o4 9');
    expect(await orders({ excludeRules: [] })).toContain('sale o8 5');
    expect(await orders({ subtractReturns: false })).not.toContain('refund o1 -40');
  });

  it('place a refund on the day of its purchase, in the zone of the definition', async () => {
    const days = (await lines()).filter(line => line.order_id === 'o1').map(line => line.day);
    expect(days).toEqual(['2026-01-11', '2026-01-11']);
  });

  it('take margin from the cost, else from the category rate, else from the default, else not at all', async () => {
    const margins = async (change: Partial<SalesDefinition>) =>
      Object.fromEntries(
        (await lines(change)).map(line => [`${line.kind} ${line.order_id}`, line.margin_amount]),
      );
    expect(await margins({})).toMatchObject({ 'sale o1': '40', 'sale o2': null, 'refund o1': null });
    const rates = { marginRateByCategory: { tea: 0.35 }, defaultMarginRate: 0.2 };
    expect(await margins(rates)).toMatchObject({
      'sale o1': '40',
      'sale o2': '10',
      'sale p1': '1.05',
      'refund o1': '-14',
    });
  });

  it('bound the booking time from below when asked', async () => {
    expect(await orders({}, { from: new Date('2026-02-11T00:00:00Z') })).toEqual(['sale o3 30', 'sale p1 3']);
  });

  it('see as of a time only what was known then: a later correction and a later deletion stay unseen', async () => {
    const before = { customer_id: customerNo(9), sold_at: '2026-04-01 10:00:00', net_amount: '20' };
    const corrected = {
      version: 2,
      ingested_at: '2030-01-02 00:00:00.000',
      known_at: '2026-05-20 00:00:00.000',
    };
    await storeRows(store.facts, 'order_lines', [
      orderRow({ ...before, order_id: 'z1' }),
      orderRow({ ...before, order_id: 'z2' }),
      orderRow({ ...before, order_id: 'z1', ...corrected, net_amount: '25' }),
      orderRow({ ...before, order_id: 'z2', ...corrected, is_deleted: 1 }),
    ]);
    const early = { asOf: new Date('2026-05-01T00:00:00Z') };
    expect(await orders({}, early)).toEqual(expect.arrayContaining(['sale z1 20', 'sale z2 20']));
    const late = await orders();
    expect(late).toContain('sale z1 25');
    expect(late.filter(line => line.includes('z2'))).toEqual([]);
    expect(await orders({}, { knownAs: 'current' })).toEqual(late);
  });
});
