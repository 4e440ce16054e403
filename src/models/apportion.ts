/** A whole amount laid on several holders by weight without losing or making a unit. */

/**
 * Largest remainders: each holder gets the whole part of its exact share, the units left over go to the largest
 * remainders, earlier holders first among equals. The parts add up to `total` exactly and each lies within one unit of its
 * exact share. A negative total is laid as its amount is, with the sign. Null where no weight is above nought; weights
 * below nought count as nought. Cost O(n log n) (Hamilton's method).
 *
 * @example apportion(100n, [1n, 1n, 1n]) // [34n, 33n, 33n]
 */
export function apportion(total: bigint, weights: readonly bigint[]): bigint[] | null {
  const positive = weights.map(weight => (weight > 0n ? weight : 0n));
  const whole = positive.reduce((sum, weight) => sum + weight, 0n);
  if (whole === 0n) return null;
  const sign = total < 0n ? -1n : 1n;
  const amount = total * sign;
  const parts = positive.map(weight => (amount * weight) / whole);
  const remainders = positive.map((weight, at) => ({ at, rest: (amount * weight) % whole }));
  let left = amount - parts.reduce((sum, part) => sum + part, 0n);
  remainders.sort((a, b) => (a.rest === b.rest ? a.at - b.at : a.rest < b.rest ? 1 : -1));
  for (const { at } of remainders) {
    if (left === 0n) break;
    parts[at] = (parts[at] as bigint) + 1n;
    left -= 1n;
  }
  return parts.map(part => part * sign);
}
