/** Products of a review on real stores: conservation, costs known and unknown, buyers, pairs, bridges and bad bases. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentProgress } from '../../kernel/context.ts';
import { defaultSalesDefinition, type SalesDefinition } from '../../records/sales-definition.ts';
import { factsSql } from '../../store/facts/sql.ts';
import { customerNo, orderRow, refundRow, storeRows } from '../../testing/order-rows.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { findChannels } from '../channels/channels.store.ts';
import { takeChannels } from '../channels/channels-run.store.ts';
import { takeReview } from '../review-run.store.ts';
import { loadBridge } from './product-bridge.store.ts';
import { loadProductDetail, loadProductPage } from './product-pages.store.ts';
import { findProducts } from './products.store.ts';
import { takeProducts } from './products-run.store.ts';

const end = new Date('2026-03-01T16:00:00Z');
const plain = defaultSalesDefinition({ zone: 'Asia/Shanghai', currency: 'CNY' });
const query = { limit: 50 } as const;
let stores: TestStores;

const at = (day: string) => `${day} 04:00:00`;
const sale = (n: number, order: string, day: string, rest: object = {}) =>
  orderRow({ customer_id: customerNo(n), order_id: order, sold_at: at(day), net_amount: '100', ...rest });
const refund = (n: number, order: string, day: string, rest: object = {}) =>
  refundRow({
    customer_id: customerNo(n),
    refund_id: `r-${order}`,
    order_id: order,
    refunded_at: at(day),
    purchase_sold_at: at(day),
    matched: 1,
    amount: '100',
    ...rest,
  });

async function take(definition: SalesDefinition = plain) {
  const ctx = { ...stores.ctx, progress: silentProgress };
  const { reviewId, document: review } = await takeReview(ctx, { asOf: end, definition });
  await takeChannels(ctx, { reviewId, asOf: end, definition });
  const document = await takeProducts(ctx, { reviewId, asOf: end, definition });
  const stored = await findProducts(ctx, reviewId);
  if (!stored) expect.fail('the products should be kept');
  const list = async (rest: object = {}) =>
    (await loadProductPage(ctx, stored, { ...query, ...rest })).products;
  return { ctx, review, document, stored, list };
}

describe('products of a review', () => {
  beforeAll(async () => {
    stores = await testStores({ start: end });
  });
  afterAll(() => stores?.close());

  it('of a base without orders are empty, not an error', async () => {
    const { document, list } = await take();
    expect(document.status).toBe('empty');
    expect(document.concentration.hhi).toBeNull();
    expect(document.warnings).toEqual([]);
    expect(await list()).toEqual([]);
  });

  it('add up to the review, with contribution only where costs are known', async () => {
    await storeRows(stores.ctx.ch, 'order_lines', [
      sale(1, 'a', '2025-06-05', { cost_amount: '60', discount_amount: '25', quantity: '2' }),
      sale(1, 'a', '2025-06-05', {
        line_no: 2,
        sku: 'B2',
        product_name: 'Cup',
        net_amount: '50.5555',
        cost_amount: '20',
      }),
      sale(1, 'b', '2025-07-05', { cost_amount: '60' }),
      sale(2, 'c', '2026-02-06', { cost_amount: '60' }),
      sale(2, 'd', '2026-02-07', { sku: 'C3', product_name: 'Pot', net_amount: '40', cost_amount: '55' }),
      sale(3, 'e', '2024-06-07', { cost_amount: '60' }),
      sale(3, 'f', '2025-12-07', { sku: 'D4', product_name: 'Lid', net_amount: '9' }),
    ]);
    await storeRows(stores.ctx.ch, 'refunds', [
      refund(2, 'c', '2026-02-20', { amount: '30', cost_amount: '18' }),
    ]);
    const { review, document, list } = await take();
    const products = await list();
    const sum = (of: (product: (typeof products)[number]) => number) =>
      products.reduce((a, b) => a + of(b), 0);
    expect(sum(each => each.totalNetMinor)).toBeCloseTo(review.sales.revenueMinor, -1);
    expect(document.totals.totalNetMinor).toBe(review.sales.revenueMinor);
    expect(products.map(each => [each.sku, each.class, each.contributionMinor, each.netMinor])).toEqual([
      ['A1', 'A', 10_800, 27_000],
      ['B2', 'A', 3_056, 5_056],
      ['C3', 'negative', -1_500, 4_000],
      ['D4', 'unknown', null, 900],
    ]);
    expect(products[0]).toMatchObject({ units: 4, orders: 3, buyers: 2, repeatBuyers: 1, newBuyers: 2 });
    expect(products[0]?.returnRate).toBeCloseTo(0.1);
    expect(products[0]?.discountShare).toBeCloseTo(25 / 325);
    expect(products[0]?.secondOrder).toMatchObject({ n: 2, rate: null });
    expect(document.rankedBy).toBe('contribution');
    expect(document.costs).toMatchObject({ productsWithout: 1, channel: { state: 'missing' } });
    expect(document.warnings.map(each => each.code)).toContain('products-channel-cost-missing');
  });

  it('are found, ordered with nothing known last, and filtered', async () => {
    const { list, ctx, stored } = await take();
    expect((await list({ query: 'po' })).map(each => each.sku)).toEqual(['C3']);
    expect((await list({ sort: '-contribution' })).map(each => each.sku)).toEqual(['A1', 'B2', 'C3', 'D4']);
    expect((await list({ sort: 'contribution' })).map(each => each.sku)).toEqual(['C3', 'B2', 'A1', 'D4']);
    expect((await list({ class: 'negative' })).map(each => each.sku)).toEqual(['C3']);
    const detail = await loadProductDetail(ctx, stored, 'A1');
    expect(detail?.months.map(each => [each.month, each.salesMinor, each.returnsMinor])).toEqual([
      ['2024-06-01', 10_000, 0],
      ['2025-06-01', 10_000, 0],
      ['2025-07-01', 10_000, 0],
      ['2026-02-01', 10_000, 3_000],
    ]);
    expect(await loadProductDetail(ctx, stored, 'none')).toBeNull();
  });

  it('give a bridge that ends where the months do', async () => {
    const { ctx, stored } = await take();
    const months = { beforeFrom: '2025-06', beforeTo: '2025-07', afterFrom: '2025-12', afterTo: '2026-02' };
    const bridge = await loadBridge(ctx, stored, months);
    expect([bridge.beforeMinor, bridge.afterMinor]).toEqual([25_056, 11_900]);
    const { volume, mix, price, entered, left, returns } = bridge.parts;
    expect(volume + mix + price + entered + left + returns).toBe(11_900 - 25_056);
    expect(bridge.products).toEqual({ both: 1, entered: 2, left: 1 });
    await expect(loadBridge(ctx, stored, { ...months, beforeTo: '2025-05' })).rejects.toMatchObject({
      code: 'product-span-backwards',
    });
    await expect(loadBridge(ctx, stored, { ...months, afterFrom: '2025-07' })).rejects.toMatchObject({
      code: 'product-spans-overlap',
    });
    await expect(loadBridge(ctx, stored, { beforeFrom: '2025-06' })).rejects.toMatchObject({
      code: 'product-spans-incomplete',
    });
  });

  it('lay the spend of a channel on what was sold through it, and say what found no sale', async () => {
    const spent = (id: string, channel: string, amount: string) => ({
      source: 'test',
      spend_id: id,
      spent_on: '2026-02-10',
      channel,
      amount,
      currency: 'CNY',
      ingested_at: '2026-02-11 00:00:00.000',
      version: 1,
      is_deleted: 0,
    });
    await stores.ctx.ch.insert('spend', [spent('1', 'shop', '14'), spent('2', 'radio', '5')], {
      tag: 'test.rows',
    });
    const { document, list } = await take();
    expect(document.costs.channel).toMatchObject({
      state: 'allocated',
      allocatedMinor: 1_400,
      unallocatedMinor: 500,
    });
    expect((await list()).map(each => [each.sku, each.channelCostMinor])).toEqual([
      ['A1', 1_000],
      ['B2', 0],
      ['C3', 400],
      ['D4', 0],
    ]);
    expect(document.totals.contributionMinor).toBe(10_800 + 3_056 - 1_500 - 1_400);
    expect(document.costs.service).toMatchObject({ state: 'missing' });
  });

  it('carry what service cost: a case on what its customer had bought before it, the rest on no product', async () => {
    const opened = (id: string, n: number | null, day: string, rest: object = {}) => ({
      customer_id: n === null ? '00000000-0000-0000-0000-000000000000' : customerNo(n),
      said_id: customerNo(n ?? 0),
      case_id: id,
      opened_at: at(day),
      channel: 'phone',
      cost: '14',
      currency: 'CNY',
      source: 'desk',
      ingested_at: at(day),
      known_at: at(day),
      version: 1,
      is_deleted: 0,
      ...rest,
    });
    await stores.ctx.ch.insert(
      'service_cases',
      [
        // Between A1 for 100 and C3 for 40, both bought in the 90 days before.
        opened('1', 2, '2026-02-15'),
        opened('2', null, '2026-02-15', { cost: '3' }),
        // Bought nothing in the 90 days before; known too late; in another currency.
        opened('3', 1, '2026-02-15', { cost: '2', channel: 'email' }),
        opened('4', 2, '2026-02-16', { known_at: '2026-04-01 00:00:00' }),
        opened('5', 2, '2026-02-16', { currency: 'USD' }),
      ],
      { tag: 'test.rows' },
    );
    const { document, list } = await take();
    expect(document.costs.service).toEqual({
      state: 'allocated',
      allocatedMinor: 1_400,
      unallocatedMinor: 500,
      costed: 3,
      cases: 4,
    });
    expect((await list()).map(each => [each.sku, each.serviceCostMinor, each.contributionMinor])).toEqual([
      ['A1', 1_000, 10_800 - 1_000 - 1_000],
      ['B2', 0, 3_056],
      ['C3', 400, -1_500 - 400 - 400],
      ['D4', 0, null],
    ]);
    expect(document.totals.serviceCostMinor).toBe(1_400);
    expect(document.warnings.map(each => each.code)).not.toContain('products-service-cost-missing');
    const channels = (await findChannels(stores.ctx, document.reviewId))?.costs.service;
    expect(channels).toMatchObject({ state: 'known', costMinor: 1_900, contacts: 4, perContactMinor: 633 });
    expect(channels?.byChannel.map(row => [row.channel, row.cases, row.costMinor, row.perCaseMinor])).toEqual(
      [
        ['phone', 3, 1_700, 850],
        ['email', 1, 200, 200],
      ],
    );
    await stores.ctx.ch.command(factsSql`truncate table service_cases_local`, { tag: 'test.rows' });
  });

  it('find a pair that is bought together in both halves, and not one that only looks so', async () => {
    const days = Array.from({ length: 240 }, (_, n) =>
      new Date(Date.UTC(2025, 4, 1 + n)).toISOString().slice(0, 10),
    );
    const rows = days.flatMap((day, n) => {
      const line = (sku: string, no: number) =>
        sale(100 + (n % 40), `p${n}`, day, {
          sku,
          product_name: sku,
          line_no: no,
          net_amount: '10',
          cost_amount: '4',
        });
      const alone = n % 2 === 0 ? ['TEA'] : ['SOAP'];
      return [...(n % 3 === 0 ? ['FILTER', 'POUR'] : alone), ...(n % 5 === 0 ? ['BAG'] : [])].map((sku, no) =>
        line(sku, no + 1),
      );
    });
    await storeRows(stores.ctx.ch, 'order_lines', rows);
    const { ctx, document, stored } = await take();
    expect(document.pairs.orders).toBe(245);
    expect(document.pairs.rules.map(rule => [rule.if, rule.then].sort())).toEqual([['FILTER', 'POUR']]);
    expect(document.pairs.rules[0]).toMatchObject({ orders: 80, confidence: 1 });
    const detail = await loadProductDetail(ctx, stored, 'POUR');
    expect(detail?.pairs).toHaveLength(1);
    // 40 customers bought on 240 days in turn: whoever first bought early had a second order within 90 days.
    expect(detail?.product.secondOrder.rate).toBe(null);
  });
});

describe('bases that are hardly any', () => {
  const one = async (rows: object[], refunds: object[] = []) => {
    const own = await testStores({ start: end });
    stores = own;
    if (rows.length > 0) await storeRows(own.ctx.ch, 'order_lines', rows);
    if (refunds.length > 0) await storeRows(own.ctx.ch, 'refunds', refunds);
    const taken = await take();
    const products = await taken.list();
    await own.close();
    return { document: taken.document, products };
  };

  it('one product without costs: ranked by sales, no contribution, no advice that needs it', async () => {
    const { document, products } = await one([sale(1, 'a', '2026-02-01'), sale(2, 'b', '2026-02-20')]);
    expect(document.rankedBy).toBe('sales');
    expect(document.totals.contributionMinor).toBeNull();
    expect(products).toMatchObject([{ class: 'A', contributionMinor: null, action: null }]);
    expect(products[0]?.stage).toMatchObject({ name: 'insufficient', slope: null });
    expect(document.warnings.map(each => each.code)).toEqual(
      expect.arrayContaining(['products-by-sales', 'products-only-one', 'products-no-stages']),
    );
  });

  it('everything returned: net is nothing, rates are whole, nobody is class A', async () => {
    const { document, products } = await one(
      [sale(1, 'a', '2026-02-01', { cost_amount: '60' })],
      [refund(1, 'a', '2026-02-02', { cost_amount: '60' })],
    );
    expect(document.totals).toMatchObject({ netMinor: 0, contributionMinor: 0 });
    expect(document.concentration.hhi).toBeNull();
    expect(products).toMatchObject([{ returnRate: 1, contributionRate: null, class: 'negative' }]);
  });

  it('only refunds: a product without a sale has no rate and no first day', async () => {
    const { products } = await one(
      [],
      [refund(1, 'a', '2026-02-02', { purchase_sold_at: null, matched: 0 })],
    );
    expect(products).toMatchObject([
      { salesMinor: 0, returnRate: null, firstDay: null, contributionMinor: null },
    ]);
  });

  it('lines of another currency are left out and counted', async () => {
    const { document, products } = await one([
      sale(1, 'a', '2026-02-01'),
      sale(1, 'b', '2026-02-01', { currency: 'USD', sku: 'U9' }),
    ]);
    expect(products.map(each => each.sku)).toEqual(['A1']);
    expect(document.warnings).toContainEqual({
      code: 'products-other-currency',
      params: { lines: 1, currency: 'CNY' },
    });
  });
});
