/** Control of false discoveries over secondary metrics, arms and segments; the primary metric stands alone. */

/**
 * Benjamini–Hochberg adjusted p-values, in the order given: the smallest q at which each would be rejected.
 * Input in [0, 1]; cost O(m log m). Reject where the adjusted value is ≤ q.
 *
 * @example benjaminiHochberg([.01, .02, .9]) // [.03, .03, .9]
 */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const order = p.map((_, index) => index).sort((left, right) => (p[right] as number) - (p[left] as number));
  const adjusted = new Array<number>(p.length);
  let least = 1;
  order.forEach((index, fromLargest) => {
    const rank = p.length - fromLargest;
    least = Math.min(least, ((p[index] as number) * p.length) / rank);
    adjusted[index] = least;
  });
  return adjusted;
}
