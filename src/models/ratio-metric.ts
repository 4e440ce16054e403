/** A ratio of two sums per unit (margin per order, orders per visit), turned into moments that Welch can compare. */
import { covariance, type Moments, moments } from '../math/moments.ts';

/** Means, variances and covariance of numerator and denominator over the same n units. */
export interface RatioMoments {
  readonly n: number;
  readonly numerator: { readonly mean: number; readonly variance: number };
  readonly denominator: { readonly mean: number; readonly variance: number };
  readonly covariance: number;
}

/** Ratio moments of paired samples of equal length. Cost O(n). */
export function ratioMoments(numerator: ArrayLike<number>, denominator: ArrayLike<number>): RatioMoments {
  return {
    n: numerator.length,
    numerator: moments(numerator),
    denominator: moments(denominator),
    covariance: covariance(numerator, denominator),
  };
}

/**
 * R = Ȳ/X̄ with the delta-method variance (s_Y² − 2R·s_XY + R²·s_X²)/X̄² of one unit, so that variance/n is the
 * squared standard error of R. NaN when the denominators sum to 0.
 */
export function ratioAsMean(ratio: RatioMoments): Moments {
  const r = ratio.numerator.mean / ratio.denominator.mean;
  const spread = ratio.numerator.variance - 2 * r * ratio.covariance + r * r * ratio.denominator.variance;
  return { n: ratio.n, mean: r, variance: Math.max(0, spread) / ratio.denominator.mean ** 2 };
}
