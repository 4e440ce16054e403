import { expect, it } from 'vitest';
import { hessianAt, quasiNewton, type Slope } from './quasi-newton.ts';
import { inverse } from './small-matrix.ts';

/** A long bent valley with its end at (1, 1), lifted so that its value rounds to about 1e-15. */
const valley = ([x = 0, y = 0]: readonly number[]): Slope => ({
  value: 6 + (1 - x) ** 2 + 100 * (y - x * x) ** 2,
  gradient: [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
});
const limits = { gradientTolerance: 1e-9, maxEvaluations: 300 };

it('finds the end of a valley, and ends where the value can no longer tell', () => {
  const found = quasiNewton(valley, [-1.2, 1], limits);
  expect(found.converged).toBe(true);
  expect(found.at[0]).toBeCloseTo(1, 5);
  expect(found.at[1]).toBeCloseTo(1, 5);
  expect(found.evaluations).toBeLessThan(80);
  // Nothing to gain from here: the search says so without forty tries at ever shorter steps.
  expect(quasiNewton(valley, found.at, { ...limits, gradientTolerance: 0 }).evaluations).toBeLessThan(25);
});

it('begins with the curvature of a nearby problem in fewer evaluations', () => {
  const start = [1.05, 1.1];
  const metric = inverse(hessianAt(valley, [1, 1]));
  const alone = quasiNewton(valley, start, limits);
  const helped = quasiNewton(valley, start, metric ? { ...limits, metric } : limits);
  expect(helped.at[0]).toBeCloseTo(1, 5);
  expect(helped.evaluations).toBeLessThan(alone.evaluations);
});
