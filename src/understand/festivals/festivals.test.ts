/** Festivals beside their likes: days by the calendar that moves them, sums by day, and what a short history allows. */
import { expect, it } from 'vitest';
import { addDays } from '../seasonal-clock.ts';
import { alignedSpan, festivalDay, festivals, festivalWindows } from './festival-days.ts';
import { type DaySums, festivalsOf } from './festival-sales.ts';
import { calendarPart, dayKinds, isWorkDay } from './work-days.ts';

const named = (name: string) => {
  const found = festivals.find(each => each.name === name);
  if (!found) expect.fail(`no festival ${name}`);
  return found;
};

it('lunar festivals move by the lunar calendar, sales days do not', () => {
  const spring = named('spring-festival');
  expect([2024, 2025, 2026, 2027].map(year => festivalDay(spring, year))).toEqual([
    '2024-02-10',
    '2025-01-29',
    '2026-02-17',
    '2027-02-06',
  ]);
  expect(festivalDay(named('qixi'), 2026)).toBe('2026-08-19');
  expect(festivalDay(named('mid-autumn'), 2026)).toBe('2026-09-25');
  // A year with a leap month: the festival stands in the plain one.
  expect(festivalDay(named('mid-autumn'), 2025)).toBe('2025-10-06');
  expect(festivalDay(named('double-11'), 2023)).toBe('2023-11-11');
});

it('windows reach back as far as the history, and one that is not over is cut alike in every year', () => {
  const spring = named('spring-festival');
  const whole = festivalWindows(spring, { asOfDay: '2026-03-10', firstDay: '2024-01-19' });
  expect(whole.partial).toBe(false);
  expect(whole.windows.map(each => [each.from, each.to])).toEqual([
    ['2026-01-27', '2026-03-03'],
    ['2025-01-08', '2025-02-12'],
    // 2024-01-20 is the first day of its window, and the history begins the day before.
    ['2024-01-20', '2024-02-24'],
  ]);
  const cut = festivalWindows(spring, { asOfDay: '2026-02-18', firstDay: '2024-01-21' });
  expect(cut.partial).toBe(true);
  expect(cut.windows.map(each => each.to)).toEqual(['2026-02-17', '2025-01-29']);
  // Before the window begins, the newest is that of the year before; short histories have none.
  expect(festivalWindows(spring, { asOfDay: '2026-01-27', firstDay: '2020-01-01' }).windows[0]?.day).toBe(
    '2025-01-29',
  );
  expect(festivalWindows(spring, { asOfDay: '2026-03-10', firstDay: '2026-02-01' }).windows).toEqual([]);
});

it('the last days are laid about the same festival, not about the same date', () => {
  expect(alignedSpan({ from: '2026-02-01', to: '2026-02-28' })).toEqual({
    festival: 'spring-festival',
    before: { from: '2025-01-13', to: '2025-02-09' },
  });
  expect(alignedSpan({ from: '2026-03-20', to: '2026-04-16' })).toBeNull();
});

const days = new Map<string, DaySums>();
for (let day = '2023-06-01'; day < '2026-03-10'; day = addDays(day, 1)) {
  const spring = ['2024-02-10', '2025-01-29', '2026-02-17'].some(
    festival => day >= addDays(festival, -7) && day < festival,
  );
  days.set(day, { net: spring ? 500 : 100, orders: spring ? 5 : 1, squares: spring ? 250_000 : 10_000 });
}
const input = { currency: 'CNY', asOfDay: '2026-03-10', firstDay: '2023-06-01', historyDays: 1013, days };

it('a season that only moved with its festival has not changed, by date it would have', () => {
  const { festivals: found, aligned } = festivalsOf({ ...input, together: 2 });
  expect(found[0]?.festival).toBe('38');
  const spring = found.find(each => each.festival === 'spring-festival');
  expect(spring?.years.map(each => each.netMinor)).toEqual([6400, 6400, 6400]);
  expect(spring?.years.map(each => each.change?.amountMinor ?? null)).toEqual([0, 0, null]);
  const squares = 7 * 250_000 + 29 * 10_000;
  const half = Math.round(1.959964 * Math.sqrt(2 * 2 * squares));
  expect(spring?.years[0]?.change?.noise).toEqual({ lo: -half, hi: half });
  expect(aligned).toMatchObject({ festival: 'spring-festival', beforeMinor: aligned?.afterMinor });
});

it('a made-up Saturday is a workday: what other numbers of workdays bring is told apart, to the last cent', () => {
  // 2026-02-14 is a Saturday worked for the Spring Festival; the 15th begins the holiday.
  expect(
    ['2026-02-13', '2026-02-14', '2026-02-15', '2026-02-17', '2026-02-28', '2026-03-07'].map(isWorkDay),
  ).toEqual([true, true, false, false, true, false]);
  expect(dayKinds({ from: '2026-02-09', to: '2026-02-15' })).toEqual({
    work: 6,
    rest: 1,
    madeUp: 1,
    published: true,
  });
  // Before a year's notice its weekends alone.
  expect(dayKinds({ from: '2040-01-01', to: '2040-01-07' })).toMatchObject({ rest: 2, published: false });
  const worked = new Map<string, DaySums>();
  for (let day = '2023-06-01'; day < '2026-03-10'; day = addDays(day, 1))
    worked.set(day, { net: isWorkDay(day) ? 100 : 300, orders: 1, squares: 1 });
  const { festivals: found, aligned } = festivalsOf({ ...input, days: worked, together: null });
  const changes = found.flatMap(each => each.years.flatMap(year => (year.change ? [year.change] : [])));
  expect(changes.some(change => change.amountMinor !== 0)).toBe(true);
  for (const change of [...changes, ...(aligned ? [aligned.change] : [])])
    expect(change.calendarMinor).toBe(change.amountMinor);
});

it('a kind of day one span lacks counts at what it brings in the other', () => {
  const none = { days: 0, net: 0 };
  const before = { work: { days: 5, net: 500 }, rest: none };
  expect(calendarPart(before, { work: { days: 4, net: 480 }, rest: { days: 1, net: 300 } })).toBe(-110 + 300);
  expect(calendarPart({ work: none, rest: none }, { work: none, rest: none })).toBe(0);
});

it('without sales, or with less than a festival of them, there is nothing to lay beside each other', () => {
  const none = festivalsOf({ ...input, firstDay: null, historyDays: 0, days: new Map(), together: null });
  expect(none).toMatchObject({ festivals: [], aligned: null });
  const short = festivalsOf({ ...input, firstDay: '2026-02-20', historyDays: 18, together: null });
  expect(short.festivals.map(each => [each.festival, each.years.length])).toEqual([['38', 1]]);
  expect(short.festivals[0]?.years[0]?.change).toBeNull();
});
