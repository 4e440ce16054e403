/** Slopes and tests of short series against values worked out by hand and against chance. */
import { describe, expect, it } from 'vitest';
import { rankTrend, robustSpread } from './rank-trend.ts';
import { seededRng } from './rng.ts';

const points = (values: readonly number[]) => values.map((y, x) => ({ x, y }));

describe('a rank trend', () => {
  it('is the median of all pairwise slopes, which one wild value does not move', () => {
    expect(rankTrend(points([1, 3, 5, 7, 9, 11])).slope).toBe(2);
    expect(rankTrend(points([1, 3, 5, 900, 9, 11])).slope).toBeCloseTo(2);
    expect(rankTrend([0, 1, 4, 5].map(x => ({ x, y: 3 * x }))).slope).toBe(3);
  });

  it('has the p of Mann–Kendall: S = 15 of six rising values, variance 28.33', () => {
    const rising = rankTrend(points([1, 2, 3, 4, 5, 6]));
    expect(rising.p).toBeCloseTo(0.00853, 4);
    expect(rankTrend(points([5, 5, 5, 5])).p).toBe(1);
    // Two tied pairs among five: variance (300 − 18 − 18) / 18.
    expect(rankTrend(points([1, 1, 2, 2, 3])).p).toBeCloseTo(0.0672, 3);
  });

  it('is wider where neighbours are alike, and holds the true slope as often as it says', () => {
    const rng = seededRng(11);
    const series = Array.from({ length: 400 }, () =>
      points(Array.from({ length: 12 }, (_, x) => 0.1 * x + rng.normal())),
    );
    const held =
      series.map(rankTrendAt).filter(({ lo, hi }) => lo <= 0.1 && hi >= 0.1).length / series.length;
    // Level .90; ranks are taken outwards, so rather more. Binomial band of 400 below.
    expect(held).toBeGreaterThanOrEqual(0.87);
    const walk = Array.from({ length: 12 }, (_, x) => Math.floor(x / 4) % 2);
    expect(rankTrend(points(walk)).inflation).toBeGreaterThan(1);
  });

  it('spreads by the median, not by the extremes', () => {
    expect(robustSpread([])).toBe(0);
    expect(robustSpread([1, 2, 3, 4, 1_000])).toBeCloseTo(1.4826);
  });
});

const rankTrendAt = (series: ReturnType<typeof points>) => rankTrend(series);
