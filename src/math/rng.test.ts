import { expect, test } from 'vitest';
import { chiSquareAbove } from './distributions.ts';
import { hypergeometricSampler, hypergeometricTable } from './hypergeometric.ts';
import { moments } from './moments.ts';
import { derivedSeed, seededRng } from './rng.ts';
import { bisect } from './root-finding.ts';

test('a seed gives the same numbers for ever', () => {
  const rng = seededRng(42);
  expect([rng.bits(), rng.below(1000), rng.uniform()]).toEqual(goldenDraws);
  expect(derivedSeed(42, 'campaign')).toBe(derivedSeed(42, 'campaign'));
  expect(derivedSeed(42, 'campaign')).not.toBe(derivedSeed(42, 'campaigm'));
});

const goldenDraws = [2971082177, 608, 0.017813338997607953];

test('the first draws of neighbouring seeds are as uniform as any', () => {
  const counts = new Array(20).fill(0);
  for (let seed = 0; seed < 20_000; seed++) counts[seededRng(seed).below(20)]++;
  const chi2 = counts.reduce((total: number, count: number) => total + (count - 1000) ** 2 / 1000, 0);
  expect(chiSquareAbove(chi2, 19)).toBeGreaterThan(0.001);
});

test('integers are uniform, normals have mean 0 and variance 1', () => {
  const rng = seededRng(7);
  const counts = new Array(20).fill(0);
  for (let draw = 0; draw < 100_000; draw++) counts[rng.below(20)]++;
  const chi2 = counts.reduce((total: number, count: number) => total + (count - 5000) ** 2 / 5000, 0);
  expect(chiSquareAbove(chi2, 19)).toBeGreaterThan(0.001);
  const { mean, variance } = moments(Array.from({ length: 100_000 }, () => rng.normal()));
  expect(Math.abs(mean)).toBeLessThan(0.012);
  expect(Math.abs(variance - 1)).toBeLessThan(0.018);
});

test('hypergeometric probabilities equal the exact ones', () => {
  const { first, p } = hypergeometricTable({ population: 10, marked: 4, sample: 3 });
  expect(first).toBe(0);
  [1 / 6, 1 / 2, 3 / 10, 1 / 30].forEach((exact, k) => expect(p[k]).toBeCloseTo(exact, 13));
});

test('a million people, 30,000 buyers, 10 % control: the table equals scipy’s to nine digits', () => {
  const { first, p } = hypergeometricTable({ population: 1_000_000, marked: 30_000, sample: 100_000 });
  expect((p[3000 - first] as number) / 0.0077952510700191715).toBeCloseTo(1, 8);
  expect((p[3150 - first] as number) / 0.000110494638456447).toBeCloseTo(1, 8);
});

test('the support is respected when nearly everybody is marked or sampled', () => {
  const draw = hypergeometricSampler({ population: 10, marked: 9, sample: 8 });
  const rng = seededRng(3);
  for (let index = 0; index < 1000; index++) expect([7, 8]).toContain(draw(rng));
  expect(hypergeometricSampler({ population: 5, marked: 0, sample: 3 })(rng)).toBe(0);
  expect(hypergeometricSampler({ population: 5, marked: 5, sample: 3 })(rng)).toBe(3);
});

test('draws follow the table', () => {
  const design = { population: 200, marked: 30, sample: 40 };
  const { first, p } = hypergeometricTable(design);
  const draw = hypergeometricSampler(design);
  const rng = seededRng(5);
  const counts = new Map<number, number>();
  for (let index = 0; index < 50_000; index++) {
    const k = draw(rng);
    counts.set(k, (counts.get(k) ?? 0) + 1);
  }
  for (let k = 2; k <= 11; k++) {
    const expected = 50_000 * (p[k - first] as number);
    expect(Math.abs((counts.get(k) ?? 0) - expected)).toBeLessThan(4.5 * Math.sqrt(expected));
  }
});

test('bisection finds the root and refuses a bracket without one', () => {
  expect(bisect(x => x * x - 2, { lo: 0, hi: 2, tolerance: 1e-12 })).toBeCloseTo(Math.SQRT2, 11);
  expect(bisect(x => 1 - x, { lo: 1, hi: 3, tolerance: 1e-12 })).toBe(1);
  expect(() => bisect(x => x * x + 1, { lo: 0, hi: 2, tolerance: 1e-12 })).toThrow('no change of sign');
});
