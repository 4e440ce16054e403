import { Lunar } from 'lunar-typescript';
import { describe, expect, it } from 'vitest';
import { curveNames, dailyIndex, dayMs, dayOf, isSaleDay, shopCalendar, timeText } from './calendar.ts';
import { midAutumnFestivals, springFestivals } from './festivals.ts';

const at = (text: string) => Date.parse(`${text}+08:00`);
const index = (date: string) => dailyIndex(dayOf(at(`${date}T12:00:00`)));

describe('the calendar of the shop', () => {
  it('knows the lunar festivals as the lunar calendar has them', () => {
    const years = springFestivals.map((_, n) => 2015 + n);
    expect(springFestivals).toEqual(years.map(year => Lunar.fromYmd(year, 1, 1).getSolar().toYmd()));
    expect(midAutumnFestivals).toEqual(years.map(year => Lunar.fromYmd(year, 8, 15).getSolar().toYmd()));
  });

  it('sells most on 双11, much on 618 and least on the first days of the lunar year', () => {
    expect(index('2024-11-11')).toBeGreaterThan(2.5);
    expect(index('2024-06-18')).toBeGreaterThan(2);
    expect(index('2024-02-11')).toBeLessThan(0.35);
    expect(index('2025-01-30')).toBeLessThan(0.35);
    expect(index('2025-02-11')).toBeGreaterThan(0.7);
    expect(isSaleDay(dayOf(at('2024-11-11T00:00:00')))).toBe(true);
    expect(isSaleDay(dayOf(at('2024-04-11T00:00:00')))).toBe(false);
  });

  it('turns instants into operational time and back', () => {
    const calendar = shopCalendar(at('2023-01-01T00:00:00'), at('2025-12-31T00:00:00'));
    for (const curve of curveNames) {
      for (let day = 0; day < 900; day += 7.37) {
        const instant = Math.floor((at('2023-01-01T00:00:00') + day * dayMs) / 1000) * 1000;
        const back = calendar.instant(calendar.operational(instant, curve), curve);
        expect(Math.abs(back - instant)).toBeLessThanOrEqual(1000);
      }
    }
  });

  it('lets an average day count as one operational day and a night hour as little', () => {
    const from = at('2023-01-01T00:00:00');
    const calendar = shopCalendar(from, from + 1000 * dayMs);
    const span =
      calendar.operational(from + 1000 * dayMs, 'ordinary') - calendar.operational(from, 'ordinary');
    expect(span / 1000).toBeCloseTo(1, 1);
    const hour = (text: string) =>
      calendar.operational(at(text) + 3_600_000, 'ordinary') - calendar.operational(at(text), 'ordinary');
    expect(hour('2024-05-15T21:00:00')).toBeGreaterThan(20 * hour('2024-05-15T03:00:00'));
    expect(calendar.instant(1e9, 'ordinary')).toBe(Number.POSITIVE_INFINITY);
  });

  it('writes wall times of Shanghai', () => {
    expect(timeText(Date.parse('2024-12-31T16:00:05Z'))).toBe('2025-01-01 00:00:05');
  });
});
