/** Proves the share within a window: measured days where there are some, a constant rate only beyond them. */
import { describe, expect, it } from 'vitest';
import { baselineWithin, buyingShareWithin } from './buying-share.ts';

const card = {
  buyingShare: 0.24,
  horizonDays: 90,
  buyingByDays: [
    { days: 7, share: 0.05 },
    { days: 30, share: 0.15 },
    { days: 90, share: 0.24 },
  ],
};

describe('the share that buys within a window', () => {
  it('is what was measured at a measured day and lies between two of them in between', () => {
    expect([7, 30, 90].map(days => buyingShareWithin(card, days))).toEqual([0.05, 0.15, 0.24]);
    expect(buyingShareWithin(card, 60)).toBeCloseTo(0.195, 12);
    expect(buyingShareWithin(card, 3.5)).toBeCloseTo(0.025, 12);
    expect(buyingShareWithin(card, 0)).toBe(0);
  });

  it('goes on at a constant rate beyond the horizon and without measured days', () => {
    expect(buyingShareWithin(card, 180)).toBeCloseTo(1 - 0.76 ** 2, 12);
    expect(buyingShareWithin({ ...card, buyingByDays: [] }, 30)).toBeCloseTo(1 - 0.76 ** (1 / 3), 12);
  });

  it('is unknown where the card knows none', () => {
    expect(buyingShareWithin({ ...card, buyingShare: null }, 30)).toBeNull();
  });
});

describe('what is expected within a window', () => {
  const baselineByDays = [
    { days: 10, estimate: '100', lo: '50', hi: '150' },
    { days: 30, estimate: '200', lo: '130', hi: '270' },
    { days: 90, estimate: '500', lo: null, hi: null },
  ];
  it('has the interval of its own days, straight between measured ones', () => {
    expect(baselineWithin({ baselineByDays }, 30)).toEqual({ estimate: '200', lo: '130', hi: '270' });
    expect(baselineWithin({ baselineByDays }, 20)).toEqual({ estimate: '150', lo: '90', hi: '210' });
    expect(baselineWithin({ baselineByDays }, 5)).toEqual({ estimate: '50', lo: '25', hi: '75' });
    expect(baselineWithin({ baselineByDays }, 60)).toEqual({ estimate: '350', lo: null, hi: null });
  });

  it('is unknown beyond the horizon and without measured days', () => {
    expect(baselineWithin({ baselineByDays }, 91)).toBeNull();
    expect(baselineWithin({ baselineByDays: [] }, 30)).toBeNull();
  });
});
