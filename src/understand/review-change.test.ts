import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seededRng } from '../math/rng.ts';
import { changeOf, changeSpans, type GroupSums, type SliceSums } from './review-change.ts';

const spans = {
  kind: 'recent',
  before: { from: '2026-01-01', to: '2026-01-28' },
  after: { from: '2026-01-29', to: '2026-02-25' },
} as const;
const none = {
  customers: 0,
  ordersBefore: 0,
  ordersAfter: 0,
  salesBefore: 0,
  salesAfter: 0,
  refundsBefore: 0,
  refundsAfter: 0,
  squares: 0,
  refundSquares: [0, 0],
} as const;
const sum = <T>(rows: readonly T[], of: (row: T) => number) =>
  rows.reduce((total, row) => total + of(row), 0);

const money = fc.integer({ min: 0, max: 10_000_000 }).map(value => value / 100);
const orders = fc.integer({ min: 1, max: 500 });
const group = fc.constantFrom('new', 'returned', 'kept', 'lost', 'none', 'anonymous').chain(name =>
  fc
    .record({
      customers: orders,
      a: orders,
      b: orders,
      salesBefore: money,
      salesAfter: money,
      refundsBefore: money,
      refundsAfter: money,
    })
    .map(({ customers, a, b, ...amounts }): GroupSums => {
      const was = name === 'kept' || name === 'lost' || name === 'anonymous';
      const is = name !== 'lost' && name !== 'none';
      return {
        ...amounts,
        group: name,
        customers,
        ordersBefore: was ? a : 0,
        ordersAfter: is ? b : 0,
        salesBefore: was ? amounts.salesBefore : 0,
        salesAfter: is ? amounts.salesAfter : 0,
        squares: 1,
        refundSquares: [1, 1],
      };
    }),
);

it('every breakdown adds up to the change, to the last minor unit', () => {
  fc.assert(
    fc.property(fc.uniqueArray(group, { selector: row => row.group }), fc.nat(12), (sums, cuts) => {
      const net = (row: GroupSums) =>
        [row.salesBefore - row.refundsBefore, row.salesAfter - row.refundsAfter] as const;
      const [before, after] = [sum(sums, row => net(row)[0]), sum(sums, row => net(row)[1])];
      const slices = (['category', 'channel'] as const).flatMap(by =>
        Array.from(
          { length: cuts + 1 },
          (_, at): SliceSums => ({
            by,
            name: `n${at}`,
            before: before / (cuts + 1),
            after: after / (cuts + 1),
            squares: [1, 1],
          }),
        ),
      );
      const found = changeOf(spans, sums, slices);
      const change = found.afterMinor - found.beforeMinor;
      const outside = found.refunds.amountMinor + found.anonymous.amountMinor;
      expect(sum(found.drivers, row => row.amountMinor) + outside).toBe(change);
      expect(sum(found.groups, row => row.amountMinor) + outside).toBe(change);
      for (const { rows } of found.slices) {
        expect(rows.length).toBeLessThanOrEqual(9);
        expect(sum(rows, row => row.amountMinor)).toBe(change);
      }
      // Each of the three sums is rounded once.
      expect(Math.abs(found.afterMinor - after)).toBeLessThanOrEqual(1.5);
    }),
  );
});

it('says why by the reference figures: 1000 buyers × 2 orders × 50 to 1200 × 1.8 × 55', () => {
  const kept = {
    ...none,
    group: 'kept' as const,
    customers: 1000,
    ordersBefore: 2000,
    ordersAfter: 1800,
    salesBefore: 100_000,
    salesAfter: 99_000,
    squares: 4,
  };
  const fresh = {
    ...none,
    group: 'new' as const,
    customers: 200,
    ordersAfter: 360,
    salesAfter: 19_800,
    squares: 0,
  };
  const found = changeOf(spans, [kept, fresh], []);
  expect(found.method).toBe('lmdi');
  expect(found.drivers.map(row => row.amountMinor)).toEqual([19_897, -11_498, 10_401]);
  expect(found.noise).toEqual({ lo: 18_800 - 4, hi: 18_800 + 4 });
});

it('a span without buyers is explained by Shapley, and nothing at all changes nothing', () => {
  const fresh = { ...none, group: 'new' as const, customers: 10, ordersAfter: 20, salesAfter: 600 };
  const found = changeOf(spans, [fresh], []);
  expect(found.method).toBe('shapley');
  expect(sum(found.drivers, row => row.amountMinor)).toBe(600);
  expect(changeOf(spans, [], [])).toMatchObject({ beforeMinor: 0, afterMinor: 0, noise: { lo: 0, hi: 0 } });
});

it('compares whole days before the as-of day, only as far as the history reaches', () => {
  expect(changeSpans('2026-03-01', 55)).toEqual([]);
  expect(changeSpans('2026-03-01', 730, true).map(each => each.kind)).toEqual(['year']);
  expect(changeSpans('2026-03-01', 56)).toEqual([
    {
      kind: 'recent',
      before: { from: '2026-01-04', to: '2026-01-31' },
      after: { from: '2026-02-01', to: '2026-02-28' },
    },
  ]);
  const [year, weeks] = changeSpans('2026-03-01', 730);
  expect(year).toMatchObject({
    kind: 'year',
    before: { from: '2024-03-01', to: '2025-02-28' },
    after: { from: '2025-03-01' },
  });
  const weekday = (day: string) => new Date(day).getUTCDay();
  expect(weekday(weeks?.before.from ?? '')).toBe(weekday(weeks?.after.from ?? ''));
});

it('its interval holds no change in 93 to 97 of 100 draws of skewed customers who did not change', () => {
  const rng = seededRng(20261127);
  const runs = 2000;
  let held = 0;
  for (let run = 0; run < runs; run++) {
    // Each customer's rate and level are their own; both spans are drawn from the same, orders log-normal.
    let [before, after, squares] = [0, 0, 0];
    for (let customer = 0; customer < 150; customer++) {
      const level = Math.exp(4 + 0.7 * rng.normal());
      const rate = 2 * rng.uniform() ** 2;
      const spanSum = () => {
        let total = 0;
        for (let at = -Math.log(rng.uniform()); at < rate; at -= Math.log(rng.uniform()))
          total += level * Math.exp(0.5 * rng.normal());
        return total;
      };
      const [was, is] = [spanSum(), spanSum()];
      before += was;
      after += is;
      squares += (is - was) ** 2;
    }
    const row = {
      ...none,
      group: 'kept' as const,
      customers: 150,
      ordersBefore: 1,
      ordersAfter: 1,
      salesBefore: before,
      salesAfter: after,
      squares,
    };
    const { noise } = changeOf(spans, [row], []);
    if (noise.lo <= 0 && noise.hi >= 0) held++;
  }
  expect(held / runs).toBeGreaterThan(0.93);
  expect(held / runs).toBeLessThan(0.97);
});
