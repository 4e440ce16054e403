/** Unusual days of a table. */
import { describe, expect, it } from 'vitest';
import { type CountedDay, unusualOf, usualRows } from './quality-drift.ts';

const start = Date.parse('2026-01-05T00:00:00Z');
const dayNo = (n: number) => new Date(start + n * 86_400_000).toISOString().slice(0, 10);
/** Fourteen weeks; Sundays have a third of the rows. */
const weeks: CountedDay[] = Array.from({ length: 98 }, (_, n) => ({
  day: dayNo(n),
  rows: n % 7 === 6 ? 100 : 300,
  counts: [{ checked: n % 7 === 6 ? 100 : 300, passed: n % 7 === 6 ? 98 : 294 }],
}));
const seen = (days: CountedDay[], today = dayNo(98)) => unusualOf(days, { rules: ['filled'], today });

describe('the newest whole day', () => {
  it('of a regular table is not unusual, a Sunday among them', () => {
    expect(seen(weeks)).toEqual([]);
    expect(seen(weeks.slice(0, 97))).toEqual([]);
  });

  it('is compared with the same weekday, not with the day before', () => {
    const broken = weeks.with(97, { ...weeks[97], day: dayNo(97), rows: 300, counts: [] });
    expect(seen(broken)).toMatchObject([{ rule: '', day: dayNo(97), found: 300, usual: 100, days: 12 }]);
  });

  it('shows a column that fails more than it does, and not one that fails less', () => {
    const withPassed = (passed: number) =>
      weeks.with(97, { day: dayNo(97), rows: 100, counts: [{ checked: 100, passed }] });
    expect(seen(withPassed(60))).toMatchObject([{ rule: 'filled', found: 0.6, usual: 0.98 }]);
    expect(seen(withPassed(100))).toEqual([]);
  });

  it('is neither today nor a day to come, and says nothing of a young table', () => {
    const odd = weeks.with(97, { day: dayNo(97), rows: 9_000, counts: [] });
    expect(seen(odd, dayNo(97))).toEqual([]);
    expect(seen(weeks.slice(0, 50))).toEqual([]);
    expect(seen([])).toEqual([]);
    expect(seen([{ day: null, rows: 5, counts: [] }])).toEqual([]);
  });

  it('without any row is unusual where it is asked for by name', () => {
    expect(usualRows(weeks, dayNo(98))).toMatchObject({ isUnusual: true, usual: 300 });
    expect(usualRows([], dayNo(98))).toBeNull();
  });
});
