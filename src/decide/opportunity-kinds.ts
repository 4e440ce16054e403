/**
 * The kinds of opportunity (METHODS §17.6): who is in each list, which cells it is compared in, and with whom. A list is
 * compared with others at the same past time, with its own past, or with what is spent on it.
 */
import type { OpportunityKind } from '../records/opportunity.ts';
import type { CellCount, CellKey } from './opportunity-cells.ts';
import { onRhythm, twin } from './opportunity-cells.ts';
import type { Brought, Group, GroupCount } from './opportunity-groups.ts';

/** Customers a list is compared with: who they are, their cells, and the cell that is a list cell's twin. */
export interface Peers {
  readonly holds: (group: Group) => boolean;
  readonly cell: (group: Group) => CellKey;
  readonly twin: (cell: CellKey) => CellKey;
  /** Whose money counts; everybody counts as a customer. */
  readonly earns: (group: Group) => boolean;
}

export interface KindPlan {
  readonly holds: (group: Group) => boolean;
  readonly cell: (group: Group) => CellKey;
  /** Null: the reference is known of the list itself. */
  readonly peers: Peers | null;
  readonly reference: 'twins' | 'own-last-year' | 'spending';
  /** Whether money is that of the gap's category only. */
  readonly ofCategory: boolean;
}

const plain = ({ occasions, rhythm, third }: Group): CellKey => ({ occasions, rhythm, third, group: 0 });

/** On rhythm, equal in occasions and value per occasion. */
const onRhythmTwins: Peers = {
  holds: group => group.rhythm === onRhythm,
  cell: plain,
  twin,
  earns: () => true,
};

/** Customers who came a second time after the same first category, and are on rhythm. */
const secondOrder = 1;
const repeatedTwins: Peers = {
  holds: group => group.occasions === secondOrder && group.rhythm === onRhythm,
  cell: group => ({ ...plain(group), group: group.category }),
  twin: cell => ({ ...twin(cell), occasions: secondOrder }),
  earns: () => true,
};

/** Everybody alike, buyers of the category or not: only its buyers' money counts, so a head's is penetration × money per buyer. */
const categoryPeers: Peers = {
  holds: () => true,
  cell: plain,
  twin: cell => cell,
  earns: group => group.owns,
};

const isLate = ({ rhythm }: Group) => rhythm === 1 || rhythm === 2;
const isLost = ({ rhythm }: Group) => rhythm === 3;

/**
 * Overdue needs a rhythm of one's own, so two occasions; beyond .99 only the top third is worth calling back. Who bought
 * once is late by the rhythm of first repeats. Who falls must not be
 * lost, who lacks a category be on rhythm. Of those written to, the
 * cells that do not earn it are chosen from what they brought: see `opportunity-spending.ts`.
 */
export const kindPlans: Readonly<Record<OpportunityKind, KindPlan>> = {
  overdue: {
    holds: group => group.occasions >= 1 && isLate(group),
    cell: plain,
    peers: onRhythmTwins,
    reference: 'twins',
    ofCategory: false,
  },
  'high-value-lost': {
    holds: group => isLost(group) && group.third === 2,
    cell: plain,
    peers: onRhythmTwins,
    reference: 'twins',
    ofCategory: false,
  },
  'first-not-repeated': {
    holds: group => group.occasions === 0 && isLate(group),
    cell: group => ({ ...plain(group), group: group.category }),
    peers: repeatedTwins,
    reference: 'twins',
    ofCategory: false,
  },
  falling: {
    holds: group => group.falls && !isLost(group),
    cell: plain,
    peers: null,
    reference: 'own-last-year',
    ofCategory: false,
  },
  'category-gap': {
    holds: group => group.occasions >= 1 && group.rhythm === onRhythm && !group.owns,
    cell: plain,
    peers: categoryPeers,
    reference: 'twins',
    ofCategory: true,
  },
  'stop-spending': {
    holds: group => group.written,
    cell: plain,
    peers: null,
    reference: 'spending',
    ofCategory: false,
  },
};

const nothing: Brought = { value: 0, buyers: 0, arrivals: [], values: [] };
const added = (a: readonly number[], b: readonly number[]) =>
  b.length === 0 ? a : b.map((each, index) => (a[index] ?? 0) + each);

/** Groups summed into cells; `earns` decides whose money counts. */
function inCells(
  groups: readonly GroupCount[],
  { holds, cell, earns, ofCategory }: Pick<Peers, 'holds' | 'cell' | 'earns'> & { ofCategory: boolean },
): CellCount[] {
  const cells = new Map<string, CellCount>();
  for (const each of groups) {
    if (!holds(each.group)) continue;
    const at = cell(each.group);
    const name = `${at.occasions}/${at.rhythm}/${at.third}/${at.group}`;
    const known = cells.get(name);
    const whole = ofCategory ? each.broughtOfCategory : each.brought;
    const brought = (earns(each.group) ? whole : whole && nothing) ?? nothing;
    cells.set(name, {
      ...at,
      customers: (known?.customers ?? 0) + each.customers,
      weight: (known?.weight ?? 0) + each.weight,
      value: (known?.value ?? 0) + brought.value,
      buyers: (known?.buyers ?? 0) + brought.buyers,
      arrivals: added(known?.arrivals ?? [], brought.arrivals),
      values: added(known?.values ?? [], brought.values),
      ownValue: (known?.ownValue ?? 0) + each.ownValue,
      ownBuyers: (known?.ownBuyers ?? 0) + each.ownBuyers,
      messages: (known?.messages ?? 0) + each.messages,
      messageCost: (known?.messageCost ?? 0) + each.messageCost,
    });
  }
  return [...cells.values()];
}

/** The cells of a list, of those groups `holds` keeps of the kind's own. */
export const listCells = (
  plan: KindPlan,
  groups: readonly GroupCount[],
  holds: (group: Group) => boolean,
): CellCount[] => inCells(groups, { holds, cell: plan.cell, earns: () => true, ofCategory: plan.ofCategory });

/** The cells of whom the list is compared with; none where it is compared with itself. */
export const peerCells = (plan: KindPlan, groups: readonly GroupCount[]): CellCount[] =>
  plan.peers ? inCells(groups, { ...plan.peers, ofCategory: plan.ofCategory }) : [];
