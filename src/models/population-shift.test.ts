/** Population stability: what chance alone gives stays under the limit. */
import { describe, expect, it } from 'vitest';
import { seededRng } from '../math/rng.ts';
import { populationShift } from './population-shift.ts';

describe('a distribution beside an earlier one', () => {
  it('is the sum of differences times log ratios, and infinite for no bin', () => {
    const found = populationShift([50, 50], [80, 20]);
    expect(found?.psi).toBeCloseTo(0.3 * Math.log(1.6) - 0.3 * Math.log(0.4), 12);
    expect(found?.isShifted).toBe(true);
    expect(populationShift([50, 50], [100, 0])?.psi).toBeCloseTo(
      0.5 * Math.log(2) + (1e-4 - 0.5) * Math.log(1e-4 / 0.5),
      12,
    );
  });

  it('of one bin or of nothing is not compared', () => {
    expect(populationShift([5], [5])).toBeNull();
    expect(populationShift([0, 0], [1, 1])).toBeNull();
    expect(populationShift([1, 1], [0, 0])).toBeNull();
  });

  it('of the same tenths is called shifted about once in twenty where rows are few', () => {
    const rng = seededRng(7);
    const draw = (rows: number) => {
      const counts = Array<number>(10).fill(0);
      for (let n = 0; n < rows; n += 1) {
        const bin = rng.below(10);
        counts[bin] = (counts[bin] ?? 0) + 1;
      }
      return counts;
    };
    const shifted = Array.from({ length: 400 }, () => populationShift(draw(200), draw(200))?.isShifted);
    const share = shifted.filter(Boolean).length / 400;
    expect(share).toBeGreaterThan(0.02);
    expect(share).toBeLessThan(0.1);
  });
});
