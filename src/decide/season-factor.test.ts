import { describe, expect, it } from 'vitest';
import { distinctWindows, factorsOf, seasonComparisons, seasonFactor } from './season-factor.ts';

const dayMs = 86_400_000;
const asOf = new Date('2026-03-01T00:00:00Z');
const before = (days: number) => new Date(asOf.getTime() - days * dayMs);
const compared = (historyDays: number, count: number) =>
  seasonComparisons({
    asOf,
    firstSale: before(historyDays),
    origins: Array.from({ length: count }, (_, k) => before((k + 1) * 90)),
    horizonDays: 90,
  });

describe('season factor', () => {
  const window = (customers: number, value: number) => ({ customers, value });

  it('compares the value of a customer a year before with that after the origin, and is 1 without either', () => {
    expect(seasonFactor(window(100, 300), window(200, 400))).toBe(1.5);
    expect(seasonFactor(window(0, 0), window(1, 1))).toBe(1);
    expect(seasonFactor(window(10, -5), window(1, 1))).toBe(1);
  });

  it('is wanted for today and for each origin with three earlier ones, against what lies before it', () => {
    const found = compared(1200, 6);
    expect(found.map(each => each.at)).toEqual([asOf, before(90), before(180), before(270)]);
    expect(found.map(each => each.origins.length)).toEqual([6, 5, 4, 3]);
    expect(found.every(each => each.origins.every(origin => origin < each.at))).toBe(true);
    expect(compared(1200, 3)).toHaveLength(1);
  });

  it('reads each window once, the season ahead a year before its time', () => {
    const windows = distinctWindows(compared(1200, 6));
    expect(windows).toHaveLength(new Set(windows.map(each => each.from.getTime())).size);
    expect(windows).toContainEqual({ from: before(365), horizonDays: 90, lookbackDays: 365 });
    expect(windows).toContainEqual({ from: before(90 + 365), horizonDays: 90, lookbackDays: 365 });
    expect(windows).toHaveLength(4 + 6);
  });

  it('is 1 at times whose own history is too short to know a season', () => {
    const found = compared(500, 4);
    expect(found.map(each => each.lookbackDays)).toEqual([135, null]);
    expect(factorsOf(found[1] as (typeof found)[0], [], [])).toEqual(
      new Array(3).fill({ all: 1, ofCategory: 1 }),
    );
    const windows = distinctWindows(found);
    const means = windows.map((_, index) => ({
      customers: 10,
      value: index === 0 ? 20 : 10,
      ofCategory: { value: index === 0 ? 3 : 9, buyers: 99 },
    }));
    const factors = (buyers: number) =>
      factorsOf(
        found[0] as (typeof found)[0],
        windows,
        means.map(mean => ({ ...mean, ofCategory: { ...mean.ofCategory, buyers } })),
      );
    expect(factors(99)).toEqual(new Array(4).fill({ all: 2, ofCategory: 2 }));
    expect(factors(100)).toEqual(new Array(4).fill({ all: 2, ofCategory: 1 / 3 }));
  });
});
