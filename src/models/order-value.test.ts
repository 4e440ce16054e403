import { expect, test } from 'vitest';
import { seededRng } from '../math/rng.ts';
import { choleskyFactor } from '../math/small-matrix.ts';
import { gammaDraw } from '../testing/simulated-purchases.ts';
import { expectedOrderValue, fitOrderValue, orderValueSpread } from './order-value.ts';

const truth = { p: 6, q: 4, v: 15 };

function simulated(seed: number, customers = 800) {
  const rng = seededRng(seed);
  return Array.from({ length: customers }, () => {
    const rate = gammaDraw(rng, truth.q) / truth.v;
    const x = 1 + rng.below(6);
    return { x, z: gammaDraw(rng, truth.p * x) / rate / x, customers: 1, level: truth.p / rate };
  });
}

test('parameters of simulated purchases come back: 43 to 50 of 50 intervals hold each of them', () => {
  const held = [0, 0, 0];
  for (let seed = 1; seed <= 50; seed++) {
    const fit = fitOrderValue(simulated(seed));
    if (fit.status !== 'ok') continue;
    const { p, q, v } = fit.model;
    [p / truth.p, (q - 1) / (truth.q - 1), v / truth.v].forEach((ratio, at) => {
      if (Math.abs(Math.log(ratio)) <= 1.96 * (fit.standardErrorsLog?.[at] ?? 0)) held[at]!++;
    });
  }
  for (const count of held) expect(count, `${held}`).toBeGreaterThanOrEqual(43);
});

test('money may be in any unit, and a customer twice is one of weight two', () => {
  const rows = simulated(3);
  const cents = fitOrderValue(rows.map(row => ({ ...row, z: row.z * 100 })));
  const units = fitOrderValue(rows);
  const doubled = fitOrderValue(rows.map(row => ({ ...row, customers: 2 })));
  const twice = fitOrderValue([...rows, ...rows]);
  if (cents.status !== 'ok' || units.status !== 'ok' || doubled.status !== 'ok' || twice.status !== 'ok')
    expect.fail('fits');
  expect(cents.model.v / units.model.v / 100).toBeCloseTo(1, 6);
  expect(cents.model.p).toBeCloseTo(units.model.p, 5);
  expect(doubled.model.p).toBeCloseTo(twice.model.p, 6);
});

test('the expectation is that of the levels behind the purchases, and so is their spread', () => {
  const model = truth;
  const rows = simulated(9, 20_000);
  const mean = (of: (row: (typeof rows)[number]) => number) =>
    rows.reduce((t, r) => t + of(r), 0) / rows.length;
  expect(mean(r => expectedOrderValue(model, r)) / mean(r => r.level)).toBeCloseTo(1, 1.7);
  const squares = mean(r => (r.level - expectedOrderValue(model, r)) ** 2);
  expect(squares / mean(r => orderValueSpread(model, r).level)).toBeGreaterThan(0.9);
  expect(squares / mean(r => orderValueSpread(model, r).level)).toBeLessThan(1.1);
});

test('customers whose own purchases never differ, as a subscription’s, are worth what they pay', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const rows = simulated(seed).map(({ x, level }) => ({ x, z: level, customers: 1 }));
    const fit = fitOrderValue(rows);
    if (fit.status !== 'ok') expect.fail(fit.status);
    const off = rows.map(row => Math.abs(expectedOrderValue(fit.model, row) / row.z - 1));
    expect(off.reduce((total, each) => total + each, 0) / rows.length).toBeLessThan(0.05);
    const levels = rows.reduce((total, { z }) => total + z, 0) / rows.length;
    expect(expectedOrderValue(fit.model, { x: 0, z: 0 }) / levels).toBeCloseTo(1, 1);
    expect(choleskyFactor(fit.covarianceLog ?? [])).not.toBeNull();
  }
});

test('purchases that are all alike say nothing of their spread', () => {
  const alike = fitOrderValue([{ x: 3, z: 20, customers: 200 }]);
  expect(alike.status).toBe('unidentified');
  expect(fitOrderValue([{ x: 3, z: 20, customers: 29 }]).status).toBe('insufficient');
});
