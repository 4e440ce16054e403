/** Rules "who buys these also buys that", with the controls without which most of them are accidents (METHODS §5). */
import { hypergeometricAbove } from '../math/hypergeometric-tail.ts';
import type { Baskets, Itemset, ItemsetResult } from './basket-itemsets.ts';
import { benjaminiHochberg } from './false-discovery.ts';

export interface BasketRule {
  readonly if: readonly string[];
  readonly then: string;
  /** Baskets that hold all of it, as a number and as a share of all. */
  readonly count: number;
  readonly support: number;
  readonly confidence: number;
  readonly lift: number;
  readonly leverage: number;
  /** Null where the rule never fails. */
  readonly conviction: number | null;
  /** Mean of confidence both ways, and how unlike the two sides are in size: for judging skewed pairs. */
  readonly kulczynski: number;
  readonly imbalance: number;
  /** One-sided Fisher p, and its Benjamini–Hochberg value over every rule tested. */
  readonly p: number;
  readonly q: number;
  /** Confidence above that of the best rule with fewer conditions, the empty one included. */
  readonly improvement: number;
  /** Lift in the first and in the second half of the baskets; null where the half lacks a side. */
  readonly liftByHalf: readonly [number | null, number | null];
}

export interface RuleSet {
  readonly baskets: number;
  /** Rules the false-discovery rate was controlled over: every split of every set of two and more. */
  readonly tested: number;
  readonly rules: readonly BasketRule[];
}

export interface RuleOptions {
  readonly minConfidence: number;
  /** Every rule at the thresholds; otherwise only those that pass all controls. */
  readonly allRules: boolean;
}

export const ruleControls = { leastCount: 30, q: 0.05 };

interface Draft {
  readonly set: Itemset;
  /** Place of the consequent in the set. */
  readonly at: number;
  readonly a: Itemset;
  readonly b: Itemset;
  readonly p: number;
  /** Best confidence among the rules with fewer conditions; the base rate is the one with none. */
  readonly simpler: number;
}

/** Itemsets in order of length, and where each stands: a tree from the highest item of a set down to its lowest. */
class SetPlaces {
  readonly #children = new Map<number, number>();
  readonly #width: number;
  readonly #top: number;

  constructor(sets: readonly Itemset[], items: number) {
    this.#width = items;
    this.#top = sets.length;
    for (const [place, { items }] of sets.entries())
      this.#children.set(this.#key(this.of(items, 1), items[0] as number), place);
  }

  #key(parent: number, item: number): number {
    return parent * this.#width + item;
  }

  /** The place of the set without its lowest `from` items; without all of them, the tree's top. */
  of(items: readonly number[], from: number): number {
    let at = this.#top;
    for (let k = items.length - 1; k >= from; k--) at = this.below(at, items[k] as number);
    return at;
  }

  /** The place of a set and one item lower than all of its. */
  below(place: number, item: number): number {
    return this.#children.get(this.#key(place, item)) as number;
  }
}

/**
 * Every split of every set into conditions and one consequent. Shorter sets first, so that the best simpler rule of each
 * is found among those with one condition fewer.
 */
