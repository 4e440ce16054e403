import { describe, expect, it } from 'vitest';
import { nelderMead } from './nelder-mead.ts';

const options = { step: 0.5, tolerance: 1e-12, maxEvaluations: 2000 };

describe('nelder-mead', () => {
  it('finds the minimum of a quadratic', () => {
    const found = nelderMead(([x = 0, y = 0]) => (x - 1) ** 2 + 3 * (y + 2) ** 2, [0, 0], options);
    expect(found.converged).toBe(true);
    expect(found.at[0]).toBeCloseTo(1, 5);
    expect(found.at[1]).toBeCloseTo(-2, 5);
  });

  it('follows the curved valley of Rosenbrock’s function', () => {
    const rosenbrock = ([x = 0, y = 0]: readonly number[]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2;
    const found = nelderMead(rosenbrock, [-1.2, 1], options);
    expect(found.at[0]).toBeCloseTo(1, 4);
    expect(found.at[1]).toBeCloseTo(1, 4);
  });

  it('stays inside a domain whose outside is infinite', () => {
    const found = nelderMead(
      ([x = 0]) => (x <= 0 ? Number.POSITIVE_INFINITY : x - Math.log(x)),
      [5],
      options,
    );
    expect(found.at[0]).toBeCloseTo(1, 5);
  });

  it('says when it ran out of evaluations', () => {
    const found = nelderMead(([x = 0]) => (x - 100) ** 2, [0], { ...options, maxEvaluations: 10 });
    expect(found.converged).toBe(false);
  });
});
