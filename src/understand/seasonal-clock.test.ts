import { describe, expect, it } from 'vitest';
import { addDays, type DayCount, operationalDays, seasonalClock } from './seasonal-clock.ts';

/** 600 days of 100 buyers a day, with a closed week and a doubled one. */
const counts: DayCount[] = Array.from({ length: 600 }, (_, n) => {
  const customers = n >= 300 && n < 314 ? 2 : n >= 500 && n < 514 ? 200 : 100;
  return { day: addDays('2024-01-01', n), customers };
});
const end = addDays('2024-01-01', 600);

describe('seasonal clock', () => {
  it('counts every day as one while history is too short to know a season', () => {
    const short = seasonalClock(counts.slice(0, 400), addDays('2024-01-01', 400));
    expect(short.kind).toBe('plain');
    expect(operationalDays(short, '2024-02-01', '2024-02-15')).toBe(14);
  });

  it('lets a closed fortnight age nobody much and a busy one age everybody faster', () => {
    const clock = seasonalClock(counts, end);
    expect(clock.kind).toBe('observed');
    const during = (from: number) =>
      operationalDays(clock, addDays('2024-01-01', from + 3), addDays('2024-01-01', from + 10));
    expect(during(300)).toBeLessThan(2.5);
    expect(during(500)).toBeGreaterThan(12);
    expect(during(100)).toBeGreaterThan(6.5);
    expect(during(100)).toBeLessThan(7.5);
  });

  it('has as many operational as calendar days over the whole history', () => {
    const clock = seasonalClock(counts, end);
    expect(operationalDays(clock, '2024-01-01', addDays('2024-01-01', 599))).toBeCloseTo(599, 0);
  });

  it('reaches from the first purchase to the as-of day in whole milli-days', () => {
    const clock = seasonalClock(counts, end);
    expect(clock.elapsedMilliDays).toHaveLength(601);
    expect(clock.elapsedMilliDays.every(Number.isInteger)).toBe(true);
    expect([...clock.elapsedMilliDays].sort((a, b) => a - b)).toEqual(clock.elapsedMilliDays);
  });

  it('works without a single purchase', () => {
    expect(seasonalClock([], '2024-01-01').elapsedMilliDays).toEqual([1000]);
  });
});
