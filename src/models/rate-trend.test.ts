import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRng } from '../math/rng.ts';
import { priorPurchases, probabilityRateAbove, trendThresholds } from './rate-trend.ts';

const halves = { recentDays: 180, olderDays: 180 };

describe('rate trend', () => {
  it('sees no change without purchases', () => {
    expect(probabilityRateAbove({ ...halves, recent: 0, older: 0 }, 1)).toBeCloseTo(0.5, 12);
  });

  it('agrees with drawing both rates from their Gamma posteriors', () => {
    const rng = seededRng(11);
    // A Gamma of integer shape is a sum of exponentials; the prior adds one purchase to each half.
    const gamma = (shape: number) => {
      let total = 0;
      for (let index = 0; index < shape; index++) total -= Math.log(1 - rng.uniform());
      return total;
    };
    const shapes = [6 + priorPurchases / 2, 3 + priorPurchases / 2] as const;
    let above = 0;
    for (let draw = 0; draw < 40_000; draw++) if (gamma(shapes[0]) / gamma(shapes[1]) > 1.1) above++;
    expect(probabilityRateAbove({ ...halves, recent: 6, older: 3 }, 1.1)).toBeCloseTo(above / 40_000, 2);
  });

  it('turns thresholds into the same decision as the probabilities', () => {
    const windows = fc.record({
      older: fc.integer({ min: 0, max: 60 }),
      recentDays: fc.integer({ min: 30, max: 180 }),
      olderDays: fc.integer({ min: 30, max: 900 }),
    });
    fc.assert(
      fc.property(windows, fc.integer({ min: 0, max: 80 }), (w, recent) => {
        const { growingFrom, decliningTo } = trendThresholds(w);
        const grows = probabilityRateAbove({ ...w, recent }, 1.1) > 0.8;
        const declines = 1 - probabilityRateAbove({ ...w, recent }, 0.9) > 0.8;
        expect(recent >= growingFrom).toBe(grows);
        expect(recent <= decliningTo).toBe(declines);
        expect(growingFrom).toBeGreaterThan(decliningTo);
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  it('never calls one order more or less than expected a trend', () => {
    const { growingFrom, decliningTo } = trendThresholds({ ...halves, older: 2 });
    expect(growingFrom).toBeGreaterThan(3);
    expect(decliningTo).toBeLessThan(1);
  });
});
