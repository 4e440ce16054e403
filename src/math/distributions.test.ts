import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  chiSquareAbove,
  normalBelow,
  normalQuantile,
  normalTwoSided,
  tQuantile,
  tTwoSided,
} from './distributions.ts';
import { logFactorial, logGamma, regularisedBeta } from './special-functions.ts';

const near = (actual: number, expected: number, relative = 1e-9) =>
  expect(Math.abs(actual - expected) / Math.abs(expected)).toBeLessThan(relative);

test('tails agree with scipy far out, where one minus a probability has no digits left', () => {
  near(normalTwoSided(8), 1.244192114854348e-15);
  near(normalTwoSided(22.48604082719282), 5.685165482802317e-112);
  near(tTwoSided(5.3, 24000.5), 1.1682500817852481e-7);
  near(tTwoSided(3, 2.5), 0.07257609554903183);
  near(tTwoSided(-40, 9), 1.8982998449339822e-11);
});

test.each([
  [4, 1, 0.04550026389635857],
  [50, 1, 1.537459794428033e-12],
  [22.77436884189436, 1, 1.8217928726191858e-6],
  [0.20253125, 2, 0.9036929575604196],
  [30, 3, 1.3800570312932553e-6],
  [100, 10, 5.4497019829205215e-17],
  [7, 7, 0.42887985755305486],
])('chi-square above %d with %d degrees of freedom is scipy’s %d', (x, df, p) => {
  near(chiSquareAbove(x, df), p, 1e-12);
});

test('quantiles invert the tails', () => {
  near(tQuantile(0.975, 4.5), 2.6589123472044034);
  near(normalQuantile(1e-9), -5.9978070150076865);
  fc.assert(
    fc.property(
      fc.double({ min: 1e-6, max: 0.499, noNaN: true }),
      fc.double({ min: 1, max: 1e5, noNaN: true }),
      (p, df) => {
        near(normalBelow(normalQuantile(p)), p, 1e-8);
        near(tTwoSided(tQuantile(p, df), df), 2 * p, 1e-6);
      },
    ),
    { seed: 11, numRuns: 200 },
  );
});

test('edges: nothing observed is certain, infinity is impossible', () => {
  expect(chiSquareAbove(0, 3)).toBe(1);
  expect(tTwoSided(0, 5)).toBe(1);
  expect(tTwoSided(Number.POSITIVE_INFINITY, 5)).toBe(0);
});

test('special functions keep their textbook values', () => {
  near(logGamma(5), Math.log(24), 1e-14);
  near(logFactorial(170), 706.5730622457873, 1e-14);
  expect(regularisedBeta(0.5, 2, 2)).toBeCloseTo(0.5, 14);
});