function draftsOf(itemsets: readonly Itemset[], baskets: number, width: number): Draft[] {
  const sets = [...itemsets].sort((l, r) => l.items.length - r.items.length);
  const places = new SetPlaces(sets, width);
  /** Of each set, the places of the sets without one of its items. */
  const parts: Int32Array[] = [];
  /** Of each set, by place of an item, the best confidence of a rule for it with these conditions or fewer. */
  const best: Float64Array[] = [];
  const alone: Itemset[] = [];
  const drafts: Draft[] = [];
  for (const [place, set] of sets.entries()) {
    const { items, count } = set;
    const own = new Float64Array(items.length);
    const lacking = new Int32Array(items.length);
    parts[place] = lacking;
    best[place] = own;
    if (items.length === 1) {
      alone[items[0] as number] = set;
      own[0] = count / baskets;
      continue;
    }
    const first = places.of(items, 1);
    lacking[0] = first;
    // A pair without its higher item is the lower one; longer ones are below what their longest part lacks.
    for (let at = 1; at < items.length; at++)
      lacking[at] =
        items.length === 2
          ? places.below(sets.length, items[0] as number)
          : places.below((parts[first] as Int32Array)[at - 1] as number, items[0] as number);
    for (let at = 0; at < items.length; at++) {
      const a = sets[lacking[at] as number] as Itemset;
      const b = alone[items[at] as number] as Itemset;
      let simpler = 0;
      // The set without another of its items holds the consequent one place earlier where that item stood before it.
      for (let other = 0; other < items.length; other++)
        if (other !== at)
          simpler = Math.max(
            simpler,
            (best[lacking[other] as number] as Float64Array)[other < at ? at - 1 : at] as number,
          );
      own[at] = Math.max(simpler, count / a.count);
      const p = hypergeometricAbove(count, { population: baskets, marked: b.count, sample: a.count });
      drafts.push({ set, at, a, b, p, simpler });
    }
  }
  return drafts;
}

interface Frame {
  readonly baskets: number;
  readonly name: (item: number) => string;
}

function ruleOf(draft: Draft, q: number, { baskets, name }: Frame): BasketRule {
  const { set, a, b } = draft;
  const confidence = set.count / a.count;
  const base = b.count / baskets;
  const half = Math.floor(baskets / 2);
  const second = (c: Itemset) => c.count - c.firstHalf;
  const lift = (both: number, sides: readonly [number, number], n: number) =>
    sides[0] > 0 && sides[1] > 0 ? (both * n) / (sides[0] * sides[1]) : null;
  return {
    if: a.items.map(name).sort(),
    then: name(b.items[0] as number),
    count: set.count,
    support: set.count / baskets,
    confidence,
    lift: confidence / base,
    leverage: set.count / baskets - (a.count / baskets) * base,
    conviction: confidence < 1 ? (1 - base) / (1 - confidence) : null,
    kulczynski: (confidence + set.count / b.count) / 2,
    imbalance: Math.abs(a.count - b.count) / (a.count + b.count - set.count),
    p: draft.p,
    q,
    improvement: confidence - draft.simpler,
    liftByHalf: [
      lift(set.firstHalf, [a.firstHalf, b.firstHalf], half),
      lift(second(set), [second(a), second(b)], baskets - half),
    ],
  };
}

/** All controls of METHODS §5: 30 baskets, q ≤ .05, better than every simpler rule, lift above 1 in both time halves. */
export function passesControls(rule: BasketRule): boolean {
  const stable = rule.liftByHalf.every(lift => lift !== null && lift > 1);
  return rule.count >= ruleControls.leastCount && rule.q <= ruleControls.q && rule.improvement > 0 && stable;
}

/** By code units: the same on every machine. */
const textOrder = (l: string, r: string) => (l < r ? -1 : l > r ? 1 : 0);

/**
 * Rules with one consequent from frequent itemsets, strongest lift first. Every split of every set is tested, whatever its
 * confidence; only then do the thresholds select. The halves are those of the basket order: give baskets in time order.
 */
export function basketRules(
  baskets: Baskets,
  { itemsets, itemOf }: ItemsetResult,
  { minConfidence, allRules }: RuleOptions,
): RuleSet {
  const size = baskets.offsets.length - 1;
  const tested = draftsOf(itemsets, size, itemOf.length);
  const q = benjaminiHochberg(tested.map(draft => draft.p));
  const name = (item: number) => baskets.names[itemOf[item] as number] as string;
  const frame = { baskets: size, name };
  const rules = tested.flatMap((draft, at) =>
    draft.set.count / draft.a.count >= minConfidence ? [ruleOf(draft, q[at] as number, frame)] : [],
  );
  const kept = allRules ? rules : rules.filter(passesControls);
  kept.sort((l, r) => r.lift - l.lift || r.count - l.count || textOrder(l.then, r.then));
  return { baskets: size, tested: tested.length, rules: kept };
}
