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
