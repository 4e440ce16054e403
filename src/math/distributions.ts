/**
 * Tail probabilities and quantiles that the experiment methods read. Tails are computed directly, never as one
 * minus a probability, because a sample-ratio check or a strong effect lives at 1e-12 and below.
 */
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantileOf from '@stdlib/stats-base-dists-normal-quantile';
import tQuantileOf from '@stdlib/stats-base-dists-t-quantile';
import { regularisedBeta } from './special-functions.ts';

/** P(Z ≤ z) of the standard normal; any real z. Relative accuracy 1e-14 in the lower tail (erfc, by @stdlib). */
export const normalBelow = (z: number): number => normalCdf(z, 0, 1);

/** P(|Z| ≥ |z|) of the standard normal. Relative accuracy 1e-13 down to 1e-300. */
export const normalTwoSided = (z: number): number => 2 * normalCdf(-Math.abs(z), 0, 1);

/** Quantile of the standard normal, 0 < p < 1. Absolute accuracy 1e-14 (by @stdlib). */
export const normalQuantile = (p: number): number => normalQuantileOf(p, 0, 1);

/**
 * P(|T| ≥ |t|) of Student's t with `df` > 0 degrees of freedom (any real), as I_{df/(df+t²)}(df/2, ½).
 * Relative accuracy 1e-10, 1 at t = 0, 0 at infinity.
 */
export const tTwoSided = (t: number, df: number): number =>
  Number.isFinite(t) ? regularisedBeta(df / (df + t * t), df / 2, 0.5) : 0;

/** Quantile of Student's t, 0 < p < 1, `df` > 0. Relative accuracy 1e-12 (by @stdlib). */
export const tQuantile = (p: number, df: number): number => tQuantileOf(p, df);

/**
 * P(X ≥ x) of χ² with an integer number of degrees of freedom ≥ 1: the finite sum
 * Q(k/2 + 1) = Q(k/2) + (x/2)^(k/2) e^(−x/2) / Γ(k/2 + 1), started from erfc (odd) or e^(−x/2) (even).
 * All terms are positive, so nothing cancels: relative accuracy 1e-13. Cost O(df). Abramowitz & Stegun 26.4.4–5.
 *
 * @example chiSquareAbove(4, 1) // 0.04550026389635857
 */
export function chiSquareAbove(x: number, df: number): number {
  if (x <= 0) return 1;
  const half = x / 2;
  const odd = df % 2 === 1;
  let tail = odd ? normalTwoSided(Math.sqrt(x)) : Math.exp(-half);
  let term = odd ? 2 * Math.sqrt(half / Math.PI) * Math.exp(-half) : half * Math.exp(-half);
  for (let k = odd ? 1 : 2; k + 2 <= df; k += 2) {
    tail += term;
    term *= half / (k / 2 + 1);
  }
  return Math.min(1, tail);
}
