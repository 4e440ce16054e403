/** The base review on real stores: figures against plain sums, its own statements, past times and an empty base. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentProgress } from '../kernel/context.ts';
import { review } from '../records/review.ts';
import { defaultSalesDefinition } from '../records/sales-definition.ts';
import { sqlFromFile } from '../store/facts/sql.ts';
import { customerNo, orderRow, refundRow, storeRows } from '../testing/order-rows.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { reviewRoutes } from './review.route.ts';
import { findReview } from './review.store.ts';
import { takeReview } from './review-run.store.ts';

const end = new Date('2026-03-01T16:00:00Z');
const definition = defaultSalesDefinition({ zone: 'Asia/Shanghai', currency: 'CNY' });
let stores: TestStores;

const at = (day: string) => `${day} 04:00:00`;
const sale = (n: number, order: string, day: string, rest: object = {}) =>
  orderRow({ customer_id: customerNo(n), order_id: order, sold_at: at(day), net_amount: '100', ...rest });

const take = (asOf = end, change: Partial<typeof definition> = {}) =>
  takeReview(stores.ctx, { asOf, definition: { ...definition, ...change } });

beforeAll(async () => {
  stores = await testStores({ start: end });
});
afterAll(() => stores?.close());

describe('a review', () => {
  it('of an empty base says so, with zeros and no cut points', async () => {
    const { document } = await take();
    expect(document.status).toBe('empty');
    expect(document.customers).toMatchObject({ total: 0, buyers: 0, medianFrequency: null });
    expect(document.cuts).toBeNull();
    expect(document.rhythm.status).toBe('insufficient');
    expect(document.months).toEqual([]);
  });

  it('counts customers, money by month, products, regions and channels under the definition', async () => {
    await storeRows(stores.ctx.ch, 'order_lines', [
      sale(1, 'a', '2026-01-05', { cost_amount: '60' }),
      sale(1, 'a', '2026-01-05', {
        line_no: 2,
        sku: 'B2',
        product_name: 'Cup',
        net_amount: '50.55',
        cost_amount: '20',
      }),
      sale(1, 'b', '2026-02-05', { channel: 'web', cost_amount: '60' }),
      sale(2, 'c', '2026-02-06', { region: '江苏', cost_amount: '60' }),
      sale(3, 'staff', '2026-02-07', { cost_amount: '60' }),
      orderRow({
        customer_id: '00000000-0000-0000-0000-000000000000',
        order_id: 'n',
        sold_at: at('2026-02-08'),
        net_amount: '7',
        cost_amount: '3',
      }),
    ]);
    await storeRows(stores.ctx.ch, 'refunds', [
      refundRow({
        customer_id: customerNo(2),
        refund_id: 'r',
        order_id: 'c',
        refunded_at: at('2026-02-20'),
        purchase_sold_at: at('2026-02-06'),
        matched: 1,
        amount: '30',
        cost_amount: '18',
      }),
    ]);
    await storeRows(stores.ctx.ch, 'customers', [
      { source: 'crm', customer_id: customerNo(3), kind: 'staff', version: 1, known_at: at('2026-01-01') },
    ]);
    const rule = { customer_id: customerNo(3), rule: 'staff', detail: '', version: 1, is_deleted: 0 };
    await stores.ctx.ch.insert('customer_exclusions', [rule], { tag: 'test.rows' });
    const { document } = await take();
    expect(document.valueIs).toBe('margin');
    expect(document.customers).toMatchObject({ total: 2, buyers: 2, oneTime: 1, repeat: 1 });
    expect(document.sales).toMatchObject({
      revenueMinor: 32_755,
      refundsMinor: 3_000,
      marginMinor: 32_755 - 20_300 + 1_800,
      orders: 4,
      lines: 5,
      withoutCustomer: { lines: 1, revenueMinor: 700 },
    });
    expect(
      document.months.map(month => [
        month.month,
        month.revenueMinor,
        month.refundsMinor,
        month.buyers,
        month.orders,
      ]),
    ).toEqual([
      ['2026-01', 15_055, 0, 1, 1],
      ['2026-02', 17_700, 3_000, 2, 3],
    ]);
    expect(document.months.at(-1)?.partial).toBe(false);
    expect(document.products).toMatchObject({
      count: 2,
      top: [
        { sku: 'A1', revenueMinor: 27_700 },
        { sku: 'B2', name: 'Cup' },
      ],
    });
    expect(document.regions.top.map(row => [row.region, row.revenueMinor])).toEqual([
      ['浙江', 25_755],
      ['江苏', 7_000],
    ]);
    expect(document.channels.top.map(row => [row.channel, row.orders])).toEqual([
      ['shop', 3],
      ['web', 1],
    ]);
    expect(document.excluded).toMatchObject([{ rule: 'staff', customers: 1, revenueMinor: 10_000 }]);
  });

  it('classes add up to its customers', async () => {
    const { customers } = (await take()).document;
    const total = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0);
    expect(total(customers.stages)).toBe(customers.total);
    expect(total(customers.tiers)).toBe(customers.buyers);
    expect(total(customers.rfmCells)).toBe(customers.buyers);
    expect(total(customers.rhythmBands)).toBe(customers.buyers);
    const grid = customers.rfmGrid;
    expect(grid.reduce((n, field) => n + field.customers, 0)).toBe(customers.buyers);
    const inTiers = Object.values(customers.tierValueMinor).reduce((sum, value) => sum + value, 0);
    expect(grid.reduce((sum, field) => sum + field.value365Minor, 0)).toBe(inTiers);
  });

  it('shows statements that give its own figures when run by hand', async () => {
    const { document } = await take();
    const shown = document.sql.find(each => each.figure === 'months');
    const { ch } = stores.ctx;
    // Parameters as a person fills them in: by name, quoted.
    const text = (shown?.text ?? '').replace(/\{(p\d+):([^}]+)\}/g, (_, name: string, type: string) => {
      const value = shown?.params[name] ?? '';
      if (type.startsWith('Array')) return value.replaceAll('"', "'");
      return `cast('${value}' as ${type})`;
    });
    const rows = await ch.query<Record<string, string>>(sqlFromFile(text), { tag: 'test.shown' });
    expect(rows.map(row => [row.month, Math.round(Number(row.revenue) * 100)])).toEqual([
      ['', document.sales.revenueMinor],
      ...document.months.map(month => [month.month, month.revenueMinor]),
    ]);
  });

  it('is the same bytes when taken again as of the same time, whatever was imported since', async () => {
    const past = new Date('2026-02-10T16:00:00Z');
    const first = await take(past);
    await storeRows(stores.ctx.ch, 'order_lines', [
      sale(1, 'later', '2026-02-09', { known_at: at('2026-03-01') }),
    ]);
    const again = await take(past);
    expect(JSON.stringify(again.document)).toBe(JSON.stringify(first.document));
    expect(first.document.sales.orders).toBe(4);
  });

  it('calls value sales and says so where too few lines have a cost', async () => {
    await storeRows(stores.ctx.ch, 'order_lines', [
      sale(4, 'costless', '2026-02-25', { net_amount: '5000' }),
    ]);
    const { document } = await take();
    expect(document.valueIs).toBe('sales');
    expect(document.sales.marginMinor).toBeNull();
    expect(document.warnings.map(each => each.code)).toContain('review-value-is-sales');
    const withRate = await take(end, { defaultMarginRate: 0.3 });
    expect(withRate.document.valueIs).toBe('margin');
  });

  it('is stored, found as latest and read back through the API', async () => {
    const { reviewId } = await take();
    const found = await findReview(stores.ctx, 'latest');
    expect(found?.reviewId).toBe(reviewId);
    expect(review.parse(found).opportunities).toEqual([]);
    const route = reviewRoutes.find(each => each.path === '/api/reviews/:id');
    const caller = { actorId: 'a', actorKind: 'user', locale: 'en' } as const;
    const ask = (id: string) =>
      route?.handle(
        { ...stores.ctx, progress: silentProgress },
        { params: { id }, query: undefined, body: undefined, caller },
      );
    await expect(ask(reviewId)).resolves.toMatchObject({ reviewId });
    await expect(ask('01a2027c-066a-7628-8129-e97f85bbc934')).rejects.toMatchObject({
      code: 'review-unknown',
    });
    const post = reviewRoutes.find(each => each.method === 'POST');
    const take3DaysAhead = post?.handle(
      { ...stores.ctx, progress: silentProgress },
      {
        params: undefined,
        query: undefined,
        body: { asOf: new Date(stores.ctx.now().getTime() + 3 * 86_400_000).toISOString() },
        caller,
      },
    );
    await expect(take3DaysAhead).rejects.toMatchObject({ code: 'review-as-of-ahead' });
  });
});
