/**
 * Special functions under one name each, so that the library behind them is chosen, pinned and checked in one place.
 */
import betainc from '@stdlib/math-base-special-betainc';
import gammaln from '@stdlib/math-base-special-gammaln';

/**
 * ln Γ(x) for x > 0; NaN for NaN, +∞ at 0 and at negative integers.
 * Accuracy about 1 ulp near and 1e-15 relative elsewhere (FreeBSD's lgamma, by @stdlib).
 *
 * @example logGamma(5) // ln 24 = 3.1780538303479458
 */
export const logGamma = (x: number): number => gammaln(x);

/**
 * Regularised incomplete beta function I_x(a, b): 0 ≤ x ≤ 1, a, b > 0; NaN outside.
 * Accuracy about 1e-13 relative also in the tails (Boost's algorithms, by @stdlib); checked against scipy's Welch
 * p-values down to 1e-112.
 *
 * @example regularisedBeta(0.5, 2, 2) // 0.5
 */
export const regularisedBeta = (x: number, a: number, b: number): number => betainc(x, a, b);

/** ln n! for an integer n ≥ 0. Accuracy as {@link logGamma}. */
export const logFactorial = (n: number): number => gammaln(n + 1);

/**
 * ψ(x) = d ln Γ(x)/dx for x > 0, by the recurrence up to 10 and the asymptotic series from there; NaN at and below 0.
 * Absolute accuracy 1e-13 relative to max(1, |ψ|). Cost: at most ten divisions and one logarithm. Abramowitz & Stegun 6.3.18.
 *
 * @example digamma(1) // −0.5772156649015329
 */
export function digamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  let shifted = x;
  let below = 0;
  while (shifted < 10) {
    below += 1 / shifted;
    shifted += 1;
  }
  const f = 1 / (shifted * shifted);
  const series =
    f * (1 / 12 - f * (1 / 120 - f * (1 / 252 - f * (1 / 240 - f * (1 / 132 - f * (691 / 32760))))));
  return Math.log(shifted) - 0.5 / shifted - series - below;
}

/** ln B(a, b) for a, b > 0. Accuracy as {@link logGamma} where the terms do not cancel. */
export const logBeta = (a: number, b: number): number => gammaln(a) + gammaln(b) - gammaln(a + b);
