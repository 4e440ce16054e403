/**
 * The cells an opportunity is compared in: occasions × rhythm × thirds of value per occasion (METHODS §17.1), and how
 * neighbours merge until each holds enough customers at every origin.
 */
import type { OpportunityKind } from '../records/opportunity.ts';

/** Occasions 1 | 2–3 | 4–9 | 10+, rhythm <.80 | .80–.95 | .95–.99 | ≥.99, third of m̂: 0 lowest. */
export interface CellKey {
  readonly occasions: number;
  readonly rhythm: number;
  readonly third: number;
}

/** What was seen of a cell at one time: its customers and what they did in the horizon after it. */
export interface CellCount extends CellKey {
  readonly customers: number;
  /** Σ over the customers of how much the rhythm model expects of each, on a scale that is its square root. */
  readonly weight: number;
  /** Σ value in the horizon, major units; 0 at T, whose horizon is still to come. */
  readonly value: number;
  readonly buyers: number;
  /** Of the buyers, how many had bought by each of `arrivalDays`; absent at T. */
  readonly arrivals?: readonly number[];
  /** Of the value, how much had come by each of `arrivalDays`; absent at T. */
  readonly values?: readonly number[];
}

export const onRhythm = 0;
export const occasionLabels = ['1', '2–3', '4–9', '10+'] as const;
export const rhythmLabels = ['<.80', '.80–.95', '.95–.99', '≥.99'] as const;

/**
 * Which cells a kind is about. Overdue needs a rhythm of one's own, so two occasions; beyond .99 only the top third is
 * worth calling back. The two share no cell, so a customer stands in one of them.
 */
export const kindHolds: Readonly<Record<OpportunityKind, (cell: CellKey) => boolean>> = {
  overdue: cell => cell.occasions >= 1 && (cell.rhythm === 1 || cell.rhythm === 2),
  'high-value-lost': cell => cell.rhythm === 3 && cell.third === 2,
};

export const enoughCustomers = 100;
const key = (cell: CellKey) => `${cell.occasions}/${cell.rhythm}/${cell.third}`;

/** Cells that are judged together, with their on-rhythm twins. */
export interface Block {
  readonly cells: readonly CellKey[];
}

/** Lookup of counts by cell; absent cells count nobody. */
export class CellTable {
  readonly #counts: ReadonlyMap<string, CellCount>;
  constructor(counts: readonly CellCount[]) {
    this.#counts = new Map(counts.map(count => [key(count), count]));
  }
  at(cell: CellKey): CellCount {
    return this.#counts.get(key(cell)) ?? { ...cell, customers: 0, weight: 0, value: 0, buyers: 0 };
  }
  /** Of the buyers of these cells, how many had bought by each of the days. */
  arrivals(cells: readonly CellKey[], days: readonly number[]): number[] {
    const found = distinct(cells).map(cell => this.at(cell).arrivals ?? []);
    return days.map((_, index) => found.reduce((n, each) => n + (each[index] ?? 0), 0));
  }
  total(cells: readonly CellKey[]): Omit<CellCount, keyof CellKey | 'arrivals' | 'values'> {
    const found = distinct(cells).map(cell => this.at(cell));
    const over = (pick: (count: CellCount) => number) => found.reduce((n, count) => n + pick(count), 0);
    return {
      customers: over(count => count.customers),
      weight: over(count => count.weight),
      value: over(count => count.value),
      buyers: over(count => count.buyers),
    };
  }
}

const distinct = (cells: readonly CellKey[]) => [...new Map(cells.map(cell => [key(cell), cell])).values()];

/** The same customers, had they stayed on rhythm: equal other coordinates. */
export const twin = (cell: CellKey): CellKey => ({ ...cell, rhythm: onRhythm });

/** Customers of a block at the origin where it, or its twins, are fewest. */
function fewest(block: Block, origins: readonly CellTable[]): number {
  const smallest = origins.map(table =>
    Math.min(table.total(block.cells).customers, table.total(block.cells.map(twin)).customers),
  );
  return Math.min(...smallest, Number.MAX_SAFE_INTEGER);
}

/** Steps between two blocks along the coordinates: thirds are nearest, then rhythm, then occasions. */
function distance(a: Block, b: Block): number {
  const between = (x: CellKey, y: CellKey) =>
    Math.abs(x.third - y.third) + 2 * Math.abs(x.rhythm - y.rhythm) + 4 * Math.abs(x.occasions - y.occasions);
  return Math.min(...a.cells.flatMap(x => b.cells.map(y => between(x, y))));
}

/**
 * Merges the smallest block into its nearest neighbour (the smaller of two equally near) until every block and its
 * twins hold at least 100 customers at every origin, or one block is left. Deterministic.
 */
export function mergedBlocks(cells: readonly CellKey[], origins: readonly CellTable[]): Block[] {
  let blocks: Block[] = cells.map(cell => ({ cells: [cell] }));
  while (blocks.length > 1) {
    const sizes = blocks.map(block => fewest(block, origins));
    const least = Math.min(...sizes);
    if (least >= enoughCustomers) break;
    const small = blocks[sizes.indexOf(least)] as Block;
    const others = blocks.filter(block => block !== small);
    const nearest = others.reduce((best, block) => {
      const gap = distance(small, block) - distance(small, best);
      return gap < 0 || (gap === 0 && fewest(block, origins) < fewest(best, origins)) ? block : best;
    });
    blocks = [...others.filter(block => block !== nearest), { cells: [...nearest.cells, ...small.cells] }];
  }
  return blocks;
}

/** `2–3, 4–9 · .95–.99 · thirds 1–2`: the coordinates a block covers. */
export function blockLabel({ cells }: Block): string {
  const of = (pick: (cell: CellKey) => number, labels: readonly string[]) =>
    [...new Set(cells.map(pick))]
      .sort()
      .map(index => labels[index])
      .join(', ');
  const parts = [
    of(cell => cell.occasions, occasionLabels),
    of(cell => cell.rhythm, rhythmLabels),
    of(cell => cell.third, ['low', 'middle', 'top']),
  ];
  return parts.join(' · ');
}
