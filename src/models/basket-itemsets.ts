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

/** Numbers kept as on a stack: what a level of the search writes lies above what its callers need. */
interface Stack {
  numbers: Int32Array;
  top: number;
}

/** Makes room for `more` numbers on top and returns where they begin. */
function claim(stack: Stack, more: number): number {
  const from = stack.top;
  stack.top += more;
  if (stack.top > stack.numbers.length) {
    const wider = new Int32Array(2 * stack.top);
    wider.set(stack.numbers);
    stack.numbers = wider;
  }
  return from;
}

/** Part of the stack of holders: baskets in ascending order. */
interface Span {
  readonly from: number;
  readonly to: number;
}

interface Search extends Ranked, ItemsetOptions {
  readonly half: number;
  readonly found: Itemset[];
  /** All 0 between two levels. */
  readonly counts: Int32Array;
  /** Where the next basket of a rank goes, 0 for ranks nobody collects. */
  readonly places: Int32Array;
  readonly holders: Stack;
}

/** Extends a prefix, held by the baskets of `span`, with items of lower rank than its last. */
function extend(search: Search, prefix: readonly number[], span: Span): void {
  const { counts, half, found, holders } = search;
  const frequent = frequentBelow(search, prefix[0] ?? search.itemOf.length, span);
  const before = holders.top;
  const starts = frequent.map(rank => claim(holders, counts[rank] as number));
  for (const [at, rank] of frequent.entries()) search.places[rank] = starts[at] as number;
  if (frequent.length > 0) deliver(search, prefix[0] ?? search.itemOf.length, span);
  const spans = frequent.map((rank, at) => {
    const own = { from: starts[at] as number, to: (starts[at] as number) + (counts[rank] as number) };
    counts[rank] = 0;
    search.places[rank] = 0;
    const firstHalf = below(holders.numbers, own, half) - own.from;
    found.push({ items: [rank, ...prefix], count: own.to - own.from, firstHalf });
    return own;
  });
  if (prefix.length + 2 <= search.maxLength) {
    // What stands below the rarest of them is too rare already.
    for (let at = 1; at < frequent.length; at++) {
      if (found.length > search.most) break;
      extend(search, [frequent[at] as number, ...prefix], spans[at] as Span);
    }
  }
  holders.top = before;
}

/** The ranks below `limit` that enough of the baskets hold, ascending; `counts` keeps theirs. */
function frequentBelow({ offsets, ranks, counts, minCount, holders }: Search, limit: number, span: Span) {
  const { numbers } = holders;
  const seen: number[] = [];
  for (let place = span.from; place < span.to; place++) {
    const basket = numbers[place] as number;
    const end = offsets[basket + 1] as number;
    for (let at = offsets[basket] as number; at < end; at++) {
      const rank = ranks[at] as number;
      if (rank >= limit) break;
      const count = counts[rank] as number;
      if (count === 0) seen.push(rank);
      counts[rank] = count + 1;
    }
  }
  const frequent: number[] = [];
  for (const rank of seen) {
    if ((counts[rank] as number) >= minCount) frequent.push(rank);
    else counts[rank] = 0;
  }
  return frequent.sort((l, r) => l - r);
}

/** Gives every basket to the ranks below `limit` that collect theirs. */
function deliver({ offsets, ranks, places, holders }: Search, limit: number, span: Span): void {
  const { numbers } = holders;
  for (let place = span.from; place < span.to; place++) {
    const basket = numbers[place] as number;
    const end = offsets[basket + 1] as number;
    for (let at = offsets[basket] as number; at < end; at++) {
      const rank = ranks[at] as number;
      if (rank >= limit) break;
      const next = places[rank] as number;
      if (next === 0) continue;
      numbers[next] = basket;
      places[rank] = next + 1;
    }
  }
}

/** Where the ascending baskets of a span reach `half`. */
function below(baskets: Int32Array, { from, to }: Span, half: number): number {
  let [lo, hi] = [from, to];
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
  const width = ranked.itemOf.length;
  const holders = { numbers: new Int32Array(2 * (size + ranked.ranks.length)), top: size };
  for (let basket = 0; basket < size; basket++) holders.numbers[basket] = basket;
  const search = { counts: new Int32Array(width), places: new Int32Array(width), holders };
  extend({ ...ranked, ...options, half: Math.floor(size / 2), found, ...search }, [], { from: 0, to: size });
  return { itemsets: found, itemOf: ranked.itemOf, complete: found.length <= options.most };
}
