/**
 * How a run's lines are cut into portions of whole customers, and how what was counted of each becomes what one statement over
 * all of them would say. The memory of a statement then has a bound that does not grow with the base.
 */
import { decimalText, tenThousandths } from '../kernel/decimal4.ts';

/** Lines and customers of a base, or what a portion of one may hold. */
export interface LineSizes {
  readonly lines: number;
  readonly customers: number;
}

/** The review of 20 million lines of a million customers stays within the engine's 2 GB as one portion. */
export const portionSize: LineSizes = { lines: 20_000_000, customers: 1_100_000 };

/** Portions of a base, at least one. */
export const portionCount = (base: LineSizes, portion: LineSizes): number =>
  Math.max(1, Math.ceil(base.lines / portion.lines), Math.ceil(base.customers / portion.customers));

type Cell = string | number | null;
/** A row of a statement: whole numbers and decimals as the texts the engine gives, or as numbers. */
export type PortionRow = Readonly<Record<string, Cell>>;

export interface Merging {
  /** Columns that say what a row is about, in the order rows are put in; `number`: compared by size, otherwise as texts. */
  readonly by: Readonly<Record<string, 'text' | 'number'>>;
  /** Columns of which the smallest or largest text stands, '' being none; all others are summed. */
  readonly least?: readonly string[];
  readonly most?: readonly string[];
}

/** Sums of decimals stay exact; null is no number, as in the engine. */
function added(left: Cell, right: Cell): Cell {
  if (left === null || right === null) return left ?? right;
  if (typeof left === 'number' || typeof right === 'number') return Number(left) + Number(right);
  if (!left.includes('.') && !right.includes('.')) return String(BigInt(left) + BigInt(right));
  return decimalText(tenThousandths(left) + tenThousandths(right));
}

const chosen = (left: Cell, right: Cell, wins: (a: string, b: string) => boolean): Cell => {
  if (left === '' || left === null) return right;
  if (right === '' || right === null) return left;
  return wins(String(right), String(left)) ? right : left;
};

function together(left: PortionRow, right: PortionRow, { by, least = [], most = [] }: Merging): PortionRow {
  const cells = Object.entries(left).map(([name, cell]): [string, Cell] => {
    const other = right[name] ?? null;
    if (name in by) return [name, cell];
    if (least.includes(name)) return [name, chosen(cell, other, (a, b) => a < b)];
    if (most.includes(name)) return [name, chosen(cell, other, (a, b) => a > b)];
    return [name, added(cell, other)];
  });
  return Object.fromEntries(cells);
}

/** As the engine orders texts: by bytes. */
export const byBytes = (left: string, right: string): number =>
  Buffer.compare(Buffer.from(left), Buffer.from(right));

function compared(left: PortionRow, right: PortionRow, by: Merging['by']): number {
  for (const [name, as] of Object.entries(by)) {
    const [a, b] = [left[name] ?? '', right[name] ?? ''];
    const order = as === 'number' ? Number(a) - Number(b) : byBytes(String(a), String(b));
    if (order !== 0) return order;
  }
  return 0;
}

/**
 * Rows of the same statement over several portions as the statement over all of them gives them, in the order of `by`. Right where
 * every customer, and so every order, stands in one portion. A single portion is handed back as it is.
 */
export function mergePortions<R extends PortionRow>(
  portions: readonly (readonly R[])[],
  merging: Merging,
): R[] {
  const [only, ...others] = portions;
  if (only && others.length === 0) return [...only];
  const rows = new Map<string, PortionRow>();
  for (const row of portions.flat()) {
    const key = JSON.stringify(Object.keys(merging.by).map(name => row[name]));
    const known = rows.get(key);
    rows.set(key, known ? together(known, row, merging) : row);
  }
  return [...rows.values()].sort((left, right) => compared(left, right, merging.by)) as R[];
}
