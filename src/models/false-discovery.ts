/** Control of false discoveries over secondary metrics, arms and segments; the primary metric stands alone. */

/**
 * Benjamini–Hochberg adjusted p-values, in the order given: the smallest q at which each would be rejected.
 * Input in [0, 1]; cost O(m log m). Reject where the adjusted value is ≤ q.
 *
 * @example benjaminiHochberg([.01, .02, .9]) // [.03, .03, .9]
 */
export function benjaminiHochberg(p: ArrayLike<number>): number[] {
  const sorted = Float64Array.from(p).sort();
  const adjusted = new Float64Array(sorted.length);
  let least = 1;
  for (let at = sorted.length - 1; at >= 0; at--) {
    least = Math.min(least, ((sorted[at] as number) * sorted.length) / (at + 1));
    adjusted[at] = least;
  }
  // Equal ones are rejected together, at the value of the last of them.
  return Array.from(p, each => adjusted[lastOf(sorted, each)] as number);
}

/** The last place of a value in ascending numbers that hold it. */
function lastOf(sorted: Float64Array, value: number): number {
  let [lo, hi] = [0, sorted.length - 1];
  while (lo < hi) {
    const middle = (lo + hi + 1) >> 1;
    if ((sorted[middle] as number) <= value) lo = middle;
    else hi = middle - 1;
  }
  return lo;
}
