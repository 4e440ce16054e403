import { describe, expect, it } from 'vitest';
import { type BuyerDistribution, rfmCuts } from './cut-points.ts';

const distribution = (change: Partial<BuyerDistribution> = {}): BuyerDistribution => ({
  buyers: 1000,
  recency: { quintiles: [14, 35, 70, 175], median: 52 },
  frequency: { quintiles: [1, 2, 3, 6], median: 2 },
  monetary: { quintiles: [252.61, 506.65, 992.16, 2146.12], median: 706 },
  topFrequency: 205,
  ...change,
});

describe('cut points', () => {
  it('give five levels to a spread distribution', () => {
    expect(rfmCuts(distribution()).effectiveLevels).toEqual({ r: 5, f: 5, m: 5 });
  });

  it('collapse where quintiles coincide, so that ties share a score', () => {
    const cuts = rfmCuts(distribution({ frequency: { quintiles: [1, 1, 2, 4], median: 1 } }));
    expect(cuts.frequency).toEqual([1, 2, 4]);
    expect(cuts.effectiveLevels.f).toBe(4);
    expect(cuts.frequencyRule).toBe('quintiles');
  });

  it('fall back to 1 | 2 | 3–4 | 5–9 | 10+ where frequency has fewer than three levels', () => {
    const cuts = rfmCuts(
      distribution({ frequency: { quintiles: [1, 1, 1, 2], median: 1 }, topFrequency: 2 }),
    );
    expect(cuts.frequency).toEqual([1, 2, 4, 9]);
    expect(cuts.frequencyRule).toBe('fixed-1-2-3-5-10');
    expect(cuts.medians.frequency).toBe(1);
  });
});
