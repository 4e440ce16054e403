import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quasiNewton } from './quasi-newton.ts';
import { inverse, symmetricEigenvalues } from './small-matrix.ts';
import { digamma } from './special-functions.ts';

const entry = fc.double({ min: -3, max: 3, noNaN: true });

test('an inverse times its matrix is one, and eigenvalues multiply to what they should', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(entry, { minLength: 4, maxLength: 4 }), { minLength: 4, maxLength: 4 }),
      a => {
        // aᵀa + 1: symmetric and safely positive.
        const m = a.map((_, i) =>
          a.map((_, j) => a.reduce((t, row) => t + (row[i] as number) * (row[j] as number), i === j ? 1 : 0)),
        );
        const back = inverse(m);
        if (!back) expect.fail('it has one');
        m.forEach((row, i) =>
          back.forEach((_, j) => {
            const product = row.reduce((t, x, k) => t + x * (back[k]?.[j] as number), 0);
            expect(product).toBeCloseTo(i === j ? 1 : 0, 8);
          }),
        );
        const values = symmetricEigenvalues(m);
        const trace = m.reduce((t, row, i) => t + (row[i] as number), 0);
        expect(values.reduce((t, x) => t + x, 0) / trace).toBeCloseTo(1, 10);
        expect(values[0]).toBeGreaterThan(0.99);
      },
    ),
  );
});

test('a matrix without an inverse has none', () => {
  expect(
    inverse([
      [1, 2],
      [2, 4],
    ]),
  ).toBeNull();
});

test('the banana valley is walked to its end', () => {
  const banana = ([x = 0, y = 0]: readonly number[]) => ({
    value: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
    gradient: [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
  });
  const found = quasiNewton(banana, [-1.2, 1], { gradientTolerance: 1e-8, maxEvaluations: 400 });
  expect(found.converged).toBe(true);
  expect(found.at[0]).toBeCloseTo(1, 6);
  expect(found.at[1]).toBeCloseTo(1, 6);
});

test.each([
  [1, -0.5772156649015329],
  [0.5, -1.9635100260214235],
  [10, 2.251752589066721],
  [1e-3, -1000.5755719318103],
  [0.25, -4.2274535333762654],
])('ψ(%d)', (x, value) => {
  expect(Math.abs(digamma(x) / value - 1)).toBeLessThan(1e-13);
});
