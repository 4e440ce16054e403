/**
 * Baseline, reference and stake of a customer list (METHODS §17.3–5): what these customers brought at past origins in
 * the same cell, what their on-rhythm twins brought, and how much the gap varied from period to period.
 */
import { tQuantile } from '../math/distributions.ts';
import { moments, sum } from '../math/moments.ts';
import {
  type Block,
  type CellCount,
  type CellKey,
  CellTable,
  mergedBlocks,
  twin,
} from './opportunity-cells.ts';

/** One past origin: the base as it was then, and how its season compares with the one ahead. */
export interface OriginCounts {
  readonly at: Date;
  readonly cells: readonly CellCount[];
  readonly seasonFactor: number;
}

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

/** Whose behaviour is taken, and per what: the same cell per weight, or its on-rhythm twin per head. */
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
/** On rhythm: what twins brought a head. */
export const asTwins: Comparison = { as: twin, per: 'customers' };

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

/** A list as it is compared: its customers of today, merged into blocks, and what the record of its figures corrects. */
export interface ComparedList {
  readonly list: readonly CellCount[];
  readonly blocks: readonly Block[];
  readonly corrections?: Corrections;
}

/**
 * Baseline, reference and stake of a list at one origin; null where too few were comparable then.
 */
export function stakeAt(
  { list, blocks, corrections = uncorrected }: ComparedList,
  origin: OriginCounts,
): OriginStake | null {
  const table = new CellTable(origin.cells);
  const today = new CellTable(list);
  const members = blocks.map(block =>
    block.cells.map(cell => today.at(cell)).filter(cell => cell.customers > 0),
  );
  const compared = members.flat();
  const people = compared.reduce((n, cell) => n + cell.customers, 0);
  const then = table.total(blocks.flatMap(block => block.cells));
  const twins = table.total(blocks.flatMap(block => block.cells.map(twin)));
  if (people === 0 || then.customers < leastCompared || twins.customers < leastCompared) return null;
  const over = (comparison: Comparison) => {
    const totals = members.map(cells => blockTotals(cells, table, comparison));
    return { value: sum(totals.map(each => each.value)), buyers: sum(totals.map(each => each.buyers)) };
  };
  const going = over(asGoing);
  const twinned = over(asTwins);
  const baseline = going.value * origin.seasonFactor * corrections.baseline;
  const reference = twinned.value * origin.seasonFactor * corrections.reference;
  return {
    at: origin.at,
    seasonFactor: origin.seasonFactor,
    comparedCustomers: then.customers,
    comparedBuyers: then.buyers,
    baseline,
    reference,
    stake: reference - baseline,
    buyingShare: Math.min(1, (going.buyers / people) * corrections.baseline),
    referenceBuyingShare: Math.min(1, (twinned.buyers / people) * corrections.reference),
  };
}

/** A list over past origins: the blocks its cells were merged into, and the stake at each origin that could speak. */
export function stakesOver(
  list: readonly CellCount[],
  origins: readonly OriginCounts[],
  corrections = uncorrected,
): {
  readonly tables: readonly CellTable[];
  readonly blocks: readonly Block[];
  readonly stakes: readonly OriginStake[];
} {
  const tables = origins.map(origin => new CellTable(origin.cells));
  const blocks = mergedBlocks(list, tables);
  return {
    tables,
    blocks,
    stakes: origins.flatMap(origin => stakeAt({ list, blocks, corrections }, origin) ?? []),
  };
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
