/**
 * Whom to stop writing to (METHODS §17.6): cells of customers who were written to and bring less than the messages and
 * offers cost, even where everything they bring came of them.
 */
import { sum } from '../math/moments.ts';
import type { CellCount } from './opportunity-cells.ts';
import {
  leastCompared,
  type OriginCounts,
  overOrigins,
  type Reference,
  stakeAt,
  stakesOver,
} from './opportunity-stake.ts';

/**
 * Of cells of customers written to, those that bring less than is spent on them, as far as the spending of what was judged
 * together lies above what it brings by the whole planning interval. Neighbouring cells are judged together where each
 * is small, but one that earns its messages by its own rates stays out. None without an interval.
 */
export function spendingCells(
  list: readonly CellCount[],
  origins: readonly OriginCounts[],
  reference: Reference,
): CellCount[] {
  const { blocks } = stakesOver(list, origins, { reference });
  return blocks.flatMap(block => {
    const stakeOf = (cells: readonly CellCount[]) => {
      const compared = { list: cells, blocks: [block], reference };
      return overOrigins(origins.flatMap(origin => stakeAt(compared, origin)?.stake ?? []));
    };
    const names = new Set(block.cells);
    const costly = list.filter(cell => names.has(cell) && stakeOf([cell]).estimate > 0);
    if (sum(costly.map(cell => cell.customers)) < leastCompared) return [];
    const { lo } = stakeOf(costly);
    return lo !== null && lo > 0 ? costly : [];
  });
}
