/**
 * Value per purchase by the Gamma–Gamma model (Fader & Hardie 2013): a customer's purchases are Gamma(p, ν) about an own
 * level, 1/ν spreads over customers as Gamma(q, v). Independent of how often one buys, which is why the correlation of
 * the two is reported.
 */
import { hessianAt, quasiNewton, type Slope } from '../math/quasi-newton.ts';
import { inverse } from '../math/small-matrix.ts';
import { digamma, logGamma } from '../math/special-functions.ts';

export interface OrderValueModel {
  readonly p: number;
  /** Above 1: with less the mean value of a new customer does not exist. */
  readonly q: number;
  /** In units of money. */
  readonly v: number;
}

/** Customers with `x` > 0 repeat purchases of mean value `z` > 0 each; the first purchase is left out of both. */
export interface OrderValueRow {
  readonly x: number;
  readonly z: number;
  readonly customers: number;
}

export type OrderValueFit =
  | { readonly status: 'insufficient'; readonly customers: number }
  | {
      readonly status: 'ok' | 'unidentified';
      readonly customers: number;
      readonly model: OrderValueModel;
      readonly logLikelihood: number;
      /** Of ln p, ln (q − 1), ln v; null where the curvature gives none. */
      readonly standardErrorsLog: readonly number[] | null;
      readonly covarianceLog: readonly (readonly number[])[] | null;
      /** Pearson's, of number and mean value of purchases over customers; above .3 either way the model's premise is doubtful. */
      readonly correlation: number;
    };

export const minimumValueCustomers = 30;
const widest = 1.5;

/**
 * p at which a customer's purchases vary by a hundredth of their level, below what any price list does: where they never
 * differ, as those of a subscription, p has no bound and nothing it says changes any more.
 */
const alike = 10_000;
/** Half of χ²'s 95 % quantile at one degree of freedom: what p at `alike` may cost in log likelihood. */
const noWorse = 1.92;

const modelAt = ([p = 0, q = 0, v = 0]: readonly number[]): OrderValueModel => ({
  p: Math.exp(p),
  q: 1 + Math.exp(q),
  v: Math.exp(v),
});

/** ln L over all rows and its slope in (ln p, ln (q − 1), ln v). One logarithm a row, gamma functions per distinct x. */
export function orderValueLogLikelihood(model: OrderValueModel, rows: readonly OrderValueRow[]): Slope {
  const { p, q, v } = model;
  let [value, dp, dq, dv] = [0, 0, 0, 0];
  let [lastX, gammas, psiBoth, psiOwn] = [0, 0, 0, 0];
  const logV = Math.log(v);
  const [gammaQ, psiQ] = [logGamma(q), digamma(q)];
  for (const { x, z, customers } of rows) {
    if (x !== lastX) {
      lastX = x;
      gammas = logGamma(p * x + q) - logGamma(p * x) - gammaQ + q * logV;
      [psiBoth, psiOwn] = [digamma(p * x + q), digamma(p * x)];
    }
    const sum = x * z + v;
    const [logZ, logX, logSum] = [Math.log(z), Math.log(x), Math.log(sum)];
    value += customers * (gammas + (p * x - 1) * logZ + p * x * logX - (p * x + q) * logSum);
    dp += customers * x * (psiBoth - psiOwn + logZ + logX - logSum);
    dq += customers * (psiBoth - psiQ + logV - logSum);
    dv += customers * (q / v - (p * x + q) / sum);
  }
  return { value, gradient: [p * dp, (q - 1) * dq, v * dv] };
}

function correlationOf(rows: readonly OrderValueRow[], customers: number): number {
  const mean = (of: (row: OrderValueRow) => number) =>
    rows.reduce((t, r) => t + r.customers * of(r), 0) / customers;
  const [x, z] = [mean(row => row.x), mean(row => row.z)];
  const [xx, zz] = [mean(row => (row.x - x) ** 2), mean(row => (row.z - z) ** 2)];
  return xx > 0 && zz > 0 ? mean(row => (row.x - x) * (row.z - z)) / Math.sqrt(xx * zz) : 0;
}

type Slopes = (at: readonly number[]) => Slope;

interface Found {
  readonly at: readonly number[];
  readonly value: number;
  readonly covariance: readonly (readonly number[])[] | null;
}

const limits = { gradientTolerance: 1e-9, maxEvaluations: 300 };

