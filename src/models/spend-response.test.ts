/** The line through the months: recovered where it is planted, refused where months or movement lack. */
import { describe, expect, it } from 'vitest';
import { seededRng } from '../math/rng.ts';
import { spendResponse } from './spend-response.ts';

const months = (n: number, seed: number, slope: number) => {
  const rng = seededRng(seed);
  return Array.from({ length: n }, (_, at) => {
    const spend = 1000 + 400 * rng.normal();
    return { spend, outcome: 20 + 0.5 * at + slope * spend + (1 + spend / 1000) * rng.normal() };
  });
};

describe('what another unit of spend went with', () => {
  it('is the slope of an exact line, the trend taken out', () => {
    const exact = Array.from({ length: 24 }, (_, at) => {
      const spend = 100 + 17 * ((at * 7) % 5);
      return { spend, outcome: 3 + 2 * at + 0.25 * spend };
    });
    const found = spendResponse(exact);
    if (found.status !== 'ok') expect.fail('two years of months are enough');
    expect(found.slope).toBeCloseTo(0.25, 9);
    expect(found.hi - found.lo).toBeLessThan(1e-6);
  });

  it('covers the planted slope as often as it says, under unequal spread', () => {
    const covered = Array.from({ length: 300 }, (_, seed) =>
      spendResponse(months(24, seed + 1, 0.02)),
    ).filter(found => found.status === 'ok' && found.lo <= 0.02 && 0.02 <= found.hi).length;
    // 95 % of 300, three binomial standard errors to either side.
    expect(covered).toBeGreaterThan(273);
    expect(covered).toBeLessThan(297);
  });

  it('is refused under twelve months and where spend does not move', () => {
    expect(spendResponse(months(11, 1, 0.02)).status).toBe('insufficient');
    expect(spendResponse(Array.from({ length: 24 }, () => ({ spend: 500, outcome: 3 }))).status).toBe('flat');
    expect(
      spendResponse(Array.from({ length: 24 }, (_, at) => ({ spend: 100 + at, outcome: at }))).status,
    ).toBe('flat');
    expect(spendResponse(Array.from({ length: 24 }, () => ({ spend: 0, outcome: 3 }))).status).toBe('flat');
  });
});
