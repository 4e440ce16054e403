import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allocated, moneyOf, moneyText, times } from './order-money.ts';

test.each([
  [19.99, '19.9900'],
  ['1234.5', '1234.5000'],
  [0.1 + 0.2, '0.3000'],
  ['0.00005', '0.0001'],
  [-3, '-3.0000'],
  [1e-7, '0.0000'],
  ['1,234.50', null],
  ['¥5', null],
  [Number.NaN, null],
  [1e15, null],
  ['99999999999999', null],
  [{}, null],
  [true, null],
])('%j is %s', (value, expected) => {
  const money = moneyOf(value);
  expect(money === null ? null : moneyText(money)).toBe(expected);
});

test('a product keeps four places', () => {
  expect(moneyText(times(moneyOf('3') ?? 0n, moneyOf('19.99') ?? 0n))).toBe('59.9700');
});

test('shares add up to the amount and follow the weights to one ten-thousandth', () => {
  const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 10n), max: 10n ** 10n }), weights, (total, list) => {
      const shares = allocated(total, list);
      expect(shares.reduce((sum, share) => sum + share, 0n)).toBe(total);
      const sum = list.reduce((all, weight) => all + weight, 0n);
      if (sum === 0n) return;
      shares.forEach((share, index) => {
        const off = share * sum - total * (list[index] ?? 0n);
        expect((off < 0n ? -off : off) <= sum).toBe(true);
      });
    }),
  );
});
