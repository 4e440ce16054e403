/**
 * What counts that came say of expectations that had left something out: each expectation is multiplied by exp(b·z). A
 * Poisson regression with the expectations as offset, a normal prior about no correction, and counts as overdispersed as
 * they were (McCullagh & Nelder 1989, §6.2).
 */
import { inverse } from '../math/small-matrix.ts';

export interface ExpectedCount {
  /** Without the correction; above 0. */
  readonly expected: number;
  readonly came: number;
  /** Covariates; the first is 1. */
  readonly z: readonly number[];
}

export interface MultiplierPrior {
  /** Standard deviation of every coefficient. */
  readonly sd: number;
  /** How often the same people stand in the counts: what is said twice is known once. */
  readonly repeats: number;
}

/** No multiplier beyond e or 1/e: further out it is the expectation that is no guide. */
const furthest = 1;
const steps = 25;

/** exp(b·z), between 1/e and e. */
export function multiplierOf(b: readonly number[], z: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < b.length; at++) sum += (b[at] as number) * (z[at] as number);
  return Math.exp(Math.max(-furthest, Math.min(furthest, sum)));
}

interface Curvature {
  readonly slope: number[];
  readonly information: number[][];
  readonly dispersion: number;
}

function curvatureAt(b: readonly number[], counts: readonly ExpectedCount[]): Curvature {
  const slope = b.map(() => 0);
  const information = b.map(() => b.map(() => 0));
  let [squares, weight] = [0, 0];
  for (const { expected, came, z } of counts) {
    const mean = expected * multiplierOf(b, z);
    if (!(mean > 0)) continue;
    squares += (came - mean) ** 2 / mean;
    weight += 1;
    for (let i = 0; i < z.length; i++) {
      const zi = z[i] as number;
      slope[i] = (slope[i] as number) + (came - mean) * zi;
      const row = information[i] as number[];
      for (let j = 0; j < z.length; j++) row[j] = (row[j] as number) + mean * zi * (z[j] as number);
    }
  }
  return { slope, information, dispersion: Math.max(1, squares / Math.max(1, weight)) };
}

/** Coefficients at the posterior mode by Newton's method; all 0 where nothing was counted. 5,000 counts take some ms. */
export function fitMultiplier(counts: readonly ExpectedCount[], { sd, repeats }: MultiplierPrior): number[] {
  let b = (counts[0]?.z ?? []).map(() => 0);
  for (let step = 0; step < steps; step++) {
    const { slope, information, dispersion } = curvatureAt(b, counts);
    const precision = (dispersion * repeats) / sd ** 2;
    const spread = inverse(
      information.map((row, i) => row.map((value, j) => (i === j ? value + precision : value))),
    );
    if (!spread) return b.map(() => 0);
    const pull = slope.map((value, at) => value - precision * (b[at] as number));
    const moves = spread.map(row => row.reduce((sum, value, at) => sum + value * (pull[at] as number), 0));
    b = b.map((value, at) => value + (moves[at] as number));
    if (Math.max(...moves.map(Math.abs)) < 1e-6) break;
  }
  return b;
}
