/** Who the customers are and how they buy: hand-made orders with every habit, against what one counts by hand. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cityTiers, defaultCityTiers } from '../../records/city-tier.ts';
import type { ReviewBehaviour } from '../../records/review-behaviour.ts';
import { defaultSalesDefinition } from '../../records/sales-definition.ts';
import { customerNo, orderRow, storeRows } from '../../testing/order-rows.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { findReviewPart } from '../review-parts.store.ts';
import { takeReview } from '../review-run.store.ts';
import { habitsOf, hasHours, spreadOf } from './behaviour.ts';

const end = new Date('2026-03-01T16:00:00Z');
const definition = defaultSalesDefinition({ zone: 'Asia/Shanghai', currency: 'CNY' });
let stores: TestStores;
let chapter: ReviewBehaviour;

const line = (n: number, order: string, soldAt: string, rest: object = {}) =>
  orderRow({ customer_id: customerNo(n), order_id: order, sold_at: soldAt, net_amount: '100', ...rest });

const known = (n: number, rest: object) => ({
  source: 'crm',
  customer_id: customerNo(n),
  kind: '',
  version: 1,
  ingested_at: '2025-01-01 00:00:00.000',
  known_at: '2025-01-01 00:00:00.000',
  ...rest,
});

async function take() {
  await takeReview(stores.ctx, { asOf: end, definition });
  const found = await findReviewPart(stores.ctx, 'latest', 'behaviour');
  if (!found) expect.fail('no chapter');
  return found.document;
}

beforeAll(async () => {
  stores = await testStores({ start: end });
  await storeRows(stores.ctx.ch, 'order_lines', [
    // Monday 2026-01-05 at 20:00 in Shanghai: two products in one order, one of them reduced.
    line(1, 'a', '2026-01-05 12:00:00', { quantity: '2', net_amount: '80', discount_amount: '20' }),
    line(1, 'a', '2026-01-05 12:00:00', { line_no: 2, sku: 'B1', category: 'cups', net_amount: '50' }),
    // Saturdays at 9:00 at the full price, and once through another channel.
    line(1, 'b', '2026-01-17 01:00:00', { channel: 'web' }),
    line(1, 'c', '2026-01-24 01:00:00'),
    line(2, 'd', '2026-01-17 01:00:00', { net_amount: '10' }),
    line(2, 'e', '2026-01-24 01:00:00', { net_amount: '10' }),
    line(2, 'f', '2026-01-31 01:00:00', { net_amount: '10' }),
    // Before the window, and nobody's.
    line(3, 'g', '2024-06-01 01:00:00'),
    orderRow({
      customer_id: '00000000-0000-0000-0000-000000000000',
      order_id: 'n',
      sold_at: '2026-01-05 12:00:00',
      net_amount: '7',
    }),
  ]);
  await storeRows(stores.ctx.ch, 'customers', [
    known(1, { city: '杭州市', sex: 'f', birth_year: 1990, acquisition_channel: 'ads', industry: '教育' }),
    known(2, { city: '肇庆', sex: 'm', birth_year: 1850 }),
  ]);
  await stores.ctx.ch.insert(
    'products',
    [
      {
        sku: 'B1',
        product_name: 'Cup',
        category: 'cups',
        brand: '瓷坊',
        currency: 'CNY',
        source: 'pim',
        version: 1,
      },
    ],
    { tag: 'test.products' },
  );
  chapter = await take();
});
afterAll(() => stores?.close());

describe('who the customers are and how they buy', () => {
  it('counts orders by weekday and hour in the zone, with how often each weekday came', () => {
    expect(chapter).toMatchObject({ orders: 6, buyers: 2, window: { from: '2025-03-02', to: '2026-03-01' } });
    expect(chapter.hours).toEqual([
      { weekday: 1, hour: 20, orders: 1 },
      { weekday: 6, hour: 9, orders: 5 },
    ]);
    expect(chapter.weekdays.map(({ days }) => days)).toEqual([52, 52, 52, 52, 52, 52, 53]);
    expect(chapter.weekdays.map(({ orders }) => orders)).toEqual([1, 0, 0, 0, 0, 5, 0]);
  });

  it('measures baskets, categories, brands, channels, discounts and prices', () => {
    expect(chapter.basket).toMatchObject({ medianItems: 1, medianUnits: 1, meanNetMinor: 6000 });
    expect(chapter.basket?.sizes).toEqual([
      { items: 1, orders: 5, netMinor: 23_000 },
      { items: 2, orders: 1, netMinor: 13_000 },
    ]);
    expect(chapter.categories).toMatchObject([
      { category: 'tea', buyers: 2, orders: 6, netMinor: 31_000, gaps: 4, halfBackDays: null },
      { category: 'cups', buyers: 1, orders: 1, netMinor: 5000, gaps: 0 },
    ]);
    expect(chapter.brands).toEqual([{ name: '瓷坊', customers: 1, orders: 1, netMinor: 5000 }]);
    expect(chapter.channels).toEqual([
      { name: '1', customers: 1, orders: 3, netMinor: 3000 },
      { name: '2', customers: 1, orders: 3, netMinor: 33_000 },
    ]);
    // One order of 130 had 20 of 150 off.
    expect(chapter.discount?.discountedShare).toBeCloseTo(130 / 360, 6);
    expect(chapter.discount?.depth).toBeCloseTo(20 / 150, 6);
    expect(chapter.discount?.habits.filter(({ customers }) => customers > 0)).toEqual([
      { name: 'never', customers: 1, orders: 3, netMinor: 3000 },
      { name: 'some', customers: 1, orders: 3, netMinor: 33_000 },
    ]);
    // Tea is usually 30 a piece, between 10 and 50: the median of 50, 100, 100, 10, 10, 10.
    expect(chapter.price?.map(({ name, customers }) => [name, customers])).toEqual([
      ['cheap', 1],
      ['middle', 0],
      ['dear', 1],
    ]);
  });

  it('spreads the base by attribute, with the tier of a city whatever it is called', () => {
    const of = (attribute: string) => chapter.spread.find(each => each.attribute === attribute);
    expect(of('city-tier')?.groups.map(({ name, customers }) => [name, customers])).toEqual([
      ['新一线', 1],
      ['-', 1],
    ]);
    expect(of('industry')).toMatchObject({
      groups: [{ name: '教育', customers: 1, buyers365: 1 }],
      unknown: 2,
    });
    expect(of('first-purchase')?.groups.map(({ name, customers }) => [name, customers])).toEqual([
      ['2024-06', 1],
      ['2026-01', 2],
    ]);
    // A year of birth no living customer has is unknown; one woman alone is not named.
    expect(of('age')).toMatchObject({ unknown: 2, suppressed: 1, groups: [{ name: '', customers: 1 }] });
    for (const { groups, unknown } of chapter.spread)
      expect(groups.reduce((total, { customers }) => total + customers, unknown)).toBe(3);
  });

  it('refuses hours where the file had days, and an empty window is empty', async () => {
    expect(hasHours({ orders: 100, atMidnight: 95 })).toBe(false);
    expect(hasHours({ orders: 0, atMidnight: 0 })).toBe(false);
    expect(habitsOf(['a', 'b'], [])).toHaveLength(2);
    const lonely = spreadOf('sex', [{ name: 'f', customers: 19, buyers365: 1, value365Minor: 5 }]);
    expect(lonely).toMatchObject({ suppressed: 1, groups: [{ name: '', customers: 19 }] });
    await takeReview(stores.ctx, { asOf: new Date('2025-06-01T00:00:00Z'), definition });
    const before = await findReviewPart(stores.ctx, 'latest', 'behaviour');
    expect(before?.document).toMatchObject({ orders: 1, hours: [{ orders: 1 }], price: [{}, {}, {}] });
  });
});

it('begins with the ranking of 2025, which names its source: 4, 15 and 30 cities', () => {
  const { tiers, source, asOfDay } = cityTiers.parse(defaultCityTiers);
  expect(tiers.map(({ cities }) => cities.length)).toEqual([4, 15, 30]);
  expect(tiers[2]?.cities).toContain('洛阳');
  expect(tiers.flatMap(({ cities }) => cities)).not.toContain('中山');
  expect([source.includes('2025'), asOfDay]).toEqual([true, '2025-05-28']);
});
