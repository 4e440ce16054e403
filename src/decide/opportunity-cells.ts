/**
 * The cells an opportunity is compared in: occasions × rhythm × thirds of value per occasion (METHODS §17.1), and how
 * neighbours merge until each holds enough customers at every origin.
 */

/** Occasions 1 | 2–3 | 4–9 | 10+, rhythm <.80 | .80–.95 | .95–.99 | ≥.99, third of m̂: 0 lowest. */
export interface CellKey {
  readonly occasions: number;
  readonly rhythm: number;
  readonly third: number;
  /** What else a kind tells apart: the first purchase's category; 0 elsewhere. */
  readonly group: number;
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
  /** What these customers brought in their own horizon of a year before, and who of them bought. */
  readonly ownValue?: number;
  readonly ownBuyers?: number;
  /** Messages to them in the horizon before, and their cost. */
  readonly messages?: number;
  readonly messageCost?: number;
}

export const onRhythm = 0;
export const occasionLabels = ['1', '2–3', '4–9', '10+'] as const;
export const rhythmLabels = ['<.80', '.80–.95', '.95–.99', '≥.99'] as const;

export const enoughCustomers = 100;
export const cellName = (cell: CellKey): string =>
  `${cell.occasions}/${cell.rhythm}/${cell.third}/${cell.group}`;

/** Cells that are judged together, with their on-rhythm twins. */
export interface Block {
  readonly cells: readonly CellKey[];
}

/** Lookup of counts by cell; absent cells count nobody. */
export class CellTable {
  readonly #counts: ReadonlyMap<string, CellCount>;
  constructor(counts: readonly CellCount[]) {
    this.#counts = new Map(counts.map(count => [cellName(count), count]));
  }
  at(cell: CellKey): CellCount {
    return this.#counts.get(cellName(cell)) ?? { ...cell, customers: 0, weight: 0, value: 0, buyers: 0 };
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

const distinct = (cells: readonly CellKey[]) => [
  ...new Map(cells.map(cell => [cellName(cell), cell])).values(),
];

/** The same customers, had they stayed on rhythm: equal other coordinates. */
export const twin = (cell: CellKey): CellKey => ({ ...cell, rhythm: onRhythm });

/** A past time as a list sees it: who stood in its cells then, and whom it is compared with. */
export interface PastTables {
  readonly members: CellTable;
  readonly peers: CellTable;
}

/** The cell of those a list cell is compared with; null where a list is compared with nobody else. */
export type TwinOf = ((cell: CellKey) => CellKey) | null;

/** Customers of a block at the origin where it, or its twins, are fewest. */
function fewest(block: Block, origins: readonly PastTables[], twinOf: TwinOf): number {
  const smallest = origins.map(({ members, peers }) =>
    Math.min(
      members.total(block.cells).customers,
      twinOf ? peers.total(block.cells.map(twinOf)).customers : Number.MAX_SAFE_INTEGER,
    ),
  );
  return Math.min(...smallest, Number.MAX_SAFE_INTEGER);
}

/** How far apart neighbours along each coordinate are. */
export type Steps = Readonly<Record<keyof CellKey, number>>;
/** Thirds are nearest, then rhythm, other groups, occasions. */
export const usualSteps: Steps = { third: 1, rhythm: 2, group: 3, occasions: 4 };
/** Who is not late brings many times what the lost bring: where cells are chosen by that, rhythm is farthest. */
export const rhythmFarthest: Steps = { third: 1, occasions: 2, group: 3, rhythm: 12 };

function distance(a: Block, b: Block, steps: Steps): number {
  const between = (x: CellKey, y: CellKey) =>
    steps.third * Math.abs(x.third - y.third) +
    steps.rhythm * Math.abs(x.rhythm - y.rhythm) +
    steps.group * Number(x.group !== y.group) +
    steps.occasions * Math.abs(x.occasions - y.occasions);
  return Math.min(...a.cells.flatMap(x => b.cells.map(y => between(x, y))));
}

/**
 * Merges the smallest block into its nearest neighbour (the smaller of two equally near) until every block and its
 * twins hold at least 100 customers at every origin, or one block is left. Deterministic.
 */
export function mergedBlocks(
  cells: readonly CellKey[],
  origins: readonly PastTables[],
  { twinOf = twin, steps = usualSteps }: { twinOf?: TwinOf; steps?: Steps } = {},
): Block[] {
  let blocks: Block[] = cells.map(cell => ({ cells: [cell] }));
  const known = new Map<Block, number>();
  const sizeOf = (block: Block) => {
    const size = known.get(block) ?? fewest(block, origins, twinOf);
    known.set(block, size);
    return size;
  };
  while (blocks.length > 1) {
    const sizes = blocks.map(sizeOf);
    const least = Math.min(...sizes);
    if (least >= enoughCustomers) break;
    const small = blocks[sizes.indexOf(least)] as Block;
    const others = blocks.filter(block => block !== small);
    const nearest = others.reduce((best, block) => {
      const gap = distance(small, block, steps) - distance(small, best, steps);
      return gap < 0 || (gap === 0 && sizeOf(block) < sizeOf(best)) ? block : best;
    });
    blocks = [...others.filter(block => block !== nearest), { cells: [...nearest.cells, ...small.cells] }];
  }
  return blocks;
}

/** `2–3, 4–9 · .95–.99 · low, middle`: the coordinates a block covers, with what else its kind tells apart at the end. */
export function blockLabel({ cells }: Block, groups: readonly string[] = []): string {
  const of = (pick: (cell: CellKey) => number, labels: readonly string[]) =>
    [...new Set(cells.map(pick))]
      .sort()
      .map(index => labels[index])
      .join(', ');
  const parts = [
    of(cell => cell.occasions, occasionLabels),
    of(cell => cell.rhythm, rhythmLabels),
    of(cell => cell.third, ['low', 'middle', 'top']),
    ...(groups.length > 0 ? [of(cell => cell.group, groups)] : []),
  ];
  return parts.join(' · ');
}
