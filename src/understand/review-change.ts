/** Takes the change of net sales between two spans apart: by driver, by whose sales they are, by slice. */
import { productParts, shapleyParts } from '../models/exact-decomposition.ts';
import { changeDrivers, changeGroups, type ReviewChange } from '../records/review-change.ts';
import { addDays } from './seasonal-clock.ts';

export type ChangeSpans = Pick<ReviewChange, 'kind' | 'before' | 'after'>;

interface Shape {
  readonly kind: ReviewChange['kind'];
  readonly days: number;
  /** From the first day of the earlier span to the first day of the later one. */
  readonly apart: number;
}
const shapes: readonly Shape[] = [
  { kind: 'year', days: 365, apart: 365 },
  { kind: 'weeks', days: 28, apart: 364 },
  { kind: 'recent', days: 28, apart: 28 },
];

/**
 * The comparisons that a history reaches back for; of amounts by month (`byMonth`) no 28 days, which hold one month end or
 * none. The day before the as-of day, the last whole one, ends the later span.
 */
export function changeSpans(asOfDay: string, historyDays: number, byMonth = false): ChangeSpans[] {
  const spanFrom = (from: string, days: number) => ({ from, to: addDays(from, days - 1) });
  return shapes
    .filter(({ kind, days, apart }) => historyDays >= days + apart && (kind === 'year' || !byMonth))
    .map(({ kind, days, apart }) => {
      const from = addDays(asOfDay, -days);
      return { kind, before: spanFrom(addDays(from, -apart), days), after: spanFrom(from, days) };
    });
}

export type ChangeGroup = (typeof changeGroups)[number];

/** Sums over customers of one group, money in minor units not yet rounded; `none` has bought in neither span and only got money back. */
export interface GroupSums {
  readonly group: ChangeGroup | 'none' | 'anonymous';
  readonly customers: number;
  readonly ordersBefore: number;
  readonly ordersAfter: number;
  readonly salesBefore: number;
  readonly salesAfter: number;
  readonly refundsBefore: number;
  readonly refundsAfter: number;
  /** Σ over customers of (net after − net before)². */
  readonly squares: number;
  /** Σ over customers of their refunds squared, of either span. */
  readonly refundSquares: readonly [before: number, after: number];
}

export interface SliceSums {
  readonly by: 'category' | 'channel';
  readonly name: string;
  readonly before: number;
  readonly after: number;
  /** Σ over lines of net amount squared, of either span. */
  readonly squares: readonly [before: number, after: number];
}

const shownSlices = 8;
/** Two-sided 95 % of a normal. */
const z95 = 1.959964;

const total = <T>(rows: readonly T[], of: (row: T) => number) => rows.reduce((sum, row) => sum + of(row), 0);
/** An interval about `middle` from a variance. */
const noiseAbout = (middle: number, variance: number) => {
  const half = Math.round(z95 * Math.sqrt(Math.max(0, variance)));
  return { lo: middle - half, hi: middle + half };
};

const moved = (beforeMinor: number, afterMinor: number) => ({
  beforeMinor,
  afterMinor,
  amountMinor: afterMinor - beforeMinor,
});

/** Parts as whole units that add up to `sum`: the largest takes what rounding leaves. */
function whole(parts: readonly number[], sum: number): number[] {
  // Zero has no sign in money.
  const rounded = parts.map(part => Math.round(part) + 0);
  const left = sum - rounded.reduce((a, b) => a + b, 0);
  const largest = rounded.reduce(
    (best, part, at) => (Math.abs(part) > Math.abs(rounded[best] ?? 0) ? at : best),
    0,
  );
  return rounded.map((part, at) => (at === largest ? part + left : part));
}

/** Buyers × orders a buyer × sales an order, by LMDI; by Shapley where a factor is not above 0 (METHODS §10). */
function driversOf(
  rows: readonly GroupSums[],
  sales: Pick<ReviewChange, 'beforeMinor' | 'afterMinor'>,
): Pick<ReviewChange, 'drivers' | 'method'> {
  const factors = (ordersOf: (row: GroupSums) => number, money: number) => {
    const buyers = total(rows, row => (ordersOf(row) > 0 ? row.customers : 0));
    const orders = total(rows, ordersOf);
    return [buyers, buyers > 0 ? orders / buyers : 0, orders > 0 ? money / orders : 0];
  };
  const before = factors(row => row.ordersBefore, sales.beforeMinor);
  const after = factors(row => row.ordersAfter, sales.afterMinor);
  const method = [...before, ...after].every(factor => factor > 0) ? 'lmdi' : 'shapley';
  const product = (values: readonly number[]) => values.reduce((a, b) => a * b, 1);
  const parts = method === 'lmdi' ? productParts(before, after) : shapleyParts(before, after, product);
  const amounts = whole(parts, sales.afterMinor - sales.beforeMinor);
  return {
    method,
    drivers: changeDrivers.map((driver, at) => ({
      driver,
      before: before[at] ?? 0,
      after: after[at] ?? 0,
      amountMinor: amounts[at] ?? 0,
    })),
  };
}

