/** Conflicts between channels, rolled up from the rows the store counts. */
import { wilson } from '../../models/two-proportions.ts';
import type { ContactConflicts, PriceConflicts, WithInterval } from '../../records/channel-summary.ts';

/** Prices of a day that differ by more than this share of the lower are a conflict; less is rounding and coupons. */
export const priceTolerance = 0.05;
export const contactHours = 24;
/** Products a page shows; the totals are of all. */
const shownProducts = 50;
/** Fewer people give no share: its interval would be wider than anything it could say. */
const leastPeople = 30;
const z95 = 1.959964;

export interface PriceRow {
  readonly sku: string;
  readonly product_name: string;
  readonly cheap: string;
  readonly dear: string;
  readonly shared_days: string | number;
  readonly conflict_days: string | number;
  readonly gap: number;
  readonly spread: number;
  readonly last_day: string;
}

type Product = PriceConflicts['top'][number];

/** A share of a count with Wilson's 95 % interval; null under 30. */
export function shareOf(successes: number, n: number): WithInterval | null {
  if (n < leastPeople) return null;
  const { lo, hi } = wilson({ successes, n }, z95);
  return { value: successes / n, lo: Math.max(0, lo), hi: Math.min(1, hi) };
}

/** Rows of one product, the pair with the most days in conflict first: it names the channels and the usual spread. */
function productOf(rows: readonly PriceRow[], minor: (major: number) => number): Product {
  const [first] = [...rows].sort((a, b) => Number(b.conflict_days) - Number(a.conflict_days));
  const sum = (of: (row: PriceRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  return {
    sku: first?.sku ?? '',
    name: first?.product_name ?? '',
    sharedDays: sum(row => Number(row.shared_days)),
    conflictDays: sum(row => Number(row.conflict_days)),
    medianSpread: first?.spread ?? 0,
    cheap: first?.cheap ?? '',
    dear: first?.dear ?? '',
    gapMinor: minor(sum(row => row.gap)),
    lastDay: rows.reduce((last, row) => (row.last_day > last ? row.last_day : last), ''),
  };
}

function groups<T>(rows: readonly T[], key: (row: T) => string): T[][] {
  const found = new Map<string, T[]>();
  for (const row of rows) {
    const own = found.get(key(row));
    if (own) own.push(row);
    else found.set(key(row), [row]);
  }
  return [...found.values()];
}

/** Product-days in conflict, by pair of channels and by product. `minorOf` turns major units into whole minor ones. */
export function priceConflictsOf(
  rows: readonly PriceRow[],
  minorOf: (major: number) => number,
): PriceConflicts {
  const products = groups(rows, row => row.sku).map(own => productOf(own, minorOf));
  const inConflict = products.filter(product => product.conflictDays > 0);
  const pairs = groups(
    rows.filter(row => Number(row.conflict_days) > 0),
    row => `${row.cheap} ${row.dear}`,
  ).map(own => ({
    cheap: own[0]?.cheap ?? '',
    dear: own[0]?.dear ?? '',
    days: own.reduce((sum, row) => sum + Number(row.conflict_days), 0),
    products: own.length,
    gapMinor: minorOf(own.reduce((sum, row) => sum + row.gap, 0)),
  }));
  return {
    tolerance: priceTolerance,
    sharedDays: products.reduce((sum, product) => sum + product.sharedDays, 0),
    conflictDays: products.reduce((sum, product) => sum + product.conflictDays, 0),
    products: inConflict.length,
    gapMinor: minorOf(rows.reduce((sum, row) => sum + row.gap, 0)),
    pairs: pairs.sort((a, b) => b.days - a.days),
    top: inConflict
      .sort((a, b) => b.gapMinor - a.gapMinor || b.conflictDays - a.conflictDays || (a.sku < b.sku ? -1 : 1))
      .slice(0, shownProducts),
  };
}

/** People whom two channels reached within a day. */
export function contactConflictsOf({
  counts,
  pairs,
}: {
  readonly counts: { readonly people: string; readonly hit: string };
  readonly pairs: readonly { first: string; second: string; people: string; times: string }[];
}): ContactConflicts {
  const [people, hit] = [Number(counts.people), Number(counts.hit)];
  return {
    hours: contactHours,
    people,
    hit,
    share: shareOf(hit, people),
    pairs: pairs.map(pair => ({ ...pair, people: Number(pair.people), times: Number(pair.times) })),
  };
}
