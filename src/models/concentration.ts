/** How unequally a total is spread over its holders. */
import { sum } from '../math/moments.ts';

export interface Concentration {
  readonly holders: number;
  readonly total: number;
  /** 0: all alike; towards 1: one holds all. Negative holdings count as 0. Null without a positive total. */
  readonly gini: number | null;
  /** Σ share²: 1/n when all are alike, 1 when one holds all; 1/HHI is the number of equal holders that would be as concentrated. */
  readonly hhi: number | null;
  /** Smallest share of holders that holds 80 % of the total, largest first. */
  readonly shareHolding80: number | null;
  /** Share of the total held by the largest tenth of holders, fractions of a holder in proportion. */
  readonly topTenthShare: number | null;
}

const empty = { gini: null, hhi: null, shareHolding80: null, topTenthShare: null };

/**
 * Gini, Herfindahl–Hirschman and Pareto shares of the holdings. Gini = Σ(2i − n − 1)x_i/(nΣx), x rising. Unaffected by the
 * unit and by the order. Cost O(n log n).
 *
 * @example concentration([1, 1, 1, 1]).gini // 0
 */
export function concentration(holdings: readonly number[]): Concentration {
  const rising = Float64Array.from(holdings, x => Math.max(0, x)).sort();
  const n = rising.length;
  const total = sum(rising);
  if (!(total > 0)) return { holders: n, total, ...empty };
  const ranked = sum(rising.map((x, at) => (2 * (at + 1) - n - 1) * x));
  return {
    holders: n,
    total,
    gini: ranked / (n * total),
    hhi: sum(rising.map(x => (x / total) ** 2)),
    shareHolding80: holdersOf(rising, 0.8 * total) / n,
    topTenthShare: heldBy(rising, n / 10) / total,
  };
}

/** Largest holders needed for an amount, the last one in proportion. */
function holdersOf(rising: Float64Array, amount: number): number {
  let held = 0;
  for (let at = rising.length - 1; at >= 0; at--) {
    const x = rising[at] as number;
    if (held + x >= amount - 1e-12 * amount) return rising.length - 1 - at + (amount - held) / x;
    held += x;
  }
  return rising.length;
}

function heldBy(rising: Float64Array, holders: number): number {
  const whole = Math.floor(holders);
  const next = rising.length - whole - 1;
  return (
    sum(rising.subarray(rising.length - whole)) +
    (holders - whole) * (next >= 0 ? (rising[next] as number) : 0)
  );
}
