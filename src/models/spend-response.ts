/** What another unit of spend went with, month by month: a line through the months, never a promise. */
import { tQuantile } from '../math/distributions.ts';
import { inverse } from '../math/small-matrix.ts';

export interface SpendMonth {
  readonly spend: number;
  readonly outcome: number;
}

/** Months a slope needs; with fewer one unusual month decides. */
export const leastSpendMonths = 12;

export type SpendResponse =
  | {
      readonly status: 'ok';
      readonly n: number;
      /** Outcomes a unit of spend, with its 95 % interval. */
      readonly slope: number;
      readonly lo: number;
      readonly hi: number;
    }
  | { readonly status: 'insufficient' | 'flat'; readonly n: number };

/**
 * Least squares of the outcome on spend and the month's number, so that a common trend is not taken for an effect.
 * HC3 standard errors (MacKinnon & White 1985), t interval with n − 3 degrees of freedom. `insufficient` under twelve
 * months, `flat` where spend hardly moves apart from its own trend (its residual spread is under 1 % of its mean).
 * Months follow each other in time. Cost O(n).
 */
export function spendResponse(months: readonly SpendMonth[]): SpendResponse {
  const n = months.length;
  if (n < leastSpendMonths) return { status: 'insufficient', n };
  const mean = months.reduce((sum, month) => sum + month.spend, 0) / n;
  if (!(mean > 0) || residualSpread(months.map(month => month.spend)) < 0.01 * mean)
    return { status: 'flat', n };
  const rows = months.map(({ spend }, at) => [1, at / n, spend / mean] as const);
  const bread = inverse(products(rows, () => 1));
  if (!bread) return { status: 'flat', n };
  const beta = bread.map(line =>
    line.reduce(
      (sum, cell, k) => sum + cell * rows.reduce((a, row, i) => a + (row[k] ?? 0) * outcomeAt(months, i), 0),
      0,
    ),
  );
  const last = bread[2] as number[];
  const weight = (row: readonly number[], i: number) => {
    const fitted = row.reduce((sum, x, k) => sum + x * (beta[k] ?? 0), 0);
    const leverage = row.reduce(
      (sum, x, j) => sum + x * row.reduce((a, y, k) => a + (bread[j]?.[k] ?? 0) * y, 0),
      0,
    );
    return ((outcomeAt(months, i) - fitted) / Math.max(1e-9, 1 - leverage)) ** 2;
  };
  const variance = rows.reduce(
    (sum, row, i) => sum + weight(row, i) * row.reduce((a, x, k) => a + x * (last[k] ?? 0), 0) ** 2,
    0,
  );
  const half = tQuantile(0.975, n - 3) * Math.sqrt(variance);
  const slope = (beta[2] ?? 0) / mean;
  return { status: 'ok', n, slope, lo: slope - half / mean, hi: slope + half / mean };
}

const outcomeAt = (months: readonly SpendMonth[], at: number): number => months[at]?.outcome ?? 0;

/** X'WX of rows of three. */
const products = (rows: readonly (readonly number[])[], weight: (at: number) => number): number[][] =>
  [0, 1, 2].map(j =>
    [0, 1, 2].map(k => rows.reduce((sum, row, i) => sum + weight(i) * (row[j] ?? 0) * (row[k] ?? 0), 0)),
  );

/** Standard deviation of values around their own straight line. */
function residualSpread(values: readonly number[]): number {
  const n = values.length;
  const center = (n - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const slope = values.reduce((sum, value, at) => sum + (at - center) * value, 0) / ((n * (n * n - 1)) / 12);
  const squares = values.reduce((sum, value, at) => sum + (value - mean - slope * (at - center)) ** 2, 0);
  return Math.sqrt(squares / n);
}
