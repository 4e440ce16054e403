import { describe, expect, it } from 'vitest';
import { addDays, type DayCount, operationalDays, seasonalClock } from './seasonal-clock.ts';

const start = '2024-01-01';

/** Days whose at-risk base follows `base` and of whom `rate` return a day. */
const daysOf = (
  length: number,
  rate: (n: number) => number,
  base: (n: number) => number = () => 1000,
): DayCount[] =>
  Array.from({ length }, (_, n) => ({
    day: addDays(start, n),
    returning: rate(n) * base(n),
    opened: base(n) - (n === 0 ? 0 : base(n - 1)),
  }));

/** 600 days on which a tenth returns, with a closed fortnight and a doubled one. */
const counts = daysOf(600, n => (n >= 300 && n < 314 ? 0.002 : n >= 500 && n < 514 ? 0.2 : 0.1));
const end = addDays(start, 600);

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

  it('takes a base that grows or shrinks for no season', () => {
    for (const base of [(n: number) => 100 + 10 * n, (n: number) => 10_000 - 15 * n]) {
      const clock = seasonalClock(
        daysOf(600, () => 0.1, base),
        end,
      );
      for (const from of [0, 150, 400, 570])
        expect(operationalDays(clock, addDays(start, from), addDays(start, from + 28))).toBeCloseTo(28, 1);
    }
  });

  it('knows a yearly season as well at the ends of the history as in its middle', () => {
    const wave = (n: number) => 0.1 * (1 + 0.6 * Math.cos((2 * Math.PI * n) / 365));
    const days = 365 * 3;
    const clock = seasonalClock(daysOf(days, wave), addDays(start, days));
    const month = (from: number) => operationalDays(clock, addDays(start, from), addDays(start, from + 28));
    for (const from of [0, 365, 2 * 365, days - 29]) expect(month(from)).toBeCloseTo(28 * 1.58, 0);
    for (const from of [168, 365 + 168, 2 * 365 + 168]) expect(month(from)).toBeCloseTo(28 * 0.42, 0);
  });

  it('counts a day on which nobody was at risk as an ordinary one', () => {
    const clock = seasonalClock([{ day: start, returning: 0, opened: 0 }], end);
    expect(operationalDays(clock, start, addDays(start, 100))).toBeCloseTo(100, 6);
  });

  it('works without a single purchase', () => {
    expect(seasonalClock([], '2024-01-01').elapsedMilliDays).toEqual([1000]);
  });
});
