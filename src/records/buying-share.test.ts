/** Proves the share within a window: measured days where there are some, a constant rate only beyond them. */
import { describe, expect, it } from 'vitest';
import { buyingShareWithin } from './buying-share.ts';

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
