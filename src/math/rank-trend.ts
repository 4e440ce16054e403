/**
 * The trend of a short, gappy series without assuming its noise: Theil–Sen slope with Sen's interval, and the
 * Mann–Kendall test, both with a variance that allows for neighbouring values being alike.
 */
import { invariant } from '../kernel/invariant.ts';
import { normalQuantile, normalTwoSided } from './distributions.ts';

export interface TrendPoint {
  /** Place in time, whole steps; gaps are allowed. */
  readonly x: number;
  readonly y: number;
}

export interface RankTrend {
  readonly n: number;
  /** Median of all pairwise slopes, per step. */
  readonly slope: number;
  /** Sen's interval of the slope at the level asked for. */
  readonly lo: number;
  readonly hi: number;
  /** Two-sided p of Mann–Kendall with continuity correction. */
  readonly p: number;
  /** Factor on the variance of S for positive lag-1 autocorrelation; 1 where none was found. */
  readonly inflation: number;
}

const byValue = (a: number, b: number) => a - b;

/** Middle of sorted values; the mean of the two middle ones of an even number. */
export function medianOfSorted(sorted: ArrayLike<number>): number {
  const { length } = sorted;
  const upper = sorted[length >> 1] as number;
  return length % 2 === 1 ? upper : ((sorted[(length >> 1) - 1] as number) + upper) / 2;
}

interface Pairs {
  readonly slopes: Float64Array;
  readonly s: number;
}

function pairsOf(points: readonly TrendPoint[]): Pairs {
  const { length: n } = points;
  const slopes = new Float64Array((n * (n - 1)) / 2);
  let at = 0;
  let s = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const [from, to] = [points[i] as TrendPoint, points[j] as TrendPoint];
      slopes[at++] = (to.y - from.y) / (to.x - from.x);
      s += Math.sign(to.y - from.y);
    }
  }
  return { slopes: slopes.sort(), s };
}

/** Var(S) without autocorrelation: n(n−1)(2n+5)/18 less what ties take away. */
function varianceOfS(points: readonly TrendPoint[]): number {
  const n = points.length;
  const term = (t: number) => t * (t - 1) * (2 * t + 5);
  const ties = new Map<number, number>();
  for (const { y } of points) ties.set(y, (ties.get(y) ?? 0) + 1);
  let tied = 0;
  for (const t of ties.values()) tied += term(t);
  return (term(n) - tied) / 18;
}

/**
 * n / n* of Yue & Wang (2004) from the lag-1 autocorrelation of what the slope leaves; only a positive one beyond its
 * own one-sided 95 % limit counts, since a dozen points give a noisy one.
 */
function inflationOf(points: readonly TrendPoint[], slope: number): number {
  const n = points.length;
  const rest = points.map(({ x, y }) => y - slope * x);
  const mean = rest.reduce((a, b) => a + b, 0) / n;
  let [lagged, squares, pairs] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const here = (rest[i] as number) - mean;
    squares += here * here;
    if (i === 0 || (points[i] as TrendPoint).x - (points[i - 1] as TrendPoint).x !== 1) continue;
    lagged += here * ((rest[i - 1] as number) - mean);
    pairs++;
  }
  const r = squares > 0 && pairs > 0 ? ((lagged / squares) * n) / (pairs + 1) : 0;
  if (r <= 1.645 / Math.sqrt(n)) return 1;
  const bounded = Math.min(r, 0.95);
  let factor = 1;
  for (let k = 1; k < n; k++) factor += 2 * (1 - k / n) * bounded ** k;
  return factor;
}

/**
 * Theil–Sen slope (Sen 1968) with its interval and the Mann–Kendall test (Kendall 1975) of points in order of x.
 * At least three points (invariant). With every value equal the slope is 0 and p is 1. Cost O(n² log n).
 *
 * @example rankTrend([0, 1, 2, 3].map(x => ({ x, y: 2 * x }))).slope // 2
 */
export function rankTrend(points: readonly TrendPoint[], level = 0.9): RankTrend {
  const n = points.length;
  invariant(n >= 3, 'a trend needs three points');
  const { slopes, s } = pairsOf(points);
  const slope = medianOfSorted(slopes);
  const inflation = inflationOf(points, slope);
  const deviation = Math.sqrt(varianceOfS(points) * inflation);
  const z = deviation > 0 && s !== 0 ? (Math.abs(s) - 1) / deviation : 0;
  const reach = normalQuantile(0.5 + level / 2) * deviation;
  const last = slopes.length - 1;
  // Sen's ranks, taken outwards: with few points the interval is rather too wide.
  const low = Math.max(0, Math.floor((last + 1 - reach) / 2) - 1);
  const high = Math.min(last, Math.ceil((last + 1 + reach) / 2));
  return {
    n,
    slope,
    lo: slopes[low] as number,
    hi: slopes[high] as number,
    p: normalTwoSided(z),
    inflation,
  };
}

/** 1.4826 × the median distance from the median: a standard deviation that outliers cannot move. 0 for no values. */
export function robustSpread(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const centre = medianOfSorted([...values].sort(byValue));
  return 1.4826 * medianOfSorted(values.map(value => Math.abs(value - centre)).sort(byValue));
}