/** Rows of one breakdown whose columns add up to `totals`. */
function rowsOf<T>(
  rows: readonly (T & { readonly before: number; readonly after: number })[],
  totals: Pick<ReviewChange, 'beforeMinor' | 'afterMinor'>,
) {
  const before = whole(
    rows.map(row => row.before),
    totals.beforeMinor,
  );
  const after = whole(
    rows.map(row => row.after),
    totals.afterMinor,
  );
  return rows.map(({ before: _, after: __, ...row }, at) => ({
    ...(row as T),
    ...moved(before[at] ?? 0, after[at] ?? 0),
  }));
}

interface SliceTotals extends Pick<ReviewChange, 'beforeMinor' | 'afterMinor'> {
  /** Σ over customers of (net after − net before)². */
  readonly squares: number;
}

/**
 * A slice's variance from its lines, each counted for as much more as customers vary than single lines do: lines of one
 * customer come together, and sums by customer and slice would cost a scan that the lines do not.
 */
function slicesOf(slices: readonly SliceSums[], totals: SliceTotals): ReviewChange['slices'] {
  const growth = totals.beforeMinor > 0 ? totals.afterMinor / totals.beforeMinor : 0;
  const squaresOf = (rows: readonly SliceSums[]): [number, number] => [
    total(rows, row => row.squares[0]),
    total(rows, row => row.squares[1]),
  ];
  const by = (name: SliceSums['by']) => {
    const own = slices
      .filter(slice => slice.by === name)
      .sort(
        (l, r) => Math.abs(r.after - r.before) - Math.abs(l.after - l.before) || (l.name < r.name ? -1 : 1),
      );
    const rest = own.slice(shownSlices);
    const shown: (Omit<SliceSums, 'by' | 'name'> & { name: string | null })[] = own
      .slice(0, shownSlices)
      .map(({ by: _, ...row }) => row);
    if (rest.length > 0)
      shown.push({
        name: null,
        before: total(rest, row => row.before),
        after: total(rest, row => row.after),
        squares: squaresOf(rest),
      });
    const [before, after] = squaresOf(own);
    const lines = before + after;
    const together = lines > 0 ? Math.max(1, totals.squares / lines) : 1;
    const rows = rowsOf(shown, totals).map(({ squares, ...row }) => ({
      ...row,
      shiftNoise: noiseAbout(
        Math.round(row.afterMinor - growth * row.beforeMinor),
        together * (squares[1] + growth ** 2 * squares[0]),
      ),
    }));
    return { by: name, rows };
  };
  return [by('category'), by('channel')];
}

/**
 * One comparison from sums by group and slice. Every breakdown adds up to the change exactly, in minor units. `noise` takes
 * customers as a sample of those who might have come (compound Poisson: the variance of a total is the sum of squares), so
 * it says what chance alone moves, not what a season does.
 */
export function changeOf(
  spans: ChangeSpans,
  sums: readonly GroupSums[],
  slices: readonly SliceSums[],
): ReviewChange {
  const known = sums.filter(row => row.group !== 'anonymous');
  const unknown = sums.filter(row => row.group === 'anonymous');
  const rounded = (rows: readonly GroupSums[], of: (row: GroupSums) => number) => Math.round(total(rows, of));
  const sales = moved(
    rounded(known, row => row.salesBefore),
    rounded(known, row => row.salesAfter),
  );
  const anonymous = moved(
    rounded(unknown, row => row.salesBefore),
    rounded(unknown, row => row.salesAfter),
  );
  const refunds = moved(
    rounded(sums, row => row.refundsBefore),
    rounded(sums, row => row.refundsAfter),
  );
  const beforeMinor = sales.beforeMinor + anonymous.beforeMinor - refunds.beforeMinor;
  const afterMinor = sales.afterMinor + anonymous.afterMinor - refunds.afterMinor;
  const squares = total(known, row => row.squares);
  const salesGrowth = sales.beforeMinor > 0 ? sales.afterMinor / sales.beforeMinor : 0;
  const refundSquares = (at: 0 | 1) => total(sums, row => row.refundSquares[at]);
  const groups = changeGroups.map(group => {
    const own = known.filter(row => row.group === group);
    return {
      group,
      squares: total(own, row => row.squares),
      customers: total(own, row => row.customers),
      before: total(own, row => row.salesBefore),
      after: total(own, row => row.salesAfter),
    };
  });
  return {
    ...spans,
    beforeMinor,
    afterMinor,
    noise: noiseAbout(afterMinor - beforeMinor, squares),
    ...driversOf(known, sales),
    groups: rowsOf(groups, sales).map(({ squares: own, ...row }) => ({
      ...row,
      noise: noiseAbout(row.amountMinor, own),
    })),
    refunds: {
      ...refunds,
      amountMinor: refunds.beforeMinor - refunds.afterMinor,
      rateNoise: noiseAbout(
        Math.round(refunds.afterMinor - salesGrowth * refunds.beforeMinor),
        refundSquares(1) + salesGrowth ** 2 * refundSquares(0),
      ),
    },
    anonymous,
    slices: slicesOf(slices, { beforeMinor, afterMinor, squares }),
  };
}
