/**
 * Retention of a cohort under contract by the shifted-beta-geometric model (Fader & Hardie 2007): each customer leaves at
 * every renewal with an own Beta(α, β) probability, so that the share that renews rises although nobody changes.
 */
import { nelderMead } from '../math/nelder-mead.ts';

export interface ContractRetention {
  readonly alpha: number;
  readonly beta: number;
  readonly logLikelihood: number;
}

/** ln of P(leaves at renewal t), t = 1 … periods, and of S(periods), by the recursion of the paper. */
function logShares(alpha: number, beta: number, periods: number): { leaving: number[]; staying: number } {
  const leaving: number[] = [];
  let p = alpha / (alpha + beta);
  let stay = 1 - p;
  leaving.push(Math.log(p));
  for (let t = 2; t <= periods; t++) {
    p *= (beta + t - 2) / (alpha + beta + t - 1);
    stay *= (beta + t - 1) / (alpha + beta + t - 1);
    leaving.push(Math.log(p));
  }
  return { leaving, staying: Math.log(stay) };
}

/**
 * Fit to the survivors of one cohort: `survivors[0]` customers began, `survivors[t]` were left after t renewals, never
 * rising. Null with fewer than two renewals or nobody leaving. Log parameters, Nelder–Mead; estimates to 1e-5.
 *
 * @example fitContractRetention([1000, 869, 743, 653, 593, 551, 517, 491]) // alpha .6681, beta 3.8061
 */
export function fitContractRetention(survivors: readonly number[]): ContractRetention | null {
  const periods = survivors.length - 1;
  const left = survivors.slice(1).map((n, t) => (survivors[t] as number) - n);
  if (periods < 2 || left.some(n => n < 0) || left.every(n => n === 0)) return null;
  const last = survivors[periods] as number;
  const minusLog = ([a = 0, b = 0]: readonly number[]) => {
    const { leaving, staying } = logShares(Math.exp(a), Math.exp(b), periods);
    return -left.reduce((total, n, t) => total + (n > 0 ? n * (leaving[t] as number) : 0), last * staying);
  };
  const found = nelderMead(minusLog, [0, 1], { step: 0.5, tolerance: 1e-13, maxEvaluations: 2000 });
  const [a = 0, b = 0] = found.at;
  return { alpha: Math.exp(a), beta: Math.exp(b), logLikelihood: -found.value };
}

/** Share of the cohort still there after `t` whole renewals: B(α, β + t)/B(α, β). */
export function contractSurvival(
  { alpha, beta }: Pick<ContractRetention, 'alpha' | 'beta'>,
  t: number,
): number {
  let stay = 1;
  for (let k = 1; k <= t; k++) stay *= (beta + k - 1) / (alpha + beta + k - 1);
  return stay;
}
