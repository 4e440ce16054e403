/** Festivals of one year beside those of the others, from sums by day. */
import type { FestivalSales, ReviewFestivals } from '../../records/review-festival.ts';
import { addDays } from '../seasonal-clock.ts';
import { alignedSpan, type FestivalWindow, festivals, festivalWindows } from './festival-days.ts';

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

/** What changed from one span to another, with what chance moves. */
function changeOf(before: DaySums, after: DaySums, together: number | null) {
  const amountMinor = Math.round(after.net) - Math.round(before.net);
  if (together === null) return { amountMinor, noise: null };
  const half = Math.round(z95 * Math.sqrt(together * (before.squares + after.squares)));
  return { amountMinor, noise: { lo: amountMinor - half, hi: amountMinor + half } };
}

function yearsOf(windows: readonly FestivalWindow[], input: FestivalInput): FestivalSales['years'] {
  const sums = windows.map(window => sumsOf(input.days, window));
  return windows.map((window, at) => {
    const [own, before] = [sums[at], sums[at + 1]];
    return {
      ...window,
      netMinor: Math.round(own?.net ?? 0),
      orders: own?.orders ?? 0,
      change: own && before ? changeOf(before, own, input.together) : null,
    };
  });
}

/** The last 28 whole days against their like about the lunar festival in them. */
function alignedOf(input: FestivalInput): ReviewFestivals['aligned'] {
  const { asOfDay, firstDay, days, together } = input;
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
    change: changeOf(was, is, together),
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
