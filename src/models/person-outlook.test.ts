import { expect, test } from 'vitest';
import { seededRng } from '../math/rng.ts';
import { gammaDraw, simulatedCustomer } from '../testing/simulated-purchases.ts';
import { expectedOrderValue, orderValueSpread } from './order-value.ts';
import { nextPurchase, personValueRange } from './person-outlook.ts';
import { leavingNodes, probabilityAlive, probabilityOfPurchase } from './purchase-forecast.ts';
import type { PurchaseModel } from './purchase-model.ts';
import {
  monthDays,
  ordersIfAlive,
  uncorrected,
  valueToCome,
  yearlyDiscount,
  yearToCome,
} from './value-outlook.ts';

const model: PurchaseModel = { kind: 'mbg-nbd', r: 0.9, alpha: 60, a: 0.8, b: 3 };
const value = { p: 5, q: 4, v: 60 };
const horizon = 12 * monthDays;

interface Person {
  readonly range: { lo: number; hi: number };
  readonly mean: number;
  readonly sd: number;
  readonly actual: number;
  readonly x: number;
}

function people(seed: number, count: number): Person[] {
  const rng = seededRng(seed);
  const nodes = leavingNodes(model);
  return Array.from({ length: count }, () => {
    const age = 60 + rng.below(600);
    const one = simulatedCustomer(model, rng, { age, beyond: horizon });
    const level = gammaDraw(rng, value.q) / value.v;
    const order = () => gammaDraw(rng, value.p) / level;
    const z = one.x > 0 ? Array.from({ length: one.x }, order).reduce((a, b) => a + b, 0) / one.x : 0;
    const alive = probabilityAlive(model, one);
    const outlook = ordersIfAlive(model, { x: one.x, age }, nodes).year;
    const worth = {
      mean: expectedOrderValue(value, { x: one.x, z }),
      ...orderValueSpread(value, { x: one.x, z }),
    };
    const { mean, sd } = valueToCome(yearToCome(alive, outlook, uncorrected), worth);
    const chance = probabilityOfPurchase(model, { ...one, t: horizon });
    const months = one.times.filter(t => t > age).map(t => Math.ceil((t - age) / monthDays));
    const actual = months.reduce((sum, month) => sum + order() / (1 + yearlyDiscount) ** (month / 12), 0);
    return { range: personValueRange({ mean, sd, chance }), mean, sd, actual, x: one.x };
  });
}

test('expected value and its variance are those of what simulated customers bring', () => {
  const all = people(5, 20_000);
  const total = (of: (one: Person) => number) => all.reduce((t, one) => t + of(one), 0);
  const deviation = total(one => one.sd ** 2);
  expect(Math.abs(total(one => one.actual) - total(one => one.mean)) / Math.sqrt(deviation)).toBeLessThan(4);
  expect(total(one => (one.actual - one.mean) ** 2) / deviation).toBeGreaterThan(0.85);
  expect(total(one => (one.actual - one.mean) ** 2) / deviation).toBeLessThan(1.15);
});

test.each([
  ['everybody', (x: number) => x >= 0],
  ['who bought once', (x: number) => x === 0],
  ['who bought again', (x: number) => x > 0],
])('a range of 80 %% holds what comes of %s at least so often', (_, belongs) => {
  const own = people(6, 20_000).filter(({ x }) => belongs(x));
  const share =
    own.filter(({ range, actual }) => actual >= range.lo - 1e-9 && actual <= range.hi).length / own.length;
  expect(share).toBeGreaterThan(0.77);
  expect(share).toBeLessThan(0.95);
});

test('the total of 400 people lies in its 80 % interval in 72 to 88 of 100 draws', () => {
  let held = 0;
  for (let seed = 1; seed <= 100; seed++) {
    const all = people(1000 + seed, 400);
    const total = (of: (one: Person) => number) => all.reduce((t, one) => t + of(one), 0);
    const half = 1.2815515655446004 * Math.sqrt(total(one => one.sd ** 2));
    if (Math.abs(total(one => one.actual) - total(one => one.mean)) <= half) held++;
  }
  expect(held).toBeGreaterThanOrEqual(72);
  expect(held).toBeLessThanOrEqual(88);
});

test('the next purchase comes in its range as often as said, given that it has not come yet', () => {
  const rng = seededRng(8);
  let [held, before, n] = [0, 0, 0];
  while (n < 4000) {
    const gap = 30 * Math.exp(0.6 * rng.normal());
    const elapsedDays = 5 + rng.below(40);
    if (gap <= elapsedDays) continue;
    const range = nextPurchase({ gapDays: 30, spread: 0.6, elapsedDays });
    if (!range) continue;
    n++;
    if (gap - elapsedDays >= range.lo && gap - elapsedDays <= range.hi) held++;
    if (gap - elapsedDays <= range.days) before++;
  }
  expect(held / n).toBeCloseTo(0.8, 1.5);
  expect(before / n).toBeCloseTo(0.5, 1.5);
  expect(nextPurchase({ gapDays: 30, spread: 0.5, elapsedDays: 400 })).toBeNull();
});

test('nobody without a chance of an order has a range', () => {
  expect(personValueRange({ mean: 0, sd: 0, chance: 0 })).toEqual({ lo: 0, hi: 0 });
  expect(personValueRange({ mean: 1, sd: 5, chance: 0.05 })).toEqual({ lo: 0, hi: 0 });
});
