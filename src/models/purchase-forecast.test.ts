import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { betaExpectation, betaNodes } from '../math/beta-quadrature.ts';
import { seededRng } from '../math/rng.ts';
import { simulatedCustomer } from '../testing/simulated-purchases.ts';
import {
  expectedPurchases,
  leavingNodes,
  probabilityAlive,
  probabilityOfPurchase,
  purchasePairsIfAlive,
  purchasesIfAlive,
} from './purchase-forecast.ts';
import type { PurchaseModel } from './purchase-model.ts';

/** Gauss’s series by its terms; 0 ≤ z < 1. */
function series2F1([a, b, c]: readonly [number, number, number], z: number): number {
  let term = 1;
  let total = 1;
  for (let k = 0; k < 200_000 && Math.abs(term) > Math.abs(total) * 1e-16; k++) {
    term *= (((a + k) * (b + k)) / ((c + k) * (k + 1))) * z;
    total += term;
  }
  return total;
}

/** The published form, valid where a > 1 or a < 1 with a + b + x > 1. */
function publishedExpectation({ r, alpha, a, b }: PurchaseModel, x: number, age: number, t: number): number {
  const z = t / (alpha + age + t);
  const f = series2F1([r + x, b + x, a + b + x - 1], z);
  const whole = 1 - ((alpha + age) / (alpha + age + t)) ** (r + x) * f;
  return ((a + b + x - 1) / (a - 1)) * whole;
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

test('the quadrature agrees with the published 2F1 form wherever that form can be computed', () => {
  fc.assert(
    fc.property(
      fc.record({
        r: between(0.1, 4),
        alpha: between(0.5, 30),
        a: between(0.1, 5),
        b: between(0.5, 10),
        x: fc.integer({ min: 0, max: 40 }),
        age: between(0, 100),
        t: between(1, 80),
      }),
      ({ x, age, t, ...parameters }) => {
        fc.pre(Math.abs(parameters.a - 1) > 0.05 && parameters.a + parameters.b + x > 1.05);
        const model: PurchaseModel = { kind: 'bg-nbd', ...parameters };
        const expected = publishedExpectation(model, x, age, t);
        fc.pre(Number.isFinite(expected) && expected > 1e-6);
        expect(purchasesIfAlive(model, { x, age, t }) / expected).toBeCloseTo(1, 6);
      },
    ),
    { numRuns: 200 },
  );
});

test('the quadrature takes a = 1 and a + b < 1, where the published form has no value', () => {
  const near = (a: number) =>
    purchasesIfAlive({ kind: 'bg-nbd', r: 0.4, alpha: 5, a, b: 2 }, { x: 2, age: 30, t: 40 });
  expect(near(1)).toBeCloseTo((near(1 - 1e-6) + near(1 + 1e-6)) / 2, 8);
  const small = purchasesIfAlive(
    { kind: 'bg-nbd', r: 0.4, alpha: 5, a: 0.05, b: 0.2 },
    { x: 0, age: 0, t: 500 },
  );
  expect(small).toBeGreaterThan(0);
  expect(small).toBeLessThan(40);
});

test.each([
  [0.05, 0.1],
  [0.05, 300],
  [5, 10],
  [40, 2],
  [1, 1],
])('nodes for Beta(%d, %d) give its third moment', (a, b) => {
  const third = (a * (a + 1) * (a + 2)) / ((a + b) * (a + b + 1) * (a + b + 2));
  expect(betaExpectation(betaNodes(a, b), p => p ** 3) / third).toBeCloseTo(1, 8);
});

describe.each(['bg-nbd', 'mbg-nbd'] as const)('%s', kind => {
  const model: PurchaseModel = { kind, r: 0.6, alpha: 7, a: 0.9, b: 2.2 };

  test('survival, mean, variance and P(≥ 1) are those of simulated customers with the same history', () => {
    const rng = seededRng(17);
    const t = 30;
    const cells = new Map<
      number,
      {
        n: number;
        alive: number;
        mean: number;
        square: number;
        fourth: number;
        any: number;
        expected: number[];
      }
    >();
    const nodes = leavingNodes(model);
    for (let i = 0; i < 60_000; i++) {
      const one = simulatedCustomer(model, rng, { age: 50, beyond: t });
      const y = one.times.length - one.x;
      const at = Math.min(one.x, 4);
      const cell = cells.get(at) ?? {
        n: 0,
        alive: 0,
        mean: 0,
        square: 0,
        fourth: 0,
        any: 0,
        expected: [0, 0, 0, 0],
      };
      cells.set(at, cell);
      const alive = probabilityAlive(model, one);
      const values = [
        alive,
        expectedPurchases(model, { ...one, t }, nodes),
        alive * purchasePairsIfAlive(model, { ...one, t }, nodes),
        probabilityOfPurchase(model, { ...one, t }),
      ];
      cell.n++;
      cell.alive += one.alive ? 1 : 0;
      cell.mean += y;
      cell.square += y * (y - 1);
      cell.fourth += (y * (y - 1)) ** 2;
      cell.any += y > 0 ? 1 : 0;
      cell.expected = cell.expected.map((e, k) => e + (values[k] as number));
    }
    for (const cell of cells.values()) {
      const [alive = 0, mean = 0, pairs = 0, any = 0] = cell.expected.map(e => e / cell.n);
      const noise = 4.5 / Math.sqrt(cell.n);
      expect(Math.abs(cell.alive / cell.n - alive)).toBeLessThan(noise * 0.5);
      expect(Math.abs(cell.any / cell.n - any)).toBeLessThan(noise * 0.5);
      expect(Math.abs(cell.mean / cell.n - mean)).toBeLessThan(noise * Math.sqrt(pairs + mean));
      expect(Math.abs(cell.square / cell.n - pairs)).toBeLessThan(noise * Math.sqrt(cell.fourth / cell.n));
    }
  });

  test('more time never means fewer purchases, and the longer the silence the less alive', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), between(1, 50), between(0, 50), (x, tx, silence) => {
        const now = { x, tx, age: tx + silence };
        const later = { ...now, age: now.age + 5 };
        expect(probabilityAlive(model, later)).toBeLessThan(probabilityAlive(model, now));
        const soon = expectedPurchases(model, { ...now, t: 10 });
        expect(expectedPurchases(model, { ...now, t: 20 })).toBeGreaterThan(soon);
        expect(probabilityOfPurchase(model, { ...now, t: 10 })).toBeLessThanOrEqual(
          probabilityAlive(model, now),
        );
      }),
      { numRuns: 60 },
    );
  });
});
