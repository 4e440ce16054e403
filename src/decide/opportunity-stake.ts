/**
 * Baseline, reference and stake of a customer list (METHODS §17.3–5): what these customers brought at past origins in
 * the same cell, what it is compared with (their twins then, their own year before, what is spent on them), and how much
 * the gap varied from period to period.
 */
import { tQuantile } from '../math/distributions.ts';
import { moments, sum } from '../math/moments.ts';
import {
  type Block,
  type CellCount,
  type CellKey,
  CellTable,
  mergedBlocks,
  type PastTables,
  rhythmFarthest,
  twin,
  usualSteps,
} from './opportunity-cells.ts';

/** One past origin: the base as it was then, and how its season compares with the one ahead. */
export interface OriginCounts {
  readonly at: Date;
  readonly cells: readonly CellCount[];
  /** Whom the list is compared with, by their own cells; none where it is compared with itself. */
  readonly peers: readonly CellCount[];
  readonly seasonFactor: number;
}

/** Price of an offer, major units, and the share of those who would buy anyway that takes it. */
export interface OfferPrice {
  readonly incentive: number;
  readonly redeemShare: number;
}

/**
 * What a list is held against: its twins at the same past time; its own horizon a year before, which is known; or
 * what is spent on it, known but for the offers its buyers take.
 */
export type Reference =
  | { readonly kind: 'twins'; readonly twinOf: (cell: CellKey) => CellKey }
  | { readonly kind: 'own-last-year' }
  | { readonly kind: 'spending'; readonly offer: OfferPrice };

export const onRhythmReference: Reference = { kind: 'twins', twinOf: twin };

export interface Interval {
  readonly estimate: number;
  readonly lo: number | null;
  readonly hi: number | null;
}

export interface OriginStake {
  readonly at: Date;
  readonly seasonFactor: number;
  readonly comparedCustomers: number;
  /** Of them, how many bought: what the baseline rests on. */
  readonly comparedBuyers: number;
  readonly baseline: number;
  readonly reference: number;
  readonly stake: number;
  readonly buyingShare: number;
  readonly referenceBuyingShare: number;
}

/** What a block's customers of today would bring and how many of them would buy. */
export interface BlockTotals {
  readonly value: number;
  readonly buyers: number;
}

export const planningLevel = 0.8;
/** An origin where the list's cells, or their twins, held fewer customers than this says nothing. */
export const leastCompared = 30;
/** A single cell speaks for itself from here; below, it takes the rates of its block. */
const ownRatesFrom = 20;

/** Whose behaviour is taken, and per what: the same cell per weight, or its twin per head. */
export interface Comparison {
  readonly as: (cell: CellKey) => CellKey;
  readonly per: 'weight' | 'customers';
}

/**
 * As things go: what was seen of the cell then, per weight. A list grows older between two times (an ever larger part
 * of it left long ago), so rates per head are those of a younger list: on simulated shops the realised value was .72 to
 * .92 of such an estimate, with weights .84 to 1.08 (decision 0005).
 */
export const asGoing: Comparison = { as: cell => cell, per: 'weight' };
/** Compared: what twins brought a head. */
export const asTwins = (as: Comparison['as']): Comparison => ({ as, per: 'customers' });

/** Totals of a block's customers of today from the rates of one origin, cell by cell as today's list has them. */
export function blockTotals(
  list: readonly CellCount[],
  table: CellTable,
  { as, per }: Comparison,
): BlockTotals {
  const pooled = table.total(list.map(as));
  let value = 0;
  let buyers = 0;
  for (const cell of list) {
    const then = table.at(as(cell));
    const source = then.customers >= ownRatesFrom ? then : pooled;
    if (source[per] <= 0) continue;
    value += (cell[per] * source.value) / source[per];
    buyers += (cell[per] * source.buyers) / source[per];
  }
  return { value, buyers };
}

/** Factors on what comes as things go and on what twins bring; see `correctionOf`. */
export interface Corrections {
  readonly baseline: number;
  readonly reference: number;
}
export const uncorrected: Corrections = { baseline: 1, reference: 1 };

/** A list as it is compared: its customers of today, merged into blocks, what it is held against, and what the record of its figures corrects. */
export interface ComparedList {
  readonly list: readonly CellCount[];
  readonly blocks: readonly Block[];
  readonly reference: Reference;
  readonly corrections?: Corrections;
}

export const tablesOf = ({ cells, peers }: Pick<OriginCounts, 'cells' | 'peers'>): PastTables => ({
  members: new CellTable(cells),
  peers: new CellTable(peers),
});