function searched(slope: Slopes, starts: readonly (readonly number[])[], customers: number): Found {
  const best = starts
    .map(start => quasiNewton(slope, start, limits))
    .reduce((a, b) => (b.value < a.value ? b : a));
  const information = hessianAt(slope, best.at).map(row => row.map(h => h * customers));
  return { at: best.at, value: best.value, covariance: inverse(information) };
}

/** Standard errors; null where a direction has no curvature, and its variance is negative or no number. */
function errorsOf(covariance: Found['covariance']): number[] | null {
  const variances = covariance?.map((row, i) => row[i] as number) ?? [];
  return variances.length > 0 && variances.every(each => each > 0) ? variances.map(Math.sqrt) : null;
}

const isSure = (errors: readonly number[] | null) => errors?.every(error => error <= widest) ?? false;

/** The other two with p at `alike`, which then has next to no error of its own; null where the data are against it. */
function withAlike(slope: Slopes, free: Found, customers: number): Found | null {
  const p = Math.log(alike);
  const two: Slopes = at => {
    const { value, gradient } = slope([p, ...at]);
    return { value, gradient: gradient.slice(1) };
  };
  // The mean value is about p v / (q − 1), in units of itself.
  const found = searched(
    two,
    [1, 0].map(q => [q, q - p]),
    customers,
  );
  if ((found.value - free.value) * customers > noWorse || !found.covariance) return null;
  const covariance = [[1e-12, 0, 0], ...found.covariance.map(row => [0, ...row])];
  return { at: [p, ...found.at], value: found.value, covariance };
}

/**
 * Maximum likelihood with q > 1, money scaled to its mean. Where the purchases of each customer are alike, so that p is
 * not to be told from a very large one, p is that. `unidentified` when a log standard error exceeds 1.5 or there is none
 * (all purchases alike). Cost: 1M rows about a second.
 */
export function fitOrderValue(rows: readonly OrderValueRow[]): OrderValueFit {
  const customers = rows.reduce((t, row) => t + row.customers, 0);
  if (customers < minimumValueCustomers) return { status: 'insufficient', customers };
  const scale = rows.reduce((t, row) => t + row.customers * row.z, 0) / customers;
  const scaled = rows.map(row => ({ ...row, z: row.z / scale })).sort((l, r) => l.x - r.x || l.z - r.z);
  const slope = (at: readonly number[]): Slope => {
    const { value, gradient } = orderValueLogLikelihood(modelAt(at), scaled);
    return { value: -value / customers, gradient: gradient.map(g => -g / customers) };
  };
  const starts = [
    [1, 1, 1],
    [0, 1, 0],
    [2, 0, -1],
  ];
  const free = searched(slope, starts, customers);
  const isFree = isSure(errorsOf(free.covariance)) && modelAt(free.at).p < alike;
  const best = isFree ? free : (withAlike(slope, free, customers) ?? free);
  const errors = errorsOf(best.covariance);
  const found = modelAt(best.at);
  return {
    status: isSure(errors) ? 'ok' : 'unidentified',
    customers,
    model: { ...found, v: found.v * scale },
    // Densities of z: one factor of 1/scale each.
    logLikelihood: -best.value * customers - customers * Math.log(scale),
    standardErrorsLog: errors,
    covarianceLog: errors && best.covariance,
    correlation: correlationOf(scaled, customers),
  };
}

/**
 * Expected value of a purchase to come: own mean shrunk to the population's, (p v + p x z)/(p x + q − 1). With x = 0 it
 * is the population mean p v/(q − 1).
 *
 * @example expectedOrderValue({p: 6.25, q: 3.74, v: 15.44}, {x: 2, z: 22.35}) // 24.66
 */
export function expectedOrderValue({ p, q, v }: OrderValueModel, { x, z }: { x: number; z: number }): number {
  return (p * (v + x * z)) / (p * x + q - 1);
}

/**
 * Variance between levels and of one purchase about its level, given the history. The second moment exists for
 * p x + q > 2 only; below 2.5 it is taken at 2.5, a floor that widens no one beyond measure.
 */
export function orderValueSpread(
  model: OrderValueModel,
  history: { x: number; z: number },
): { level: number; within: number } {
  const { p, v } = model;
  const shape = Math.max(2.5, p * history.x + model.q);
  const sum = v + history.x * history.z;
  const square = (sum * sum) / ((shape - 1) * (shape - 2));
  const mean = sum / (shape - 1);
  return { level: p * p * (square - mean * mean), within: p * square };
}
