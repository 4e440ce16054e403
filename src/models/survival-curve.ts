/** Survival from times some of which are only known to be longer: the product-limit curve and the log-rank test. */
import { chiSquareAbove, normalQuantile } from '../math/distributions.ts';

/** At `time`: `events` ended, `censored` were last seen and had not. */
export interface TimeCount {
  readonly time: number;
  readonly events: number;
  readonly censored: number;
}

export interface SurvivalPoint {
  readonly time: number;
  readonly atRisk: number;
  readonly survival: number;
  /** Bounds of the log(−log) interval; equal to the estimate at 0 and 1, where it has no width to give. */
  readonly lo: number;
  readonly hi: number;
}

const inOrder = (times: readonly TimeCount[]) => [...times].sort((l, r) => l.time - r.time);
const sizeOf = (times: readonly TimeCount[]) => times.reduce((n, row) => n + row.events + row.censored, 0);

/**
 * Kaplan–Meier estimate after each time with an event, with Greenwood's variance on the log(−log) scale (never outside
 * [0, 1]). Ties: events before censorings. Rows of equal time must be summed. Cost O(n log n).
 *
 * @example survivalCurve([{time: 6, events: 3, censored: 1}], .95)[0].survival // .25
 */
export function survivalCurve(times: readonly TimeCount[], level: number): SurvivalPoint[] {
  const z = normalQuantile(0.5 + level / 2);
  let atRisk = sizeOf(times);
  let survival = 1;
  let greenwood = 0;
  const points: SurvivalPoint[] = [];
  for (const { time, events, censored } of inOrder(times)) {
    if (events > 0) {
      survival *= 1 - events / atRisk;
      greenwood += events / (atRisk * (atRisk - events));
      points.push({ time, atRisk, survival, ...bounds(survival, greenwood, z) });
    }
    atRisk -= events + censored;
  }
  return points;
}

function bounds(survival: number, greenwood: number, z: number): { lo: number; hi: number } {
  if (survival <= 0 || survival >= 1) return { lo: survival, hi: survival };
  const spread = Math.exp((z * Math.sqrt(greenwood)) / Math.abs(Math.log(survival)));
  return { lo: survival ** spread, hi: survival ** (1 / spread) };
}

/**
 * Log-rank test of equal survival of two groups: χ² with 1 degree of freedom and its p, variance by the hypergeometric.
 * χ² is 0 where no time has somebody at risk in both groups. Mantel 1966.
 */
export function logRankTest(
  left: readonly TimeCount[],
  right: readonly TimeCount[],
): { chiSquare: number; p: number } {
  const at = (times: readonly TimeCount[], time: number) => ({
    events: times.reduce((n, row) => n + (row.time === time ? row.events : 0), 0),
    atRisk: times.reduce((n, row) => n + (row.time >= time ? row.events + row.censored : 0), 0),
  });
  const moments = [...new Set([...left, ...right].filter(row => row.events > 0).map(row => row.time))];
  let difference = 0;
  let variance = 0;
  for (const time of moments) {
    const [a, b] = [at(left, time), at(right, time)];
    const [n, d] = [a.atRisk + b.atRisk, a.events + b.events];
    difference += a.events - (d * a.atRisk) / n;
    if (n > 1) variance += (d * (n - d) * a.atRisk * b.atRisk) / (n * n * (n - 1));
  }
  const chiSquare = variance > 0 ? difference ** 2 / variance : 0;
  return { chiSquare, p: chiSquareAbove(chiSquare, 1) };
}
