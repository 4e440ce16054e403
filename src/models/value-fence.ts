/** Where the values of a column usually lie, and so which of them are outliers. Pure. METHODS §1. */

/** Quartiles of the values and the median of their distances from the middle one, on the scale they are judged on. */
export interface Spread {
  readonly rows: number;
  readonly lower: number;
  readonly middle: number;
  readonly upper: number;
  /** Median absolute deviation. */
  readonly deviation: number;
}

/** What lies from `low` to `high` is usual; `common`: more than half are one value, and what is usual is what is frequent. */
export type ValueFence =
  | { readonly by: 'deviation' | 'quartiles'; readonly low: number; readonly high: number }
  | { readonly by: 'common'; readonly middle: number };

/** With fewer values nothing is called an outlier. */
export const leastValues = 30;
/** Where nearly all values are one, a value is rare when it has less than this share of the rows. */
export const rareShare = 0.001;

/**
 * The fence of a column: modified z = 0.6745 (x − median) ÷ MAD within ±3.5 (Iglewicz & Hoaglin 1993); where the MAD is
 * 0, quartiles ± 3 interquartile ranges; where that is 0 too, only rare values are outliers. Null with fewer than
 * `leastValues`.
 *
 * @example fenceOf({ rows: 100, lower: 2, middle: 3, upper: 4, deviation: 0.6745 }) // 3 ± 3.5
 */
export function fenceOf({ rows, lower, middle, upper, deviation }: Spread): ValueFence | null {
  if (rows < leastValues) return null;
  if (deviation > 0) {
    const reach = (3.5 * deviation) / 0.6745;
    return { by: 'deviation', low: middle - reach, high: middle + reach };
  }
  const reach = 3 * (upper - lower);
  return reach > 0 ? { by: 'quartiles', low: lower - reach, high: upper + reach } : { by: 'common', middle };
}
