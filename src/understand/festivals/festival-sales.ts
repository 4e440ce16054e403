/** Festivals of one year beside those of the others, from sums by day. */
import type { FestivalSales, ReviewFestivals } from '../../records/review-festival.ts';
import { addDays } from '../seasonal-clock.ts';
import { alignedSpan, type FestivalWindow, festivals, festivalWindows } from './festival-days.ts';
import { calendarPart, dayKinds, isWorkDay, type KindSums } from './work-days.ts';

/** Net sales in minor units, not rounded; `squares`: Σ over lines of net squared. */
export interface DaySums {
  readonly net: number;
  readonly orders: number;
  readonly squares: number;
}

export interface FestivalInput {
  readonly currency: string;
  readonly asOfDay: string;
  /** Of the first sale; null without any. */
  readonly firstDay: string | null;
  readonly historyDays: number;
  readonly days: ReadonlyMap<string, DaySums>;
  /** How much more customers vary than their lines (decision 0039); null where no comparison could tell. */
  readonly together: number | null;
}

const z95 = 1.959964;
const recentDays = 28;

type Span = { readonly from: string; readonly to: string };

/** Days and net sales of a span by workdays and days of rest. */
function kindSums(days: FestivalInput['days'], { from, to }: Span): Record<'work' | 'rest', KindSums> {
  const sums = { work: { days: 0, net: 0 }, rest: { days: 0, net: 0 } };
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const own = sums[isWorkDay(day) ? 'work' : 'rest'];
    own.days += 1;
    own.net += days.get(day)?.net ?? 0;
  }
  return sums;
}

/** Sums over whole days from `from` to `to`. */
export function sumsOf(days: FestivalInput['days'], { from, to }: { from: string; to: string }): DaySums {
  const total = { net: 0, orders: 0, squares: 0 };
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const own = days.get(day);
    if (!own) continue;
    total.net += own.net;
    total.orders += own.orders;
    total.squares += own.squares;
  }
  return total;
}

/** What changed from one span to another, with what chance moves and what the calendar does. */
function changeOf({ days, together }: FestivalInput, [before, after]: readonly [Span, Span]) {
  const [was, is] = [sumsOf(days, before), sumsOf(days, after)];
  const amountMinor = Math.round(is.net) - Math.round(was.net);
  const calendarMinor = Math.round(calendarPart(kindSums(days, before), kindSums(days, after)));
  if (together === null) return { amountMinor, noise: null, calendarMinor };
  const half = Math.round(z95 * Math.sqrt(together * (was.squares + is.squares)));
  return { amountMinor, noise: { lo: amountMinor - half, hi: amountMinor + half }, calendarMinor };
}

function yearsOf(windows: readonly FestivalWindow[], input: FestivalInput): FestivalSales['years'] {
  return windows.map((window, at) => {
    const own = sumsOf(input.days, window);
    const before = windows[at + 1];
    return {
      ...window,
      netMinor: Math.round(own.net),
      orders: own.orders,
      kinds: dayKinds(window),
      change: before ? changeOf(input, [before, window]) : null,
    };
  });
}

/** The last 28 whole days against their like about the lunar festival in them. */
function alignedOf(input: FestivalInput): ReviewFestivals['aligned'] {
  const { asOfDay, firstDay, days } = input;
  const after = { from: addDays(asOfDay, -recentDays), to: addDays(asOfDay, -1) };
  const found = alignedSpan(after);
  if (!found || firstDay === null || found.before.from < firstDay) return null;
  const [was, is] = [sumsOf(days, found.before), sumsOf(days, after)];
  return {
    festival: found.festival,
    before: found.before,
    after,
    beforeMinor: Math.round(was.net),
    afterMinor: Math.round(is.net),
    beforeKinds: dayKinds(found.before),
    afterKinds: dayKinds(after),
    change: changeOf(input, [found.before, after]),
  };
}

/** Every festival that has a window inside the history, in the order of the newest windows, latest first. */
export function festivalsOf(input: FestivalInput): ReviewFestivals {
  const { currency, historyDays, asOfDay, firstDay } = input;
  const found =
    firstDay === null
      ? []
      : festivals.map(festival => {
          const { windows, partial } = festivalWindows(festival, { asOfDay, firstDay });
          return {
            festival: festival.name,
            lead: festival.lead,
            lag: festival.lag,
            years: yearsOf(windows, input),
            partial,
          };
        });
  return {
    currency,
    historyDays,
    festivals: found
      .filter(each => each.years.length > 0)
      .sort((a, b) => ((a.years[0]?.from ?? '') < (b.years[0]?.from ?? '') ? 1 : -1)),
    aligned: alignedOf(input),
  };
}