/** Baseline, reference and stake of a list at one origin; null where too few were comparable then. */
export function stakeAt(compared: ComparedList, origin: OriginCounts): OriginStake | null {
  const { list, blocks, corrections = uncorrected } = compared;
  const { members, peers } = tablesOf(origin);
  const today = new CellTable(list);
  const blocksNow = blocks.map(block =>
    block.cells.map(cell => today.at(cell)).filter(cell => cell.customers > 0),
  );
  const people = sum(blocksNow.flat().map(cell => cell.customers));
  const then = members.total(blocks.flatMap(block => block.cells));
  if (people === 0 || then.customers < leastCompared) return null;
  const going = over(blocksNow, members, asGoing);
  const baseline = going.value * origin.seasonFactor * corrections.baseline;
  const buyingShare = Math.min(1, (going.buyers / people) * corrections.baseline);
  const reference = referenceAt(compared, { ...origin, peers, blocksNow, people, buyingShare });
  if (reference === null) return null;
  return {
    at: origin.at,
    seasonFactor: origin.seasonFactor,
    comparedCustomers: then.customers,
    comparedBuyers: then.buyers,
    baseline,
    reference: reference.value,
    stake: reference.value - baseline,
    buyingShare,
    referenceBuyingShare: Math.min(1, reference.buyers / people),
  };
}

type Blocks = readonly (readonly CellCount[])[];

function over(blocks: Blocks, table: CellTable, comparison: Comparison): BlockTotals {
  const totals = blocks.map(cells => blockTotals(cells, table, comparison));
  return { value: sum(totals.map(each => each.value)), buyers: sum(totals.map(each => each.buyers)) };
}

interface ReferenceInput {
  readonly blocksNow: Blocks;
  readonly peers: CellTable;
  readonly people: number;
  readonly buyingShare: number;
  readonly seasonFactor: number;
}

/** What the list is held against at one origin; null where too few twins were seen. */
function referenceAt(
  { list, blocks, reference, corrections = uncorrected }: ComparedList,
  { blocksNow, peers, people, buyingShare, seasonFactor }: ReferenceInput,
): BlockTotals | null {
  if (reference.kind === 'own-last-year')
    return {
      value: sum(list.map(cell => cell.ownValue ?? 0)),
      buyers: sum(list.map(cell => cell.ownBuyers ?? 0)),
    };
  if (reference.kind === 'spending') {
    const { incentive, redeemShare } = reference.offer;
    const offers = buyingShare * people * redeemShare * incentive;
    return { value: sum(list.map(cell => cell.messageCost ?? 0)) + offers, buyers: buyingShare * people };
  }
  const { twinOf } = reference;
  if (peers.total(blocks.flatMap(block => block.cells.map(twinOf))).customers < leastCompared) return null;
  const twinned = over(blocksNow, peers, asTwins(twinOf));
  return {
    value: twinned.value * seasonFactor * corrections.reference,
    buyers: twinned.buyers * corrections.reference,
  };
}

/** A list over past origins: the blocks its cells were merged into, and the stake at each origin that could speak. */
export function stakesOver(
  list: readonly CellCount[],
  origins: readonly OriginCounts[],
  { reference, corrections = uncorrected }: { reference: Reference; corrections?: Corrections },
): {
  readonly tables: readonly PastTables[];
  readonly blocks: readonly Block[];
  readonly stakes: readonly OriginStake[];
} {
  const tables = origins.map(tablesOf);
  const blocks = mergedBlocks(list, tables, {
    twinOf: reference.kind === 'twins' ? reference.twinOf : null,
    steps: reference.kind === 'spending' ? rhythmFarthest : usualSteps,
  });
  const compared = { list, blocks, reference, corrections };
  return { tables, blocks, stakes: origins.flatMap(origin => stakeAt(compared, origin) ?? []) };
}

/**
 * Mean over origins ± t(.9, K−1)·sd·√(1 + 1/K): the next period is one more draw, and periods differ far more than
 * samples do. No interval below three origins; a point at one or two.
 */
export function overOrigins(values: readonly number[]): Interval {
  const { n, mean, variance } = moments(values);
  if (n < 3) return { estimate: mean, lo: null, hi: null };
  const half = tQuantile((1 + planningLevel) / 2, n - 1) * Math.sqrt(variance * (1 + 1 / n));
  return { estimate: mean, lo: mean - half, hi: mean + half };
}
