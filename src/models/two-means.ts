/**
 * Difference of two means by Welch's t, and the relative lift beside it. Both take moments, because the facts store
 * ships sufficient statistics and not rows.
 */
import { tQuantile, tTwoSided } from '../math/distributions.ts';
import type { Moments } from '../math/moments.ts';

export interface MeanDifference {
  readonly estimate: number;
  readonly se: number;
  readonly t: number;
  /** Welch–Satterthwaite degrees of freedom. */
  readonly df: number;
  readonly p: number;
  readonly lo: number;
  readonly hi: number;
}

/** Welch–Satterthwaite degrees of freedom of two variances of means; 1 when both are 0. */
function welchDf(treated: Moments, control: Moments): number {
  const v1 = treated.variance / treated.n;
  const v0 = control.variance / control.n;
  if (v1 + v0 === 0) return 1;
  return (v1 + v0) ** 2 / (v1 ** 2 / (treated.n - 1) + v0 ** 2 / (control.n - 1));
}

/**
 * Welch's unequal-variance t test and interval. Needs n ≥ 2 in both arms. With two constant samples t is 0 (equal
 * means) or infinite. Wrong tails on skewed money with a small arm (see the money rule): allowed there only on
 * conditions.
 *
 * @example welchDifference({n: 3461, mean: .7, variance: 38.44}, {n: 3407, mean: .41, variance: 15.21}).p // 0.02016
 */
export function welchDifference(treated: Moments, control: Moments, level = 0.95): MeanDifference {
  const estimate = treated.mean - control.mean;
  const se = Math.sqrt(treated.variance / treated.n + control.variance / control.n);
  const df = welchDf(treated, control);
  const half = tQuantile(1 - (1 - level) / 2, df) * se;
  const t = se === 0 ? (estimate === 0 ? 0 : Math.sign(estimate) * Number.POSITIVE_INFINITY) : estimate / se;
  return { estimate, se, t, df, p: tTwoSided(t, df), lo: estimate - half, hi: estimate + half };
}

export interface RelativeLift {
  readonly estimate: number;
  /** Null when the control mean cannot be told from 0: no bounded interval exists. */
  readonly lo: number | null;
  readonly hi: number | null;
  readonly se: number;
  readonly df: number;
  readonly p: number;
  readonly method: 'delta' | 'fieller';
}

/** A difference with what is needed to divide it by the control's mean. */
export interface LiftInput {
  readonly difference: number;
  /** Squared standard error of the difference. */
  readonly differenceVariance: number;
  readonly baseline: number;
  /** Squared standard error of the baseline, and its covariance with the difference. */
  readonly baselineVariance: number;
  readonly covariance: number;
  readonly df: number;
}

/** Lift input of two independent means. */
export function liftOfMeans(treated: Moments, control: Moments): LiftInput {
  const baselineVariance = control.variance / control.n;
  return {
    difference: treated.mean - control.mean,
    differenceVariance: treated.variance / treated.n + baselineVariance,
    baseline: control.mean,
    baselineVariance,
    covariance: -baselineVariance,
    df: welchDf(treated, control),
  };
}

/** Fieller's set of ratios whose contrast is not rejected; null limits when it is unbounded. */
function fieller(input: LiftInput, critical: number): { lo: number | null; hi: number | null } {
  const { difference, differenceVariance, baseline, baselineVariance, covariance } = input;
  const a = baseline ** 2 - critical ** 2 * baselineVariance;
  const b = baseline * difference - critical ** 2 * covariance;
  const c = difference ** 2 - critical ** 2 * differenceVariance;
  const discriminant = b * b - a * c;
  if (a <= 0 || discriminant < 0) return { lo: null, hi: null };
  const root = Math.sqrt(discriminant);
  const limits = [(b - root) / a, (b + root) / a] as const;
  return baseline < 0 ? { lo: -limits[1], hi: -limits[0] } : { lo: limits[0], hi: limits[1] };
}

/**
 * Relative lift (difference ÷ size of the control mean, so it keeps the difference's sign) with a delta-method interval, or Fieller's where the control mean is
 * less than 5 standard errors from 0. Its Wald p can differ several-fold from the absolute one: verdicts come from
 * the absolute difference, never from here. A zero control mean gives NaN with null limits.
 *
 * @example relativeLift(liftOfMeans({n: 3461, mean: .7, variance: 38.44}, {n: 3407, mean: .41, variance: 15.21})).p // 0.0619
 */
export function relativeLift(input: LiftInput, level = 0.95): RelativeLift {
  const { difference: d, baseline: m, differenceVariance, baselineVariance, covariance, df } = input;
  const estimate = d / Math.abs(m);
  const variance =
    differenceVariance / m ** 2 + (d ** 2 * baselineVariance) / m ** 4 - (2 * d * covariance) / m ** 3;
  const se = Math.sqrt(variance);
  const critical = tQuantile(1 - (1 - level) / 2, df);
  const p = tTwoSided(estimate / se, df);
  if (m ** 2 >= 25 * baselineVariance && m !== 0) {
    return {
      estimate,
      se,
      df,
      p,
      method: 'delta',
      lo: estimate - critical * se,
      hi: estimate + critical * se,
    };
  }
  return { estimate, se, df, p, method: 'fieller', ...fieller(input, critical) };
}
