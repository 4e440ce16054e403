import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Moments } from '../math/moments.ts';
import { moments } from '../math/moments.ts';
import { seededRng } from '../math/rng.ts';
import { confidenceSequence } from './confidence-sequence.ts';
import { adjustBySums, adjustColumns } from './covariate-adjustment.ts';
import { benjaminiHochberg } from './false-discovery.ts';
import { ratioAsMean, ratioMoments } from './ratio-metric.ts';
import { sampleRatioCheck } from './sample-ratio.ts';
import { liftOfMeans, relativeLift, welchDifference } from './two-means.ts';
import { newcombeInterval, pooledZ, scoreDifference } from './two-proportions.ts';

const fromSums = (sum: number, squares: number, n: number): Moments => ({
  n,
  mean: sum / n,
  variance: (squares - (sum * sum) / n) / (n - 1),
});
const near = (actual: number | null, expected: number, relative: number) =>
  expect(Math.abs((actual as number) - expected) / Math.abs(expected), `${actual}`).toBeLessThan(relative);

describe('published figures', () => {
  const control = fromSums(270, 848.79, 100);
  const treated = fromSums(300, 869, 120);

  test('a mean 2.70 against 2.50 is a lift of −7.4 % with p .145, and no evidence in a sequence', () => {
    const lift = relativeLift(liftOfMeans(treated, control));
    near(lift.estimate, -0.074074, 1e-5);
    near(lift.p, 0.145219, 1e-5);
    const sequence = confidenceSequence({ estimate: lift.estimate, se: lift.se, n: 220, plannedN: 600 });
    near(sequence.p, 0.892332, 1e-6);
    near(sequence.lo, -0.233322, 1e-5);
  });

  test('a ratio .60 against .529 is a lift of 13.3 % with p .611', () => {
    const ratio = (numerator: Moments, sum: number, squares: number, products: number) => {
      const denominator = fromSums(sum, squares, numerator.n);
      const covariance = (products - numerator.mean * sum) / (numerator.n - 1);
      return ratioAsMean({ n: numerator.n, numerator, denominator, covariance });
    };
    const lift = relativeLift(liftOfMeans(ratio(treated, 500, 800, -905), ratio(control, 510, 810, -900)));
    near(lift.estimate, 0.133333, 1e-5);
    near(lift.p, 0.610663, 1e-5);
  });

  test('Welch: absolute p .02016, relative p .06191 on the same data', () => {
    const one = { n: 3461, mean: 0.7, variance: 6.2 ** 2 };
    const zero = { n: 3407, mean: 0.41, variance: 3.9 ** 2 };
    const welch = welchDifference(one, zero);
    near(welch.lo, 0.04538, 1e-4);
    near(welch.hi, 0.53462, 1e-5);
    near(welch.p, 0.02016, 1e-3);
    near(relativeLift(liftOfMeans(one, zero)).p, 0.06191, 1e-3);
  });

  test('CUPED: θ from both arms together, lift over the unadjusted control mean', () => {
    const adjusted = adjustBySums(
      { n: 3000, y: 222, yy: 555, x: 120, xx: 405, xy: -10 },
      { n: 3001, y: 300, yy: 600, x: 210, xx: 415, xy: -20 },
    );
    near(adjusted.theta, -0.0732119, 1e-6);
    near(relativeLift(adjusted.lift).estimate, -0.281707, 1e-5);
    const absolute = welchDifference(adjusted.treated, adjusted.control);
    expect(absolute.p).toBeGreaterThan(0.01);
    expect(absolute.p).toBeLessThan(0.012);
  });

  test.each([
    [1000, 0.106375],
    [5000, 0.042924],
    [10_000, 0.030615],
    [100_000, 0.010552],
  ])('half-width of the confidence sequence at %d units is %d', (n, half) => {
    near(confidenceSequence({ estimate: 0, se: 1 / Math.sqrt(n), n, plannedN: 5000 }).hi, half, 1e-4);
  });

  test('Newcombe’s examples: 56/70 against 48/80 and 9/10 against 3/10', () => {
    const wide = [
      { successes: 56, n: 70 },
      { successes: 48, n: 80 },
    ] as const;
    const score = scoreDifference(...wide);
    expect([score.lo.toFixed(4), score.hi.toFixed(4)]).toEqual(['0.0528', '0.3382']);
    const hybrid = newcombeInterval(...wide);
    expect([hybrid.lo.toFixed(4), hybrid.hi.toFixed(4)]).toEqual(['0.0524', '0.3339']);
    const narrow = [
      { successes: 9, n: 10 },
      { successes: 3, n: 10 },
    ] as const;
    const small = scoreDifference(...narrow);
    expect([small.lo.toFixed(4), small.hi.toFixed(4)]).toEqual(['0.1700', '0.8406']);
    const smallHybrid = newcombeInterval(...narrow);
    expect([smallHybrid.lo.toFixed(4), smallHybrid.hi.toFixed(4)]).toEqual(['0.1705', '0.8090']);
  });

  test('sample ratio: 5,000/5,200 passes, 10,000/10,600 blocks', () => {
    const passes = sampleRatioCheck([5000, 5200], [1, 1]);
    near(passes.chi2, 3.92, 1e-3);
    near(passes.p, 0.048, 1e-2);
    expect(passes.blocks).toBe(false);
    const blocks = sampleRatioCheck([10_000, 10_600], [0.5, 0.5]);
    near(blocks.chi2, 17.48, 1e-3);
    near(blocks.p, 2.9e-5, 1e-2);
    expect(blocks.blocks).toBe(true);
    expect(sampleRatioCheck([0, 0], [1, 1])).toEqual({ chi2: 0, df: 1, p: 1, blocks: false });
  });

  test('Benjamini & Hochberg’s own fifteen: four rejected at 5 %, the fourth adjusted to .035625', () => {
    const p = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
      0.759, 1,
    ];
    const adjusted = benjaminiHochberg(p);
    expect(adjusted.filter(value => value <= 0.05)).toHaveLength(4);
    near(adjusted[3] as number, 0.035625, 1e-9);
    expect(p.filter(value => value <= 0.05 / 15)).toHaveLength(3);
  });
});

