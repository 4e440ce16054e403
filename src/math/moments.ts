/**
 * Sums and second moments that do not lose digits. `sumSquares − sum²/n` returned 0 for the variance of NIST's
 * NumAcc4 (true sd 0.1); these do not.
 */

/**
 * Sum by Neumaier's compensated addition: error about 1 ulp of the result whatever the order and length.
 * Empty input gives 0. Cost O(n).
 *
 * @example sum([1e100, 1, -1e100]) // 1
 */
export function sum(values: ArrayLike<number>): number {
  let total = 0;
  let lost = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}

/** Size, mean and unbiased variance of a sample; variance is 0 for one value, mean 0 for none. */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}

/**
 * Two-pass moments with the residual correction (Chan, Golub & LeVeque 1983): relative error of the variance about
 * n·ε. Cost O(n), two passes.
 *
 * @example moments([1, 2, 3, 4]).variance // 1.6666666666666667
 */
export function moments(values: ArrayLike<number>): Moments {
  const n = values.length;
  if (n === 0) return { n: 0, mean: 0, variance: 0 };
  const mean = sum(values) / n;
  let squares = 0;
  let residual = 0;
  for (let index = 0; index < n; index++) {
    const deviation = (values[index] as number) - mean;
    squares += deviation * deviation;
    residual += deviation;
  }
  return { n, mean, variance: n > 1 ? (squares - (residual * residual) / n) / (n - 1) : 0 };
}

/**
 * Moments of a sample padded with zeros to size `n` ≥ values.length: people who bought nothing need not be listed.
 * Accuracy as {@link moments}.
 */
export function paddedMoments(values: ArrayLike<number>, n: number): Moments {
  const listed = moments(values);
  if (n === 0 || listed.n === 0) return { n, mean: 0, variance: 0 };
  const mean = (listed.mean * listed.n) / n;
  const between = (listed.n * (n - listed.n) * listed.mean * listed.mean) / n;
  const squares = listed.variance * (listed.n - 1) + between;
  return { n, mean, variance: n > 1 ? squares / (n - 1) : 0 };
}

/** Unbiased covariance of two equally long samples, two-pass; 0 below two pairs. Cost O(n). */
export function covariance(left: ArrayLike<number>, right: ArrayLike<number>): number {
  const n = left.length;
  if (n < 2) return 0;
  const leftMean = sum(left) / n;
  const rightMean = sum(right) / n;
  let products = 0;
  for (let index = 0; index < n; index++) {
    products += ((left[index] as number) - leftMean) * ((right[index] as number) - rightMean);
  }
  return products / (n - 1);
}
