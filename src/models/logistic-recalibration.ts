/**
 * Corrects chances that a model gave by what came of such chances before: logistic recalibration (Cox 1958; Steyerberg
 * 2009, ch. 15), logit p′ = intercept + slope · logit p. Two numbers keep their order where the slope is positive, and a
 * weak prior at 0 and 1 keeps the model's word where little has been seen.
 */

/** Customers who were given about the same chance, and how many of them the event came to. */
export interface ChanceBin {
  readonly chance: number;
  readonly customers: number;
  readonly events: number;
}

export interface Recalibration {
  readonly intercept: number;
  readonly slope: number;
  /** Of intercept and slope: variance, covariance, variance. */
  readonly covariance: readonly [number, number, number];
}

/** Says what the model says. */
export const unchanged: Recalibration = { intercept: 0, slope: 1, covariance: [0, 0, 0] };

/** Precisions of the prior: 1 for the intercept, a half for the slope, as standard deviations. */
const prior = { intercept: 1, slope: 4 };
/** Log-odds beyond these (1 in 8,000; 400 in 401) say no more than these do. */
export const logOddsBounds = { least: -9, most: 6 };

/** ln(p / (1 − p)) within the bounds. */
export function boundedLogOdds(chance: number): number {
  const { least, most } = logOddsBounds;
  if (!(chance > 0)) return least;
  return chance >= 1 ? most : Math.min(most, Math.max(least, Math.log(chance / (1 - chance))));
}

const logistic = (u: number) => 1 / (1 + Math.exp(-u));
const logOf1PlusExp = (u: number) => (u > 0 ? u + Math.log1p(Math.exp(-u)) : Math.log1p(Math.exp(u)));

interface Point {
  readonly z: number;
  readonly n: number;
  readonly k: number;
}

/** ln L with the prior. */
function heightAt(points: readonly Point[], intercept: number, slope: number): number {
  let total = -(prior.intercept * intercept ** 2 + prior.slope * (slope - 1) ** 2) / 2;
  for (const { z, n, k } of points) {
    const u = intercept + slope * z;
    total += k * u - n * logOf1PlusExp(u);
  }
  return total;
}

/** Slope of the height and its negative second derivatives. */
function bendAt(points: readonly Point[], intercept: number, slope: number) {
  let [up, across] = [-prior.intercept * intercept, -prior.slope * (slope - 1)];
  let [aa, ab, bb] = [prior.intercept, 0, prior.slope];
  for (const { z, n, k } of points) {
    const p = logistic(intercept + slope * z);
    const [off, weight] = [k - n * p, n * p * (1 - p)];
    up += off;
    across += off * z;
    aa += weight;
    ab += weight * z;
    bb += weight * z * z;
  }
  return { up, across, aa, ab, bb, determinant: aa * bb - ab * ab };
}

const mostSteps = 60;
const enough = 1e-10;

/**
 * Posterior mode by Newton steps, halved where they would go down (the height is concave, so it is found from anywhere),
 * and the inverse curvature there. Empty bins give `intercept` 0 and `slope` 1. Cost: some ten passes over the bins.
 */
export function fitRecalibration(bins: readonly ChanceBin[]): Recalibration {
  const points = bins.map(({ chance, customers, events }) => ({
    z: boundedLogOdds(chance),
    n: customers,
    k: events,
  }));
  let [intercept, slope] = [0, 1];
  let height = heightAt(points, intercept, slope);
  for (let step = 0; step < mostSteps; step++) {
    const { up, across, aa, ab, bb, determinant } = bendAt(points, intercept, slope);
    const move = [(bb * up - ab * across) / determinant, (aa * across - ab * up) / determinant] as const;
    let length = 1;
    let next = heightAt(points, intercept + move[0], slope + move[1]);
    while (next < height && length > 1e-6) {
      length /= 2;
      next = heightAt(points, intercept + length * move[0], slope + length * move[1]);
    }
    if (next - height < enough) break;
    intercept += length * move[0];
    slope += length * move[1];
    height = next;
  }
  const { aa, ab, bb, determinant } = bendAt(points, intercept, slope);
  return { intercept, slope, covariance: [bb / determinant, -ab / determinant, aa / determinant] };
}

/** The chance as corrected. */
export const recalibrated = (chance: number, { intercept, slope }: Recalibration): number =>
  logistic(intercept + slope * boundedLogOdds(chance));

/** Variance of the corrected log-odds that comes from not knowing intercept and slope exactly. */
export function recalibrationVariance(chance: number, { covariance: [aa, ab, bb] }: Recalibration): number {
  const z = boundedLogOdds(chance);
  return aa + 2 * ab * z + bb * z * z;
}
