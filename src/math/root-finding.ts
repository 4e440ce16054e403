/** Roots of continuous functions on a bracket, for intervals that are defined by inverting a test. */
import { invariant } from '../kernel/invariant.ts';

/** Where to look and how closely: `tolerance` is absolute, on x. */
export interface Bracket {
  readonly lo: number;
  readonly hi: number;
  readonly tolerance: number;
}

/**
 * Root of `f` in [lo, hi] where f(lo) and f(hi) have opposite signs (or one is 0): bisection, always convergent,
 * at most about 1,070 halvings and 50 for the usual tolerances. An InvariantError when the bracket holds no change
 * of sign.
 *
 * @example bisect(x => x * x - 2, {lo: 0, hi: 2, tolerance: 1e-12}) // 1.414213562373
 */
export function bisect(f: (x: number) => number, bracket: Bracket): number {
  let { lo, hi } = bracket;
  const atLo = f(lo);
  if (atLo === 0) return lo;
  const atHi = f(hi);
  if (atHi === 0) return hi;
  invariant(atLo < 0 !== atHi < 0, `no change of sign between ${lo} and ${hi}`);
  while (hi - lo > bracket.tolerance) {
    const middle = lo + (hi - lo) / 2;
    if (middle <= lo || middle >= hi) break;
    const value = f(middle);
    if (value === 0) return middle;
    if (value < 0 === atLo < 0) lo = middle;
    else hi = middle;
  }
  return lo + (hi - lo) / 2;
}
