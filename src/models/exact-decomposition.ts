/** Why a figure changed, to the last cent: parts that add up to the whole change, with nothing left unexplained. */
import { invariant } from '../kernel/invariant.ts';

/** L(a, b) = (a − b)/ln(a/b) of positive numbers; L(a, a) = a. */
export function logarithmicMean(a: number, b: number): number {
  const ratio = (a - b) / b;
  // Near each other the quotient is 0/0: three terms of the series of ln(1 + ratio) are exact to 1e-17 there.
  if (Math.abs(ratio) < 1e-5) return b / (1 - ratio / 2 + (ratio * ratio) / 3);
  return (a - b) / Math.log(a / b);
}

/**
 * Parts of the change of a product of positive factors (LMDI, Ang 2005): Δ_k = L(V₁, V₀)·ln(k₁/k₀). Σ Δ_k = V₁ − V₀ up to
 * rounding. For factors that are 0 or negative use {@link shapleyParts}.
 *
 * @example productParts([1000, 2, 50], [1200, 1.8, 55]) // [19896.80, −11498.02, 10401.22]
 */
export function productParts(before: readonly number[], after: readonly number[]): number[] {
  invariant(
    [...before, ...after].every(factor => factor > 0),
    'factors of a product decomposition are above 0',
  );
  const product = (factors: readonly number[]) => factors.reduce((a, b) => a * b, 1);
  const mean = logarithmicMean(product(after), product(before));
  return before.map((factor, at) => mean * Math.log((after[at] as number) / factor));
}

const mostFactors = 12;

/**
 * Shapley parts of the change of any function of up to 12 factors: each factor's effect averaged over all orders in which
 * the factors may have moved. Exact; 2ⁿ evaluations.
 *
 * @example shapleyParts([1000, 2, 50], [1200, 1.8, 55], ([a, b, c]) => a * b * c) // [19933.33, −11566.67, 10433.33]
 */
export function shapleyParts(
  before: readonly number[],
  after: readonly number[],
  f: (factors: readonly number[]) => number,
): number[] {
  const n = before.length;
  invariant(n <= mostFactors, `at most ${mostFactors} factors`);
  const values = Array.from({ length: 2 ** n }, (_, set) =>
    f(before.map((factor, at) => (set & (1 << at) ? (after[at] as number) : factor))),
  );
  const weights = Array.from({ length: n }, (_, size) => 1 / (n * choose(n - 1, size)));
  return before.map((_, at) => {
    const bit = 1 << at;
    let total = 0;
    for (let set = 0; set < values.length; set++) {
      if (set & bit) continue;
      total += (weights[bitsOf(set)] as number) * ((values[set | bit] as number) - (values[set] as number));
    }
    return total;
  });
}

function choose(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return result;
}

function bitsOf(set: number): number {
  let count = 0;
  for (let rest = set; rest; rest &= rest - 1) count++;
  return count;
}

/** One product (or other unit) in two periods; amounts in one unit of money. */
export interface PricedVolume {
  readonly key: string;
  readonly quantityBefore: number;
  readonly amountBefore: number;
  readonly quantityAfter: number;
  readonly amountAfter: number;
}

export interface PriceVolumeMix {
  /** More or fewer units in all, at the old mix and old prices. */
  readonly volume: number;
  /** The units that shifted between products, at old prices. */
  readonly mix: number;
  /** New prices on the new quantities. */
  readonly price: number;
  /** Whole amounts of products sold in one of the periods only. */
  readonly entered: number;
  readonly left: number;
  readonly change: number;
}

/**
 * The change of an amount as volume, mix and price of the products sold in both periods, with products that entered or
 * left as lines of their own. Adds up exactly (mix and the last cent of rounding are what is left of a sum, by design).
 * A product without units in a period it has money in counts as entered and left: it has no price.
 */
export function priceVolumeMix(rows: readonly PricedVolume[]): PriceVolumeMix {
  const total = (of: (row: PricedVolume) => number, over: readonly PricedVolume[]) =>
    over.reduce((sum, row) => sum + of(row), 0);
  const stays = rows.filter(row => row.quantityBefore > 0 && row.quantityAfter > 0);
  const moved = rows.filter(row => !(row.quantityBefore > 0 && row.quantityAfter > 0));
  const before = total(row => row.amountBefore, stays);
  const [unitsBefore, unitsAfter] = [
    total(row => row.quantityBefore, stays),
    total(row => row.quantityAfter, stays),
  ];
  const volume = unitsBefore > 0 ? before * (unitsAfter / unitsBefore - 1) : 0;
  const price = total(
    row => row.amountAfter - (row.amountBefore / row.quantityBefore) * row.quantityAfter,
    stays,
  );
  const staying = total(row => row.amountAfter, stays) - before;
  const entered = total(row => row.amountAfter, moved);
  const left = -total(row => row.amountBefore, moved);
  return { volume, price, mix: staying - volume - price, entered, left, change: staying + entered + left };
}
