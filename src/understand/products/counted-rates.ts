/** Shares of followed buyers beside the base's own: with interval, and tested over all products as one family. */
import { normalTwoSided } from '../../math/distributions.ts';
import { benjaminiHochberg } from '../../models/false-discovery.ts';
import { wilson } from '../../models/two-proportions.ts';
import type { CountedRate } from '../../records/product.ts';

export interface Counts {
  readonly n: number;
  readonly hits: number;
}

/** Fewer people than this give no rate: its interval would be wider than anything it could say. */
export const leastPeople = 30;
const z95 = 1.959964;

/** The rate with Wilson's 95 % interval; nulls under 30 people. */
export function rateOf({ n, hits }: Counts): CountedRate {
  if (n < leastPeople) return { n, rate: null, lo: null, hi: null, q: null };
  const { lo, hi } = wilson({ successes: hits, n }, z95);
  return { n, rate: hits / n, lo: Math.max(0, lo), hi: Math.min(1, hi), q: null };
}

/** Score test of one share against a fixed one; 1 where the fixed one leaves no room. */
function pAgainst({ n, hits }: Counts, rate: number): number {
  const variance = (rate * (1 - rate)) / n;
  return variance > 0 ? normalTwoSided((hits / n - rate) / Math.sqrt(variance)) : 1;
}

/** Rates of all products with their q of differing from the base rate, one Benjamini–Hochberg family. In order. */
export function ratesAgainst(counts: readonly Counts[], base: number | null): CountedRate[] {
  const rates = counts.map(rateOf);
  if (base === null) return rates;
  const tested = rates.flatMap((rate, at) => (rate.rate === null ? [] : [at]));
  const q = benjaminiHochberg(tested.map(at => pAgainst(counts[at] as Counts, base)));
  const found = [...rates];
  tested.forEach((at, place) => {
    found[at] = { ...(rates[at] as CountedRate), q: Math.min(1, q[place] as number) };
  });
  return found;
}
