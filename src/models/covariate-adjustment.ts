/**
 * CUPED: removing the part of the outcome that a pre-period covariate explains. The slope comes from both arms
 * together, so the adjustment cannot borrow from the effect; the covariate must predate the assignment.
 */
import { covariance, type Moments, moments } from '../math/moments.ts';
import type { LiftInput } from './two-means.ts';

/** Sums of one arm: outcome Y, covariate X. Differences of large sums lose digits: centre the data first. */
export interface PairedSums {
  readonly n: number;
  readonly y: number;
  readonly yy: number;
  readonly x: number;
  readonly xx: number;
  readonly xy: number;
}

/** Unbiased (co)variance of two of an arm's columns from its sums. */
const cross = (arm: PairedSums, product: 'yy' | 'xx' | 'xy'): number => {
  const left = product === 'xx' ? arm.x : arm.y;
  const right = product === 'yy' ? arm.y : arm.x;
  return (arm[product] - (left * right) / arm.n) / (arm.n - 1);
};

export interface AdjustedArms {
  readonly theta: number;
  readonly treated: Moments;
  readonly control: Moments;
  /** Lift over the control's unadjusted mean. */
  readonly lift: LiftInput;
}

/**
 * θ = Cov(Y, X)/Var(X) over the combined sample; each arm's Y − θ(X − X̄) as moments.
 * θ is 0 when X is constant.
 *
 * @example // METHODS' case: θ −0.0732119, relative −0.281707
 * adjustBySums({n: 3000, y: 222, yy: 555, x: 120, xx: 405, xy: -10}, {n: 3001, y: 300, yy: 600, x: 210, xx: 415, xy: -20})
 */
export function adjustBySums(treated: PairedSums, control: PairedSums): AdjustedArms {
  const add = (key: keyof PairedSums) => treated[key] + control[key];
  const all = { n: add('n'), y: add('y'), yy: add('yy'), x: add('x'), xx: add('xx'), xy: add('xy') };
  const spread = cross(all, 'xx');
  const theta = spread > 0 ? cross(all, 'xy') / spread : 0;
  const meanX = all.x / all.n;
  const adjusted = (arm: PairedSums): Moments => ({
    n: arm.n,
    mean: arm.y / arm.n - theta * (arm.x / arm.n - meanX),
    variance: cross(arm, 'yy') - 2 * theta * cross(arm, 'xy') + theta ** 2 * cross(arm, 'xx'),
  });
  const [one, zero] = [adjusted(treated), adjusted(control)];
  const rawVariance = cross(control, 'yy');
  const withRaw = rawVariance - theta * cross(control, 'xy');
  return {
    theta,
    treated: one,
    control: zero,
    lift: {
      difference: one.mean - zero.mean,
      differenceVariance: one.variance / one.n + zero.variance / zero.n,
      baseline: control.y / control.n,
      baselineVariance: rawVariance / control.n,
      covariance: -withRaw / control.n,
      df: all.n - 2,
    },
  };
}

/** One unit's outcome column with its covariate; NaN marks a missing covariate. */
export interface PairedColumns {
  readonly y: ArrayLike<number>;
  readonly x: ArrayLike<number>;
}

const slope = (y: ArrayLike<number>, x: ArrayLike<number>): number => {
  const spread = moments(x).variance;
  return spread > 0 ? covariance(y, x) / spread : 0;
};

/**
 * Adjusted outcomes of both arms from rows. A missing covariate takes the mean of the others, and missingness itself
 * is adjusted for by an indicator; with mean imputation the two are uncorrelated, so the slopes separate.
 * Returns the adjusted columns in input order, the slope and the correlation of Y with X over both arms. O(n).
 */
export function adjustColumns(treated: PairedColumns, control: PairedColumns) {
  const outcome = concat(treated.y, control.y);
  const covariate = concat(treated.x, control.x);
  const missing = covariate.map(value => (Number.isNaN(value) ? 1 : 0));
  const known = covariate.filter(value => !Number.isNaN(value));
  const mean = moments(known).mean;
  const filled = covariate.map(value => (Number.isNaN(value) ? mean : value));
  const theta = slope(outcome, filled);
  const thetaMissing = slope(outcome, missing);
  const missingMean = moments(missing).mean;
  const adjusted = outcome.map(
    (value, index) =>
      value -
      theta * ((filled[index] as number) - mean) -
      thetaMissing * ((missing[index] as number) - missingMean),
  );
  const spread = Math.sqrt(moments(outcome).variance * moments(filled).variance);
  return {
    theta,
    correlation: spread > 0 ? covariance(outcome, filled) / spread : 0,
    treated: adjusted.subarray(0, treated.y.length),
    control: adjusted.subarray(treated.y.length),
  };
}

function concat(first: ArrayLike<number>, second: ArrayLike<number>): Float64Array {
  const all = new Float64Array(first.length + second.length);
  all.set(Array.from(first), 0);
  all.set(Array.from(second), first.length);
  return all;
}
