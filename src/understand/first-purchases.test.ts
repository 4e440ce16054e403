import { expect, test } from 'vitest';
import { type FirstBuyers, firstPurchasesOf } from './first-purchases.ts';

const row = (kind: FirstBuyers['kind'], code: string, customers: number, value: number): FirstBuyers => ({
  kind,
  code,
  name: '',
  customers,
  repeated: customers / 2,
  value,
  squares: (value * value) / customers + 100 * (customers - 1),
});

test('the interval of a mean is that of Student’s t', () => {
  const found = firstPurchasesOf([row('all', '', 100, 5000)]);
  // sd 10, n 100: t(.975, 99) = 1.9842.
  expect(found?.base.laterValue).toEqual({ mean: 50, lo: 48.02, hi: 51.98 });
});

test('products are the twenty most first bought of thirty buyers and more, best first', () => {
  const products = Array.from({ length: 30 }, (_, n) => row('product', `S${n}`, 20 + n, (20 + n) * (n % 7)));
  const found = firstPurchasesOf([row('all', '', 900, 900), ...products]);
  expect(found?.products).toHaveLength(20);
  expect(found?.products.every(each => each.customers >= 30)).toBe(true);
  const means = found?.products.map(each => each.laterValue.mean) ?? [];
  expect(means).toEqual([...means].sort((a, b) => b - a));
});

test('fewer than thirty customers who can be looked back on say nothing', () => {
  expect(firstPurchasesOf([row('all', '', 29, 900)])).toBeNull();
  expect(firstPurchasesOf([])).toBeNull();
});
