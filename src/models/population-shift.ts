/** How far a distribution has moved from an earlier one, over the same bins. Pure. */
import { chiSquareAbove } from '../math/distributions.ts';

export interface PopulationShift {
  /** Σ (p − q) ln (p ÷ q) over the bins. */
  readonly psi: number;
  readonly limit: number;
  readonly isShifted: boolean;
}

/** A share of nothing would make the logarithm infinite. */
const leastShare = 1e-4;
/** What is worth a look however many rows say so. */
const leastShift = 0.1;

/** The value χ² of `df` degrees of freedom exceeds once in twenty; bisection to 1e-9. */
function chiSquarePoint(df: number): number {
  let low = 0;
  let high = 10 * df + 20;
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (chiSquareAbove(middle, df) > 0.05) low = middle;
    else high = middle;
  }
  return high;
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

/**
 * Compares counts over the same bins. The limit is the larger of 0.1 and the 95 % point of what chance alone gives,
 * χ²(bins − 1) · (1/n + 1/m) (Yurdakul 2018): with few rows a shift must be larger to be said. Null with fewer than two
 * bins or an empty side. METHODS §1.
 *
 * @example populationShift([50, 50], [50, 50])?.isShifted // false
 */
export function populationShift(
  reference: readonly number[],
  recent: readonly number[],
): PopulationShift | null {
  const [n, m] = [sum(reference), sum(recent)];
  if (reference.length < 2 || n === 0 || m === 0) return null;
  const psi = sum(
    reference.map((count, at) => {
      const q = Math.max(leastShare, count / n);
      const p = Math.max(leastShare, (recent[at] ?? 0) / m);
      return (p - q) * Math.log(p / q);
    }),
  );
  const limit = Math.max(leastShift, chiSquarePoint(reference.length - 1) * (1 / n + 1 / m));
  return { psi, limit, isShifted: psi > limit };
}
