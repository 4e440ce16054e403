/**
 * Order and de-duplication of cards (METHODS §17.8–9). Without evidence no gain is claimed: cards that would pay at
 * the smallest share of their gap come first. Lists overlap; in totals a customer counts once, in the best-ranked card.
 */
import { sum } from '../math/moments.ts';
import type { Opportunity, OpportunityKind, OpportunityList } from '../records/opportunity.ts';
import type { Group, GroupCount } from './opportunity-groups.ts';

const mostGapShare = 0.5;
const leastReachable = 200;

/** Whether a card may be ranked: worth doing at half its gap, surely a gap, and people to send to; where sending stops, surely money. */
export function mayRank(card: Opportunity): boolean {
  const surely = Number(card.valueAtStakeMinor?.lo ?? -1) > 0;
  if (card.kind === 'stop-spending') return card.status === 'ok' && surely;
  const pays =
    card.valueIs === 'sales' || (card.gapShareNeeded !== null && card.gapShareNeeded <= mostGapShare);
  return card.status === 'ok' && surely && pays && card.reachable >= leastReachable;
}

const gapShare = (card: Opportunity) => card.gapShareNeeded ?? Number.POSITIVE_INFINITY;
const stakeLow = (card: Opportunity) =>
  Number(card.valueAtStakeMinor?.lo ?? card.valueAtStakeMinor?.estimate ?? 0);

/** Best first: rankable ones by φ*, then by the lower end of the stake; the others after them by stake. */
export function inOrder(cards: readonly Opportunity[]): Opportunity[] {
  return [...cards].sort(
    (a, b) =>
      Number(mayRank(b)) - Number(mayRank(a)) ||
      (mayRank(a) && gapShare(a) !== gapShare(b) ? gapShare(a) - gapShare(b) : 0) ||
      stakeLow(b) - stakeLow(a) ||
      a.kind.localeCompare(b.kind),
  );
}

/** Cards in order with ranks 1, 2 … for those that may be ranked and null for the rest. */
export const ranked = (cards: readonly Opportunity[]): Opportunity[] =>
  inOrder(cards).map((card, index) => ({ ...card, rank: mayRank(card) ? index + 1 : null }));

/** A kind's list as a condition on groups. */
export interface KindList {
  readonly kind: OpportunityKind;
  readonly holds: (group: Group) => boolean;
  /** Where the list was chosen from its cells by what they brought: all it was chosen from. */
  readonly pool?: (group: Group) => boolean;
}

/**
 * Gives each group to the first list that holds it, best first, so that a sum over lists counts nobody twice. The conditions
 * hold at past times too: what is left of a list is compared with customers who would have been in it.
 */
export function withoutRepeats(lists: readonly KindList[]): KindList[] {
  return lists.map(({ kind, holds, pool }, index) => {
    const better = lists.slice(0, index);
    const own = (condition: (group: Group) => boolean) => (group: Group) =>
      condition(group) && !better.some(list => list.holds(group));
    return { kind, holds: own(holds), ...(pool && { pool: own(pool) }) };
  });
}

/** Customers a list shares with each of the others; lists that share nobody are left out. */
export function overlapOf(
  list: KindList,
  lists: readonly KindList[],
  today: readonly GroupCount[],
): Opportunity['overlap'] {
  const own = today.filter(each => list.holds(each.group));
  return lists
    .filter(other => other.kind !== list.kind)
    .map(other => ({
      kind: other.kind,
      customers: sum(own.filter(each => other.holds(each.group)).map(each => each.customers)),
    }))
    .filter(each => each.customers > 0);
}

/** What stops being spent is not at stake, so nobody is counted there whom another card counts. */
export const inCountingOrder = (cards: readonly Opportunity[]): Opportunity[] => {
  const order = inOrder(cards);
  const stops = (card: Opportunity) => card.kind === 'stop-spending';
  return [...order.filter(card => !stops(card)), ...order.filter(stops)];
};

/** The list as the API returns it: lists overlap, its totals count each customer once, in the best card. Whom to stop writing to is neither worth approaching nor at stake. */
export function opportunityListOf(cards: readonly Opportunity[]): OpportunityList {
  const worthwhile = cards.filter(card => card.kind !== 'stop-spending');
  const stakes = worthwhile.filter(card => card.status === 'ok');
  return {
    asOf: cards[0]?.asOf ?? null,
    totalCustomers: sum(worthwhile.map(card => card.distinct?.customers ?? card.customers)),
    totalStakeMinor: stakes.length > 0 ? sum(stakes.map(stakeCounted)).toFixed(0) : null,
    opportunities: [...cards],
  };
}

/** Cards of before lists overlapped count whole. */
const stakeCounted = (card: Opportunity) =>
  Number(card.distinct ? (card.distinct.stakeMinor ?? 0) : (card.valueAtStakeMinor?.estimate ?? 0));
