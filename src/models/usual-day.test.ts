/** Unusual days: how often normal ones are called so, and how soon broken ones are. */
import { describe, expect, it } from 'vitest';
import { type Rng, seededRng } from '../math/rng.ts';
import { type DayMeasure, usualDay } from './usual-day.ts';

const rows = (part: number): DayMeasure => ({ part, whole: null });
const alike = Array.from({ length: 12 }, () => rows(100));

describe('a day', () => {
  it('is compared with nothing while there are fewer than eight weeks', () => {
    expect(usualDay(rows(0), alike.slice(0, 7))).toBeNull();
    expect(usualDay(rows(0), alike.slice(0, 8))?.isUnusual).toBe(true);
  });

  it('of a series without any spread is held against chance alone', () => {
    expect(usualDay(rows(120), alike)).toMatchObject({ isUnusual: false, usual: 100, days: 12 });
    expect(usualDay(rows(0), alike)).toMatchObject({ isUnusual: true });
    expect(usualDay(rows(200), alike)).toMatchObject({ isUnusual: true });
  });

  it('is not made usual by two broken ones among those before it', () => {
    const before = [...alike.slice(0, 10), rows(0), rows(5_000)];
    expect(usualDay(rows(5_000), before)?.isUnusual).toBe(true);
    expect(usualDay(rows(101), before)?.isUnusual).toBe(false);
  });

  it('says by its sign whether there was more or less, and does not depend on the order before', () => {
    expect(usualDay(rows(300), alike)?.distance).toBeGreaterThan(0);
    expect(usualDay(rows(3), alike)?.distance).toBeLessThan(0);
    const mixed = [90, 110, 95, 130, 70, 100, 105, 88, 99, 120, 101, 93].map(rows);
    expect(usualDay(rows(40), mixed)).toEqual(usualDay(rows(40), mixed.toReversed()));
  });
});

const runs = 4_000;
/** Counts that vary by 20 % from day to day beside chance, as a shop's do. */
const busy = (rng: Rng): DayMeasure => rows(Math.max(0, Math.round(1_000 * Math.exp(0.2 * rng.normal()))));
const poissonLike = (rng: Rng): DayMeasure =>
  rows(Math.max(0, Math.round(60 + Math.sqrt(60) * rng.normal())));
/** A share of 400 rows, drawn by the normal approximation. */
const share = (rng: Rng, mean = 0.9): DayMeasure => {
  const drawn = Math.round(400 * mean + Math.sqrt(400 * mean * (1 - mean)) * rng.normal());
  return { part: Math.min(400, Math.max(0, drawn)), whole: 400 };
};

const alarms = (weeks: number, normal: (rng: Rng) => DayMeasure, day = normal): number => {
  const rng = seededRng(weeks);
  let found = 0;
  for (let run = 0; run < runs; run += 1) {
    const before = Array.from({ length: weeks }, () => normal(rng));
    found += Number(usualDay(day(rng), before)?.isUnusual);
  }
  return found / runs;
};

describe('in simulation', () => {
  // 1 % ± four standard errors of 4,000 runs; the floor of chance can only make it quieter.
  it.each([
    ['counts that vary more than chance, 12 weeks', 12, busy],
    ['counts that vary more than chance, 8 weeks', 8, busy],
    ['counts that vary as chance does', 12, poissonLike],
    ['shares', 12, share],
  ] as const)('normal days are called unusual at most once in a hundred: %s', (_, weeks, normal) => {
    const rate = alarms(weeks, normal);
    expect(rate).toBeLessThan(0.01 + 4 * Math.sqrt((0.01 * 0.99) / runs));
    if (normal === busy) expect(rate).toBeGreaterThan(0.01 - 4 * Math.sqrt((0.01 * 0.99) / runs));
  });

  it('finds five of six days that lost four fifths of their rows, and a column that lost a fifth of its values', () => {
    expect(alarms(12, busy, rng => rows(Math.round(busy(rng).part * 0.2)))).toBeGreaterThan(0.8);
    expect(alarms(12, share, rng => share(rng, 0.7))).toBeGreaterThan(0.95);
  });
});
