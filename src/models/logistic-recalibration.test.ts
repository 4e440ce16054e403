import { describe, expect, it } from 'vitest';
import { seededRng } from '../math/rng.ts';
import {
  type ChanceBin,
  fitRecalibration,
  recalibrated,
  recalibrationVariance,
  unchanged,
} from './logistic-recalibration.ts';

/** Events drawn from chances that are off by a known intercept and slope. */
function drawn(seed: number, customers: number, truth: { intercept: number; slope: number }): ChanceBin[] {
  const rng = seededRng(seed);
  return Array.from({ length: 60 }, (_, n) => {
    const chance = (n + 1) / 61;
    const p = recalibrated(chance, { ...unchanged, ...truth });
    let events = 0;
    for (let one = 0; one < customers; one++) if (rng.uniform() < p) events++;
    return { chance, customers, events };
  });
}

/** The same height by brute force on a grid. */
function gridMode(bins: readonly ChanceBin[]): readonly [number, number] {
  let best: readonly [number, number, number] = [0, 0, Number.NEGATIVE_INFINITY];
  for (let intercept = -3; intercept <= 3; intercept += 0.05)
    for (let slope = -1; slope <= 2; slope += 0.05) {
      let height = -(intercept ** 2) / 2 - (4 * (slope - 1) ** 2) / 2;
      for (const { chance, customers, events } of bins) {
        const p = 1 / (1 + Math.exp(-(intercept + slope * Math.log(chance / (1 - chance)))));
        height += events * Math.log(p) + (customers - events) * Math.log(1 - p);
      }
      if (height > best[2]) best = [intercept, slope, height];
    }
  return [best[0], best[1]];
}

describe('logistic recalibration', () => {
  it('finds the mode that a search of the whole plane finds', () => {
    const bins = drawn(1, 20, { intercept: -1, slope: 0.3 });
    const [intercept, slope] = gridMode(bins);
    const fit = fitRecalibration(bins);
    expect(fit.intercept).toBeCloseTo(intercept, 1);
    expect(fit.slope).toBeCloseTo(slope, 1);
  });

  it('covers the truth with its own interval in 43 to 50 of 50 runs', () => {
    const truth = { intercept: 0.5, slope: 0.7 };
    let [intercepts, slopes] = [0, 0];
    for (let seed = 1; seed <= 50; seed++) {
      const { intercept, slope, covariance } = fitRecalibration(drawn(seed, 100, truth));
      if (Math.abs(intercept - truth.intercept) < 1.96 * Math.sqrt(covariance[0])) intercepts++;
      if (Math.abs(slope - truth.slope) < 1.96 * Math.sqrt(covariance[2])) slopes++;
    }
    expect(intercepts).toBeGreaterThanOrEqual(43);
    expect(slopes).toBeGreaterThanOrEqual(43);
  });

  it('leaves the model its word where nothing was seen, and moves little on little', () => {
    expect(fitRecalibration([])).toMatchObject({ intercept: 0, slope: 1 });
    const { intercept } = fitRecalibration([{ chance: 0.5, customers: 1, events: 1 }]);
    expect(intercept).toBeGreaterThan(0);
    expect(intercept).toBeLessThan(0.5);
  });

  it('is found from far off, where a full Newton step would fly away', () => {
    const fit = fitRecalibration([{ chance: 1e-6, customers: 9000, events: 950 }]);
    expect(recalibrated(1e-6, fit)).toBeCloseTo(950 / 9000, 2);
  });

  it('does not depend on how customers are put into bins', () => {
    const bins = drawn(3, 40, { intercept: 0, slope: 1 });
    const halves = bins.flatMap(({ chance, customers, events }) => [
      { chance, customers: customers / 2, events: events / 2 },
      { chance, customers: customers / 2, events: events / 2 },
    ]);
    const [whole, split] = [fitRecalibration(bins), fitRecalibration(halves)];
    expect(split.intercept).toBeCloseTo(whole.intercept, 9);
    expect(split.slope).toBeCloseTo(whole.slope, 9);
    expect(recalibrationVariance(0.5, whole)).toBeCloseTo(whole.covariance[0], 12);
  });
});
