/** From groups counted at T and at past times to what a card of each kind is made from. Pure. */
import { sum } from '../math/moments.ts';
import { opportunityKinds } from '../records/opportunity.ts';
import { fallDays } from './falling.ts';
import type { CardInput } from './opportunity-card.ts';
import { minorUnits } from './opportunity-card-rows.ts';
import { type CellCount, cellName } from './opportunity-cells.ts';
import { codeOf, type Group, type GroupCount } from './opportunity-groups.ts';
import { type KindPlan, kindPlans, listCells, peerCells } from './opportunity-kinds.ts';
import type { KindList } from './opportunity-ranking.ts';
import { spendingCells } from './opportunity-spending.ts';
import type { OriginCounts, Reference } from './opportunity-stake.ts';
import type { SeasonFactors } from './season-factor.ts';

/** A past time by groups, with the factors of the season ahead over its own. */
interface OriginOfGroups {
  readonly at: Date;
  readonly groups: readonly GroupCount[];
  readonly season: SeasonFactors;
}

export interface ComparedTimes {
  readonly firstSale: Date | null;
  readonly seasonKnown: boolean;
  readonly origins: readonly OriginOfGroups[];
  readonly past: readonly {
    readonly at: Date;
    readonly groups: readonly GroupCount[];
    readonly earlier: readonly OriginOfGroups[];
  }[];
}

export interface FoundBase extends ComparedTimes {
  readonly today: readonly GroupCount[];
  /** Categories of first purchases told apart, by their place in groups from 1. */
  readonly categories: readonly string[];
  /** Of the category gap; null: there is none. */
  readonly category: string | null;
}

interface Pricing {
  readonly currency: string;
  readonly assumptions: CardInput['assumptions'];
}

const dayMs = 86_400_000;

/** A fall is told from a year and a half before. */
function knows(plan: KindPlan, { firstSale }: FoundBase, at: Date): boolean {
  if (plan.reference !== 'own-last-year') return true;
  return firstSale !== null && at.getTime() - firstSale.getTime() >= (365 + fallDays) * dayMs;
}

const originOf = (
  plan: KindPlan,
  { at, groups, season }: OriginOfGroups,
  holds: (group: Group) => boolean,
): OriginCounts => ({
  at,
  seasonFactor: plan.ofCategory ? season.ofCategory : season.all,
  cells: listCells(plan, groups, holds),
  peers: peerCells(plan, groups),
});

/** m̂ of a list, major units. */
function occasionValueOf(groups: readonly GroupCount[]): number {
  const customers = sum(groups.map(each => each.customers));
  return customers > 0 ? sum(groups.map(each => each.occasionValue)) / customers : 0;
}

/** What a list is held against; an offer without a price of its own is a tenth of an occasion. */
function referenceOf(plan: KindPlan, occasionValue: number, { currency, assumptions }: Pricing): Reference {
  if (plan.peers) return { kind: 'twins', twinOf: plan.peers.twin };
  if (plan.reference === 'own-last-year') return { kind: 'own-last-year' };
  const { incentiveMinor, redeemShare } = assumptions;
  const incentive =
    incentiveMinor === null ? Math.max(0, occasionValue) * 0.1 : incentiveMinor / minorUnits(currency);
  return { kind: 'spending', offer: { incentive, redeemShare } };
}

/** Every kind's whole list, whoever else is in it. */
export function fullLists(base: FoundBase, pricing: Pricing): KindList[] {
  return opportunityKinds.map(kind => {
    const plan = kindPlans[kind];
    if (kind === 'category-gap' && base.category === null) return { kind, holds: () => false };
    if (plan.reference !== 'spending') return { kind, holds: plan.holds };
    const written = base.today.filter(each => plan.holds(each.group));
    const chosen = spendingCells(
      listCells(plan, base.today, plan.holds),
      base.origins.map(origin => originOf(plan, origin, plan.holds)),
      referenceOf(plan, occasionValueOf(written), pricing),
    );
    const names = new Set(chosen.map(cellName));
    return {
      kind,
      holds: group => plan.holds(group) && names.has(cellName(plan.cell(group))),
      pool: plan.holds,
    };
  });
}

/** Customers listed apart taken out of their groups. */
function withoutThem(groups: readonly GroupCount[], dominant: readonly GroupCount[]): GroupCount[] {
  const rest = groups.map(each => {
    const apart = dominant.filter(one => codeOf(one.group) === codeOf(each.group));
    const less = (of: (count: GroupCount) => number) => of(each) - sum(apart.map(of));
    return {
      ...each,
      customers: less(count => count.customers),
      weight: less(count => count.weight),
      occasionValue: less(count => count.occasionValue),
      ownValue: less(count => count.ownValue),
      ownBuyers: less(count => count.ownBuyers),
      messages: less(count => count.messages),
      messageCost: less(count => count.messageCost),
    };
  });
  return rest.filter(each => each.customers > 0);
}

/** Value of a purchase: m̂ of the list, or where money is that of a category, what its buyers bring of it in a horizon. */
function purchaseValueOf(
  plan: KindPlan,
  list: readonly GroupCount[],
  origins: readonly OriginCounts[],
): number {
  if (!plan.ofCategory) return occasionValueOf(list);
  const peers = origins.flatMap(origin => origin.peers);
  const buyers = sum(peers.map(cell => cell.buyers));
  return buyers > 0 ? sum(peers.map(cell => cell.value)) / buyers : 0;
}

type ListFigures = Pick<
  CardInput,
  'list' | 'origins' | 'past' | 'reference' | 'choose' | 'category' | 'groups' | 'valuePerOccasion'
>;

/** The figures of a list that a card is made from; `dominant` are taken out of it. */
export function listOf(
  base: FoundBase,
  { kind, holds, pool = holds }: KindList,
  { dominant, ...pricing }: Pricing & { readonly dominant: readonly GroupCount[] },
): ListFigures {
  const plan = kindPlans[kind];
  const today = withoutThem(
    base.today.filter(each => holds(each.group)),
    dominant,
  );
  const origins = base.origins
    .filter(({ at }) => knows(plan, base, at))
    .map(origin => originOf(plan, origin, holds));
  const past = base.past
    .filter(({ at }) => knows(plan, base, at))
    .map(({ at, groups, earlier }) => ({
      at,
      cells: listCells(plan, groups, pool),
      peers: peerCells(plan, groups),
      earlier: earlier.filter(each => knows(plan, base, each.at)).map(each => originOf(plan, each, pool)),
    }));
  const reference = referenceOf(plan, occasionValueOf(today), pricing);
  const figures = {
    list: listCells(plan, today, holds),
    origins,
    past,
    reference,
    category: plan.ofCategory ? base.category : null,
    groups: groupNames(plan, base),
    valuePerOccasion: purchaseValueOf(plan, today, origins),
  };
  if (reference.kind !== 'spending') return figures;
  const choose = (list: readonly CellCount[], earlier: readonly OriginCounts[]) =>
    spendingCells(list, earlier, reference);
  return { ...figures, choose };
}

/** Names of what a kind's cells tell apart beside occasions, rhythm and value; `*` stands for all other categories. */
function groupNames(plan: KindPlan, { categories }: FoundBase): readonly string[] {
  return plan === kindPlans['first-not-repeated'] ? ['*', ...categories] : [];
}
