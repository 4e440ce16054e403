import { describe, expect, it } from 'vitest';
import { calendarDays } from './calendar.ts';

const firstDay = (code: string, year: number) =>
  calendarDays(`${year}-01-01`, `${year}-12-31`).find(day => day.code === code)?.from;

describe('marketing calendar', () => {
  it.each([
    [2024, '2024-02-09'],
    [2025, '2025-01-28'],
    [2026, '2026-02-16'],
    [2027, '2027-02-05'],
  ])('starts Spring Festival of %i on the eve of lunar new year', (year, eve) => {
    expect(firstDay('calendar-spring-festival', year)).toBe(eve);
  });

  it('knows the moving festivals of 2026', () => {
    expect(firstDay('calendar-qixi', 2026)).toBe('2026-08-19');
    expect(firstDay('calendar-mid-autumn', 2026)).toBe('2026-09-25');
  });

  it('includes what began before the period and still runs, and nothing outside it', () => {
    expect(calendarDays('2026-06-10', '2026-06-12').map(d => d.code)).toEqual(['calendar-618']);
  });
});
