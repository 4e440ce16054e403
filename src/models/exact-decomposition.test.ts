import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concentration } from './concentration.ts';
import { logarithmicMean, priceVolumeMix, productParts, shapleyParts } from './exact-decomposition.ts';

const before = [1000, 2, 50];
const after = [1200, 1.8, 55];
const product = (factors: readonly number[]) => factors.reduce((a, b) => a * b, 1);

test('customers × orders × basket: the published parts by both methods', () => {
  [19896.8, -11498.02, 10401.22].forEach((part, at) =>
    expect(productParts(before, after)[at]).toBeCloseTo(part, 2),
  );
  [19933.33, -11566.67, 10433.33].forEach((part, at) =>
    expect(shapleyParts(before, after, product)[at]).toBeCloseTo(part, 2),
  );
});

const factor = fc.double({ min: 0.01, max: 1e6, noNaN: true });
const closely = (parts: readonly number[], change: number, size: number) =>
  expect(Math.abs(parts.reduce((a, b) => a + b, 0) - change)).toBeLessThan(
    1e-9 * parts.reduce((total, part) => total + Math.abs(part), size),
  );

test('parts add up to the change, whatever moved, and turn round with time', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(factor, factor), { minLength: 1, maxLength: 5 }), pairs => {
      const [from, to] = [pairs.map(p => p[0]), pairs.map(p => p[1])];
      const change = product(to) - product(from);
      const size = product(from) + product(to);
      closely(productParts(from, to), change, size);
      closely(shapleyParts(from, to, product), change, size);
      const back = productParts(to, from);
      productParts(from, to).forEach((part, at) =>
        expect(Math.abs(part + (back[at] as number))).toBeLessThan(1e-9 * (size + Math.abs(part))),
      );
    }),
  );
});

test('the logarithmic mean is smooth where both are alike', () => {
  expect(logarithmicMean(5, 5)).toBe(5);
  expect(logarithmicMean(5, 5 * (1 + 9.9e-6))).toBeCloseTo(logarithmicMean(5, 5 * (1 + 1.01e-5)), 5);
  expect(() => productParts([0, 1], [1, 1])).toThrow('above 0');
});

const money = fc.integer({ min: -5000, max: 100_000 });
const units = fc.integer({ min: -3, max: 400 });

test('price, volume, mix, entered and left are the whole change', () => {
  const row = fc.record({
    key: fc.string(),
    quantityBefore: units,
    amountBefore: money,
    quantityAfter: units,
    amountAfter: money,
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 20 }), rows => {
      const bridge = priceVolumeMix(rows);
      const change = rows.reduce((t, r) => t + r.amountAfter - r.amountBefore, 0);
      const size = rows.reduce((t, r) => t + Math.abs(r.amountAfter) + Math.abs(r.amountBefore), 1);
      expect(bridge.change).toBeCloseTo(change, 6);
      const { volume, mix, price, entered, left } = bridge;
      closely([volume, mix, price, entered, left], bridge.change, size);
    }),
  );
});

test('a dearer product is price, more of everything alike is volume', () => {
  const one = { key: 'a', quantityBefore: 10, amountBefore: 100, quantityAfter: 10, amountAfter: 120 };
  expect(priceVolumeMix([one])).toMatchObject({ price: 20, volume: 0, mix: 0, change: 20 });
  const more = { ...one, quantityAfter: 20, amountAfter: 200 };
  expect(priceVolumeMix([more])).toMatchObject({ price: 0, volume: 100, mix: 0 });
  const none = { ...one, quantityAfter: 0, amountAfter: 0 };
  expect(priceVolumeMix([none])).toMatchObject({ left: -100, price: 0, change: -100 });
});

test.each([
  [[3, 3, 3, 3], { gini: 0, hhi: 0.25, shareHolding80: 0.8, topTenthShare: 0.1 }],
  [[0, 0, 0, 8], { gini: 0.75, hhi: 1, shareHolding80: 0.2, topTenthShare: 0.4 }],
])('concentration of %j', (holdings, expected) => {
  const found = concentration(holdings);
  for (const name of ['gini', 'hhi', 'shareHolding80', 'topTenthShare'] as const)
    expect(found[name]).toBeCloseTo(expected[name], 12);
});

test('nothing to share out has no concentration', () => {
  expect(concentration([])).toEqual({
    holders: 0,
    total: 0,
    gini: null,
    hhi: null,
    shareHolding80: null,
    topTenthShare: null,
  });
  expect(concentration([-5, 0]).hhi).toBeNull();
});

test('concentration ignores unit and order and stays between its bounds', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9999 }), { minLength: 1, maxLength: 60 }), values => {
      fc.pre(values.some(v => v > 0));
      const one = concentration(values);
      const other = concentration([...values].reverse().map(v => v * 100));
      expect(other.gini).toBeCloseTo(one.gini as number, 10);
      expect(one.gini).toBeGreaterThanOrEqual(0);
      expect(one.gini).toBeLessThan(1);
      expect(one.hhi).toBeGreaterThanOrEqual(1 / values.length - 1e-12);
      expect(other.topTenthShare).toBeCloseTo(one.topTenthShare as number, 10);
    }),
  );
});
