/** Products of Online Retail II as of 2010-09-01: they add up to the file, and what is known of that shop stands out. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentProgress } from '../../src/kernel/context.ts';
import type { ProductSummary } from '../../src/records/product.ts';
import { referenceSalesDefinition } from '../../src/records/sales-definition.ts';
import { factsSql } from '../../src/store/facts/sql.ts';
import { referencePath } from '../../src/testing/reference-data.ts';
import { type TestStores, testStores } from '../../src/testing/stores.ts';
import { loadBridge } from '../../src/understand/products/product-bridge.store.ts';
import { loadProductDetail, loadProductPage } from '../../src/understand/products/product-pages.store.ts';
import { findProducts, type StoredProducts } from '../../src/understand/products/products.store.ts';
import { takeProducts } from '../../src/understand/products/products-run.store.ts';
import { takeReview } from '../../src/understand/review-run.store.ts';

const file = referencePath('online_retail/online_retail_ii_2009_2010.csv.gz');
const columns = [
  'Invoice',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'Price',
  'Customer ID',
  'Country',
];
const asOf = new Date('2010-09-01T00:00:00Z');

/** The file's purchases as order lines, read by the engine alone; cancellations stay out. */
async function loadFile({ ctx, home }: TestStores, path: string): Promise<void> {
  const staged = join(home, 'staging', 'online-retail.csv.gz');
  copyFileSync(path, staged);
  const rows = ctx.ch.fileTable({ path: staged, format: 'CSVWithNames', columns });
  for (const table of ['order_lines_log', 'order_lines']) {
    await ctx.ch.command(
      factsSql`insert into ${ctx.ch.target(table)} (source, order_id, line_no, customer_id, sold_at, counts_as_sale,
  line_kind, sku, product_name, quantity, net_amount, currency, region, known_at, version)
select 'file', c1, row_number() over (partition by c1 order by c2),
  toUUID(if(c7 = '', '00000000-0000-0000-0000-000000000000',
    concat('00000000-0000-8000-8000-', leftPad(replace(c7, '.0', ''), 12, '0')))),
  toDateTime64(parseDateTimeBestEffort(c5, 'Europe/London'), 3, 'UTC') as at,
  toInt32(c4) > 0 and toFloat64(c6) > 0 and not startsWith(c1, 'C'), 'product', c2, c3, toDecimal64(c4, 4),
  toDecimal64(c4, 0) * toDecimal64(c6, 4), 'GBP', c8, at, 1
from ${rows}`,
      { tag: 'golden.load', role: 'batch' },
    );
  }
}

describe.skipIf(!file)('products of Online Retail II as of 2010-09-01', () => {
  let stores: TestStores;
  let stored: StoredProducts;
  let document: ProductSummary;
  let revenueMinor: number;

  beforeAll(async () => {
    stores = await testStores({
      settings: { zone: 'Europe/London', currency: 'GBP' },
      start: '2010-09-01T00:00:00Z',
    });
    if (file) await loadFile(stores, file);
    const ctx = { ...stores.ctx, progress: silentProgress };
    const definition = referenceSalesDefinition(1);
    const review = await takeReview(ctx, { asOf, definition });
    revenueMinor = review.document.sales.revenueMinor;
    document = await takeProducts(ctx, { reviewId: review.reviewId, asOf, definition });
    const found = await findProducts(ctx, review.reviewId);
    if (!found) expect.fail('the products should be kept');
    stored = found;
  }, 240_000);
  afterAll(() => stores?.close());

  it('add up to the review and to the file to the penny', async () => {
    const [plain] = await stores.ctx.ch.query<{ net: string; skus: string }>(
      factsSql`select toString(sum(net_amount)) as net, uniqExact(sku) as skus from order_lines
where counts_as_sale = 1 and sold_at < toDateTime64('2010-09-01 00:00:00', 3, 'UTC')`,
      { tag: 'golden.plain' },
    );
    expect(document.totals.totalNetMinor).toBe(revenueMinor);
    expect(document.totals.totalNetMinor).toBe(Math.round(Number(plain?.net) * 100));
    expect(document.products.known).toBe(Number(plain?.skus));
    expect(document.classes.reduce((sum, each) => sum + each.products, 0)).toBe(document.products.known);
  });

  it('without costs rank by sales and say so, with few products making most of them', () => {
    expect(document.rankedBy).toBe('sales');
    expect(document.totals.contributionMinor).toBeNull();
    // A fifth of 3,968 products makes 80 % of sales.
    expect(document.products.sold).toBe(3_968);
    expect(document.concentration.shareHolding80).toBeCloseTo(0.2121, 4);
    expect(document.concentration.gini).toBeCloseTo(0.7529, 4);
    const advised = document.actions.filter(each => each.products > 0).map(each => each.action);
    expect(advised).not.toContain('stop');
    expect(advised).not.toContain('push');
  });

  it('give no stage to nine months of data but to those born in sight of it', () => {
    const staged = Object.fromEntries(document.stages.map(each => [each.stage, each.products]));
    expect(staged).toMatchObject({ growth: 0, maturity: 0, decline: 0 });
    expect(staged.introduction).toBeGreaterThan(0);
  });

  it('find the sets the shop sells in parts among the pairs', () => {
    const pairs = document.pairs.rules.map(rule => [rule.ifName, rule.thenName].sort().join(' + '));
    expect(pairs).toContain('ENAMEL PINK COFFEE CONTAINER + ENAMEL PINK TEA CONTAINER');
    expect(pairs).toContain('SET/6 COLLAGE PAPER CUPS + SET/6 COLLAGE PAPER PLATES');
    for (const { orders, q, liftByHalf } of document.pairs.rules) {
      expect(orders).toBeGreaterThanOrEqual(30);
      expect(q).toBeLessThanOrEqual(0.05);
      expect(liftByHalf.every(lift => lift !== null && lift > 1)).toBe(true);
    }
  });

  it('know the shop’s best seller, its months and what a bridge makes of summer', async () => {
    const { products } = await loadProductPage(stores.ctx, stored, { limit: 5, sort: '-net' });
    expect(products[1]).toMatchObject({
      sku: '85123A',
      name: 'WHITE HANGING HEART T-LIGHT HOLDER',
      buyers: 902,
    });
    const detail = await loadProductDetail(stores.ctx, stored, '85123A');
    expect(detail?.months.length).toBe(9);
    const bridge = await loadBridge(stores.ctx, stored, {});
    expect([bridge.before, bridge.after]).toEqual([
      { from: '2010-03', to: '2010-05' },
      { from: '2010-06', to: '2010-08' },
    ]);
    const parts = Object.values(bridge.parts).reduce((sum, part) => sum + part, 0);
    expect(parts).toBe(bridge.afterMinor - bridge.beforeMinor);
  });
});
