import { describe, expect, it } from 'vitest';
import { seededRng } from '../math/rng.ts';
import { type ValueSums, valueShrinkage } from './value-shrinkage.ts';

function sumsOf(customers: readonly (readonly number[])[]): ValueSums {
  const total = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  return {
    customers: customers.length,
    occasions: total(customers.map(c => c.length)),
    occasionSquares: total(customers.map(c => c.length ** 2)),
    total: total(customers.map(total)),
    totalSquaresByOccasions: total(customers.map(c => total(c) ** 2 / c.length)),
    withinSquares: total(customers.map(c => total(c.map(v => (v - total(c) / c.length) ** 2)))),
  };
}

describe('value shrinkage', () => {
  it('recovers the ratio of within to between variance', () => {
    const rng = seededRng(4);
    const customers = Array.from({ length: 4000 }, (_, n) => {
      const own = 100 + 20 * rng.normal();
      return Array.from({ length: 1 + (n % 6) }, () => own + 40 * rng.normal());
    });
    const found = valueShrinkage(sumsOf(customers));
    expect(found.mean).toBeCloseTo(100, -0.5);
    expect(found.weight).toBeGreaterThan(3.3);
    expect(found.weight).toBeLessThan(4.8);
  });

  it('trusts the base alone where customers do not differ, and own means where occasions do not', () => {
    expect(
      valueShrinkage(
        sumsOf([
          [1, 9],
          [2, 8],
          [4, 6],
        ]),
      ).weight,
    ).toBe(100);
    expect(
      valueShrinkage(
        sumsOf([
          [1, 1],
          [9, 9],
          [4, 4],
        ]),
      ).weight,
    ).toBe(0);
  });

  it('counts the base as one occasion when nobody bought twice', () => {
    expect(valueShrinkage(sumsOf([[10], [20]]))).toEqual({ mean: 15, weight: 1 });
    expect(valueShrinkage(sumsOf([])).weight).toBe(1);
  });
});
