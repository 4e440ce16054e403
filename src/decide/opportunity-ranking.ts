/**
 * Order and de-duplication of cards (METHODS §17.8–9). Without evidence no gain is claimed: cards that would pay at
 * the smallest share of their gap come first, and a customer counts once, in the best-ranked card.
 */
import type { Opportunity, OpportunityKind, OpportunityList } from '../records/opportunity.ts';
import type { CellCount } from './opportunity-cells.ts';

const mostGapShare = 0.5;
const leastReachable = 200;

/** Whether a card may be ranked: worth doing at half its gap, surely a gap, and people to send to. */
export function mayRank(card: Opportunity): boolean {
  const surely = Number(card.valueAtStakeMinor?.lo ?? -1) > 0;
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

export interface KindList {
  readonly kind: OpportunityKind;
  readonly cells: readonly CellCount[];
}

export interface DistinctList extends KindList {
  readonly overlap: Opportunity['overlap'];
}

/** Gives each cell to the first list that holds it; the others show how many of their customers went there. */
export function withoutRepeats(lists: readonly KindList[]): DistinctList[] {
  const owner = new Map<string, OpportunityKind>();
  const name = (cell: CellCount) => `${cell.occasions}/${cell.rhythm}/${cell.third}`;
  return lists.map(({ kind, cells }) => {
    const taken = cells.filter(cell => owner.has(name(cell)));
    const kept = cells.filter(cell => !owner.has(name(cell)));
    for (const cell of kept) owner.set(name(cell), kind);
    const overlap = new Map<OpportunityKind, number>();
    for (const cell of taken) {
      const other = owner.get(name(cell)) as OpportunityKind;
      overlap.set(other, (overlap.get(other) ?? 0) + cell.customers);
    }
    return {
      kind,
      cells: kept,
      overlap: [...overlap].map(([other, customers]) => ({ kind: other, customers })),
    };
  });
}

/** The list as the API returns it: totals count each customer once, because no two cards share one. */
export function opportunityListOf(cards: readonly Opportunity[]): OpportunityList {
  const stakes = cards.filter(card => card.status === 'ok' && card.valueAtStakeMinor);
  const total = stakes.reduce((sum, card) => sum + Number(card.valueAtStakeMinor?.estimate ?? 0), 0);
  return {
    asOf: cards[0]?.asOf ?? null,
    totalCustomers: cards.reduce((n, card) => n + card.customers, 0),
    totalStakeMinor: stakes.length > 0 ? total.toFixed(0) : null,
    opportunities: [...cards],
  };
}