const share = fc
  .integer({ min: 1, max: 400 })
  .chain(n => fc.record({ successes: fc.integer({ min: 0, max: n }), n: fc.constant(n) }))
  .filter(({ n }) => n > 1);

describe('invariants', () => {
  test('the score interval holds its estimate, excludes 0 exactly when p < .05, and mirrors when arms swap', () => {
    fc.assert(
      fc.property(share, share, (treated, control) => {
        const result = scoreDifference(treated, control);
        const swapped = scoreDifference(control, treated);
        expect(result.lo).toBeLessThanOrEqual(result.estimate + 1e-9);
        expect(result.hi).toBeGreaterThanOrEqual(result.estimate - 1e-9);
        expect(result.lo).toBeGreaterThanOrEqual(-1);
        expect(result.hi).toBeLessThanOrEqual(1);
        expect(swapped.lo).toBeCloseTo(-result.hi, 9);
        expect(swapped.p).toBeCloseTo(result.p, 9);
        if (Math.abs(result.p - 0.05) > 1e-6) expect(result.lo > 0 || result.hi < 0).toBe(result.p < 0.05);
      }),
      { seed: 21, numRuns: 300 },
    );
  });

  test('nobody or everybody buying is no evidence', () => {
    for (const successes of [0, 50]) {
      const result = scoreDifference({ successes, n: 50 }, { successes: successes * 2, n: 100 });
      expect(result.p).toBe(1);
      expect(result.lo).toBeLessThan(0);
      expect(result.hi).toBeGreaterThan(0);
      expect(pooledZ({ successes, n: 50 }, { successes: successes * 2, n: 100 }).z).toBe(0);
    }
  });

  test('the confidence sequence excludes 0 exactly when its p is below .05', () => {
    const inputs = fc.record({
      estimate: fc.double({ min: -1, max: 1, noNaN: true }),
      se: fc.double({ min: 0.01, max: 1, noNaN: true }),
      n: fc.integer({ min: 2, max: 1e6 }),
      plannedN: fc.integer({ min: 10, max: 1e6 }),
    });
    fc.assert(
      fc.property(inputs, input => {
        const { lo, hi, p } = confidenceSequence(input);
        if (Math.abs(p - 0.05) > 1e-9) expect(lo > 0 || hi < 0).toBe(p < 0.05);
      }),
      { seed: 22 },
    );
  });

  test('adjusted p-values keep the order of the raw ones and never fall below them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }),
        p => {
          const adjusted = benjaminiHochberg(p);
          for (let i = 0; i < p.length; i++) {
            expect(adjusted[i]).toBeGreaterThanOrEqual((p[i] as number) - 1e-12);
            for (let j = 0; j < p.length; j++) {
              if ((p[i] as number) < (p[j] as number))
                expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] as number);
            }
          }
        },
      ),
      { seed: 23, numRuns: 50 },
    );
  });

  test('a control mean near 0 gets Fieller’s interval, or none when it cannot be told from 0', () => {
    const unclear = relativeLift(
      liftOfMeans({ n: 50, mean: 1, variance: 1 }, { n: 50, mean: 0.1, variance: 1 }),
    );
    expect(unclear).toMatchObject({ method: 'fieller', lo: null, hi: null });
    const wide = relativeLift(
      liftOfMeans({ n: 50, mean: 1, variance: 1 }, { n: 50, mean: 0.5, variance: 1 }),
    );
    expect(wide.method).toBe('fieller');
    expect(wide.lo as number).toBeLessThan(wide.estimate);
    expect((wide.hi as number) - wide.estimate).toBeGreaterThan(wide.estimate - (wide.lo as number));
  });
});

