/**
 * Planning of an experiment before it runs: how many people are needed, what a given number can show, and how large
 * the control group must be. Two-sided tests throughout.
 */
import { normalQuantile } from '../math/distributions.ts';

/** Error rates of a plan; 5 % two-sided and 80 % power unless said otherwise. */
export interface PlanRates {
  readonly alpha: number;
  readonly power: number;
}
export const usualRates: PlanRates = { alpha: 0.05, power: 0.8 };

const zSum = ({ alpha, power }: PlanRates) => normalQuantile(1 - alpha / 2) + normalQuantile(power);

/** A difference of means to be shown. `ratio` is n₂/n₁; the three factors default to "no effect on size". */
export interface MeanPlan extends PlanRates {
  readonly difference: number;
  readonly variance1: number;
  readonly variance2: number;
  readonly ratio?: number;
  /** Correlation with a pre-period covariate that will be adjusted for: × (1 − ρ²). */
  readonly covariateCorrelation?: number;
  /** Mean size of clusters and their intra-class correlation: × (1 + (m̄ − 1)·ICC). */
  readonly clusterSize?: number;
  readonly icc?: number;
}

/**
 * Size of the first arm, not rounded: (z₁₋α/2 + z_power)² (σ₁² + σ₂²/κ)/δ², times the covariate and cluster factors,
 * plus z²₁₋α/2 / 4, which turns the normal into the t test's size (Guenther 1981; within 0.04 people of the exact
 * noncentral t for effects up to 0.8 sd).
 *
 * @example Math.ceil(meanSampleSize({difference: .3, variance1: 100, variance2: 100, alpha: .05, power: .85})) // 19,953
 */
export function meanSampleSize(plan: MeanPlan): number {
  const { difference, variance1, variance2, ratio = 1 } = plan;
  const covariate = 1 - (plan.covariateCorrelation ?? 0) ** 2;
  const cluster = 1 + ((plan.clusterSize ?? 1) - 1) * (plan.icc ?? 0);
  const normal = (zSum(plan) ** 2 * (variance1 + variance2 / ratio)) / difference ** 2;
  return normal * covariate * cluster + normalQuantile(1 - plan.alpha / 2) ** 2 / 4;
}

/**
 * People per arm, not rounded, to tell two proportions apart in equal arms: pooled variance under the null, separate
 * under the alternative (R's power.prop.test with strict = FALSE).
 *
 * @example proportionSampleSize(.5, .75, {alpha: .05, power: .9}) // 76.7
 */
export function proportionSampleSize(p1: number, p2: number, rates: PlanRates = usualRates): number {
  const middle = (p1 + p2) / 2;
  const underNull = normalQuantile(1 - rates.alpha / 2) * Math.sqrt(2 * middle * (1 - middle));
  const underEffect = normalQuantile(rates.power) * Math.sqrt(p1 * (1 - p1) + p2 * (1 - p2));
  return ((underNull + underEffect) / (p2 - p1)) ** 2;
}

/** People in both arms of a proportion's comparison. */
export interface ArmSizes {
  readonly treated: number;
  readonly control: number;
}

/**
 * Smallest difference in a proportion that the arms can show: (z₁₋α/2 + z_power) √(p(1−p)(1/n₁ + 1/n₀)) at the base
 * rate p, in absolute share (0.021 = 2.1 points). Infinite when an arm is empty. This is the figure shown beside a
 * control share; the base-rate variance makes it exact at small effects and slightly optimistic at large ones.
 *
 * @example proportionMde(.03, {treated: 1800, control: 200}) // 0.0356
 */
export function proportionMde(baseRate: number, arms: ArmSizes, rates: PlanRates = usualRates): number {
  if (arms.treated <= 0 || arms.control <= 0) return Number.POSITIVE_INFINITY;
  return zSum(rates) * Math.sqrt(baseRate * (1 - baseRate) * (1 / arms.treated + 1 / arms.control));
}

/**
 * Smallest difference of means the arms can show: (z₁₋α/2 + z_power) √(σ²(1/n₁ + 1/n₀)), in the unit of the metric.
 */
export function meanMde(variance: number, arms: ArmSizes, rates: PlanRates = usualRates): number {
  if (arms.treated <= 0 || arms.control <= 0) return Number.POSITIVE_INFINITY;
  return zSum(rates) * Math.sqrt(variance * (1 / arms.treated + 1 / arms.control));
}

/**
 * People in both arms together, at a given control share, needed to show an absolute `lift` over the base rate:
 * {@link proportionMde} inverted. Null when the lift or the share cannot be shown at any size.
 */
export function peopleToShow(lift: number, baseRate: number, controlShare: number): number | null {
  if (lift <= 0 || controlShare <= 0 || controlShare >= 1) return null;
  const perPerson = 1 / (1 - controlShare) + 1 / controlShare;
  return Math.ceil((zSum(usualRates) ** 2 * baseRate * (1 - baseRate) * perPerson) / lift ** 2);
}
