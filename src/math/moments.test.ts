import fc from 'fast-check';
import { expect, test } from 'vitest';
import { covariance, moments, paddedMoments, sum } from './moments.ts';

test('NIST NumAcc4: the standard deviation of 1,001 values near ten million is 0.1', () => {
  const values = [10000000.2];
  for (let pair = 0; pair < 500; pair++) values.push(10000000.1, 10000000.3);
  expect(Math.sqrt(moments(values).variance)).toBeCloseTo(0.1, 8);
  expect(moments(values).mean).toBeCloseTo(10000000.2, 8);
});

test('compensated sums survive values that cancel', () => {
  expect(sum([1e100, 1, -1e100])).toBe(1);
  expect(sum(new Array(10_000_000).fill(0.1))).toBe(1_000_000);
  expect(sum([])).toBe(0);
});

test('samples of one and of none have no variance', () => {
  expect(moments([])).toEqual({ n: 0, mean: 0, variance: 0 });
  expect(moments([3])).toEqual({ n: 1, mean: 3, variance: 0 });
  expect(paddedMoments([], 10)).toEqual({ n: 10, mean: 0, variance: 0 });
  expect(covariance([1], [2])).toBe(0);
});

const sample = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 60 });

test('moments padded with zeros equal moments of the written-out sample', () => {
  fc.assert(
    fc.property(sample, fc.integer({ min: 0, max: 50 }), (values, zeros) => {
      const written = moments([...values, ...new Array(zeros).fill(0)]);
      const padded = paddedMoments(values, values.length + zeros);
      expect(padded.mean).toBeCloseTo(written.mean, 5);
      expect(Math.abs(padded.variance - written.variance)).toBeLessThanOrEqual(
        1e-9 * written.variance + 1e-9,
      );
    }),
    { seed: 12 },
  );
});

test('moments do not depend on order, scale with the unit and ignore a shift', () => {
  fc.assert(
    fc.property(sample, values => {
      const { mean, variance } = moments(values);
      expect(moments([...values].reverse()).variance).toBeCloseTo(variance, 2);
      const scaled = moments(values.map(value => value * 3 + 7));
      expect(Math.abs(scaled.mean - (mean * 3 + 7))).toBeLessThan(1e-7 * (1 + Math.abs(mean)));
      expect(Math.abs(scaled.variance - variance * 9)).toBeLessThan(1e-7 * (1 + variance * 9));
      expect(Math.abs(covariance(values, values) - variance)).toBeLessThan(1e-9 * (1 + variance));
    }),
    { seed: 13 },
  );
});