describe('adjustment by rows', () => {
  const rng = seededRng(31);
  const arm = (n: number, effect: number) => {
    const x = Float64Array.from({ length: n }, () => rng.normal());
    return { x, y: x.map(value => 2 * value + rng.normal() + effect) };
  };
  const [treated, control] = [arm(4000, 0.1), arm(2000, 0)];

  test('equals the adjustment by sums when nothing is missing', () => {
    const sums = ({ x, y }: { x: Float64Array; y: Float64Array }) => {
      const total = (f: (i: number) => number) => x.reduce((all, _, i) => all + f(i), 0);
      const at = (column: Float64Array, i: number) => column[i] as number;
      return {
        n: x.length,
        y: total(i => at(y, i)),
        yy: total(i => at(y, i) ** 2),
        x: total(i => at(x, i)),
        xx: total(i => at(x, i) ** 2),
        xy: total(i => at(x, i) * at(y, i)),
      };
    };
    const bySums = adjustBySums(sums(treated), sums(control));
    const byRows = adjustColumns(treated, control);
    near(byRows.theta, bySums.theta, 1e-9);
    near(moments(byRows.treated).mean, bySums.treated.mean, 1e-9);
    near(moments(byRows.control).variance, bySums.control.variance, 1e-9);
  });

  test('takes away the explained variance and copes with missing covariates', () => {
    const holes = treated.x.map((value, index) => (index % 5 === 0 ? Number.NaN : value));
    const full = adjustColumns(treated, control);
    const holed = adjustColumns({ y: treated.y, x: holes }, control);
    const variance = moments(treated.y).variance;
    expect(moments(full.treated).variance / variance).toBeCloseTo(1 - full.correlation ** 2, 1);
    expect(moments(holed.treated).variance).toBeLessThan(variance * 0.6);
    expect(Number.isFinite(moments(holed.treated).mean)).toBe(true);
  });
});

test('ratio metrics by rows: margin per order', () => {
  const { mean, variance } = ratioAsMean(ratioMoments([10, 20, 30, 0], [1, 2, 3, 0]));
  expect(mean).toBe(10);
  expect(variance).toBeCloseTo(0, 12);
});
