/**
 * All sets of items that at least so many baskets hold: depth-first over vertical lists of baskets (Zaki's Eclat), counted
 * by occurrence delivery (Uno's LCM): a prefix visits only the baskets that hold it, and only their items beyond it.
 */

/** Baskets as one flat list: basket i holds items[offsets[i] … offsets[i + 1]), each item once. */
export interface Baskets {
  /** Names by item number. */
  readonly names: readonly string[];
  readonly offsets: Int32Array;
  readonly items: Int32Array;
}

/** Items by rank (rarest first), ascending; counts over all baskets and over the first half of them. */
export interface Itemset {
  readonly items: readonly number[];
  readonly count: number;
  readonly firstHalf: number;
}

export interface ItemsetOptions {
  readonly minCount: number;
  readonly maxLength: number;
  /** Sets found beyond this end the search: at a very low support their number, not the data, is the cost. */
  readonly most: number;
}

export interface ItemsetResult {
  readonly itemsets: readonly Itemset[];
  /** Item number by rank. */
  readonly itemOf: Int32Array;
  readonly complete: boolean;
}

/**
 * Numbers the items of baskets in order of first mention; an item counts once a basket.
 *
 * @example basketsOf([['a', 'b', 'a'], ['b']]).items // [0, 1, 1]
 */
export function basketsOf(lists: readonly (readonly string[])[]): Baskets {
  const numbers = new Map<string, number>();
  const offsets = new Int32Array(lists.length + 1);
  const items: number[] = [];
  for (const [at, list] of lists.entries()) {
    for (const name of new Set(list)) {
      let number = numbers.get(name);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(name, number);
      }
      items.push(number);
    }
    offsets[at + 1] = items.length;
  }
  return { names: [...numbers.keys()], offsets, items: Int32Array.from(items) };
}

/** Baskets by rank of frequent items only, each basket's ranks ascending. */
interface Ranked {
  readonly offsets: Int32Array;
  readonly ranks: Int32Array;
  readonly itemOf: Int32Array;
}

function rankedBaskets({ offsets, items, names }: Baskets, minCount: number): Ranked {
  const counts = new Int32Array(names.length);
  for (const item of items) counts[item] = (counts[item] as number) + 1;
  const frequent = names.map((_, item) => item).filter(item => (counts[item] as number) >= minCount);
  frequent.sort((l, r) => (counts[l] as number) - (counts[r] as number) || l - r);
  const rankOf = new Int32Array(names.length).fill(-1);
  for (const [rank, item] of frequent.entries()) rankOf[item] = rank;
  const kept = new Int32Array(offsets.length);
  const ranks = new Int32Array(items.length);
  let end = 0;
  for (let basket = 0; basket + 1 < offsets.length; basket++) {
    const from = end;
    for (let at = offsets[basket] as number; at < (offsets[basket + 1] as number); at++) {
      const rank = rankOf[items[at] as number] as number;
      if (rank >= 0) ranks[end++] = rank;
    }
    ranks.subarray(from, end).sort();
    kept[basket + 1] = end;
  }
  return { offsets: kept, ranks: ranks.slice(0, end), itemOf: Int32Array.from(frequent) };
}

interface Search extends Ranked, ItemsetOptions {
  readonly half: number;
  readonly found: Itemset[];
  readonly counts: Int32Array;
}

/** Extends a prefix, held by the baskets in `holders`, with items of lower rank than its last. */
function extend(search: Search, prefix: readonly number[], holders: Int32Array): void {
  const { offsets, ranks, counts, minCount, half, found } = search;
  const limit = prefix[0] ?? search.itemOf.length;
  const seen: number[] = [];
  for (const basket of holders) {
    const end = offsets[basket + 1] as number;
    for (let at = offsets[basket] as number; at < end; at++) {
      const rank = ranks[at] as number;
      if (rank >= limit) break;
      if (counts[rank] === 0) seen.push(rank);
      counts[rank] = (counts[rank] as number) + 1;
    }
  }
  const frequent = seen.filter(rank => (counts[rank] as number) >= minCount).sort((l, r) => l - r);
  const buckets = new Map(frequent.map(rank => [rank, new Int32Array(counts[rank] as number)]));
  for (const rank of seen) counts[rank] = 0;
  if (frequent.length === 0) return;
  for (const basket of holders) deliver(search, basket, { limit, buckets });
  for (const rank of frequent) {
    const bucket = buckets.get(rank) as Int32Array;
    counts[rank] = 0;
    const items = [rank, ...prefix];
    found.push({ items, count: bucket.length, firstHalf: below(bucket, half) });
  }
  if (prefix.length + 2 > search.maxLength) return;
  for (const rank of frequent) {
    if (found.length > search.most) return;
    extend(search, [rank, ...prefix], buckets.get(rank) as Int32Array);
  }
}

function deliver(
  { offsets, ranks, counts }: Search,
  basket: number,
  { limit, buckets }: { limit: number; buckets: ReadonlyMap<number, Int32Array> },
): void {
  const end = offsets[basket + 1] as number;
  for (let at = offsets[basket] as number; at < end; at++) {
    const rank = ranks[at] as number;
    if (rank >= limit) break;
    const bucket = buckets.get(rank);
    if (!bucket) continue;
    const place = counts[rank] as number;
    bucket[place] = basket;
    counts[rank] = place + 1;
  }
}

/** How many of the ascending basket numbers lie below `half`. */
function below(baskets: Int32Array, half: number): number {
  let [lo, hi] = [0, baskets.length];
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if ((baskets[middle] as number) < half) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}

/**
 * Every set of 1 … `maxLength` items that at least `minCount` baskets hold. `complete` is false when more than `most` were
 * found and the search ended there. Groceries (9,835 baskets) at 10 baskets: 13,492 sets.
 */
export function frequentItemsets(baskets: Baskets, options: ItemsetOptions): ItemsetResult {
  const ranked = rankedBaskets(baskets, options.minCount);
  const size = baskets.offsets.length - 1;
  const found: Itemset[] = [];
  const counts = new Int32Array(ranked.itemOf.length);
  const everyone = Int32Array.from({ length: size }, (_, basket) => basket);
  extend({ ...ranked, ...options, half: Math.floor(size / 2), found, counts }, [], everyone);
  return { itemsets: found, itemOf: ranked.itemOf, complete: found.length <= options.most };
}
