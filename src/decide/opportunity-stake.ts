/**
 * Baseline, reference and stake of a customer list (METHODS §17.3–5): what these customers brought at past origins in
 * the same cell, what their on-rhythm twins brought, and how much the gap varied from period to period.
 */
import { tQuantile } from '../math/distributions.ts';
import { moments } from '../math/moments.ts';
import { type Block, type CellCount, type CellKey, CellTable, twin } from './opportunity-cells.ts';

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
  readonly baseline: number;
  readonly reference: number;
  readonly stake: number;
  readonly buyingShare: number;
  readonly referenceBuyingShare: number;
}

export interface BlockRates {
  readonly value: number;
  readonly buying: number;
}

export const planningLevel = 0.8;
/** An origin where the list's cells, or their twins, held fewer customers than this says nothing. */
export const leastCompared = 30;
/** A single cell speaks for itself from here; below, it takes the mean of its block. */
const ownMeanFrom = 20;

/**
 * Rates of a block at one origin for the list of today: cells weighted as today's list has them, so that a block whose
 * members bought ten times then and twice now is not compared with itself.
 */
export function blockRates(
  list: readonly CellCount[],
  table: CellTable,
  as: (cell: CellKey) => CellKey,
): BlockRates {
  const pooled = table.total(list.map(as));
  const people = list.reduce((n, cell) => n + cell.customers, 0);
  if (pooled.customers === 0 || people === 0) return { value: 0, buying: 0 };
  let value = 0;
  let buying = 0;
  for (const cell of list) {
    const then = table.at(as(cell));
    const source = then.customers >= ownMeanFrom ? then : pooled;
    value += (cell.customers / people) * (source.value / source.customers);
    buying += (cell.customers / people) * (source.buyers / source.customers);
  }
  return { value, buying };
}

/** Baseline, reference and stake of a list at one origin; null where too few were comparable then. */
export function stakeAt(
  list: readonly CellCount[],
  blocks: readonly Block[],
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
  let baseline = 0;
  let reference = 0;
  let buyers = 0;
  let referenceBuyers = 0;
  for (const cells of members) {
    const n = cells.reduce((total, cell) => total + cell.customers, 0);
    const asGoing = blockRates(cells, table, cell => cell);
    const asTwin = blockRates(cells, table, twin);
    baseline += n * asGoing.value * origin.seasonFactor;
    reference += n * asTwin.value * origin.seasonFactor;
    buyers += n * asGoing.buying;
    referenceBuyers += n * asTwin.buying;
  }
  return {
    at: origin.at,
    seasonFactor: origin.seasonFactor,
    comparedCustomers: then.customers,
    baseline,
    reference,
    stake: reference - baseline,
    buyingShare: buyers / people,
    referenceBuyingShare: referenceBuyers / people,
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

/** Mean value per customer of the base in a window, from which season factors are made. */
export interface WindowMean {
  readonly from: Date;
  readonly customers: number;
  readonly value: number;
}

/**
 * How the season ahead compares with an origin's: base value per customer a year before the horizon ahead over that
 * after the origin. 1 where either window saw nobody or nothing.
 */
export function seasonFactor(yearBefore: WindowMean | null, afterOrigin: WindowMean): number {
  if (!yearBefore || yearBefore.customers === 0 || afterOrigin.customers === 0) return 1;
  const then = yearBefore.value / yearBefore.customers;
  const at = afterOrigin.value / afterOrigin.customers;
  return then > 0 && at > 0 ? then / at : 1;
}
