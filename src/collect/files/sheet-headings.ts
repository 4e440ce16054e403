/**
 * Where a sheet's headings stand and what they say. Exports put titles above them, merge them over columns and break
 * them over up to three rows; below, they repeat totals that are no rows. Pure: the worker that reads workbooks asks.
 */

/** Zero-based, both ends inclusive. */
export interface MergedRange {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export interface Headings {
  /** Row of the first heading; what stands above are titles. */
  readonly first: number;
  /** Rows the headings take, 1 to 3. */
  readonly depth: number;
  /** One a column; '' where the column has none. */
  readonly names: readonly string[];
}

const deepest = 3;
/** Headings further down are not looked for. */
const searched = 20;

const textAt = (rows: readonly (readonly string[])[], row: number, column: number): string =>
  (rows[row]?.[column] ?? '').trim();

/** A merged heading counts for every cell it covers. */
function filled(rows: readonly (readonly string[])[], merges: readonly MergedRange[]): string[][] {
  const copy = rows.slice(0, searched + deepest).map(row => row.map(cell => cell ?? ''));
  for (const { top, left, bottom, right } of merges)
    for (let row = top; row <= Math.min(bottom, copy.length - 1); row += 1)
      for (let column = left; column <= right; column += 1)
        (copy[row] as string[])[column] = rows[top]?.[left] ?? '';
  return copy;
}

/** Titles fill one cell, or one merged over the sheet; headings say at least two things. */
function firstHeading(rows: readonly (readonly string[])[]): number {
  const kinds = rows
    .slice(0, searched)
    .map(row => new Set(row.map(cell => cell.trim()).filter(Boolean)).size);
  const several = kinds.findIndex(count => count >= 2);
  return several >= 0 ? several : kinds.findIndex(count => count === 1);
}

/** Further rows belong to the headings as long as merges of those above reach into them or span columns. */
function depthOf(first: number, merges: readonly MergedRange[]): number {
  let last = first;
  for (let row = first; row <= last && row < first + deepest - 1; row += 1)
    for (const { top, left, bottom, right } of merges)
      if (top === row) last = Math.max(last, bottom, right > left && bottom === top ? row + 1 : row);
  return Math.min(deepest, last - first + 1);
}

/** Null when the sheet has no heading. `given` is the number of heading rows a person stated. */
export function findHeadings(
  rows: readonly (readonly string[])[],
  merges: readonly MergedRange[],
  given: number | null,
): Headings | null {
  const whole = filled(rows, merges);
  const first = firstHeading(whole);
  if (first < 0) return null;
  const depth = given ?? depthOf(first, merges);
  const width = Math.max(...whole.slice(first, first + depth).map(row => row.length));
  const names = Array.from({ length: width }, (_, column) => {
    const parts = Array.from({ length: depth }, (_, step) => textAt(whole, first + step, column));
    return parts.filter((part, at) => part !== '' && part !== parts[at - 1]).join('/');
  });
  while (names.length > 0 && names.at(-1) === '') names.pop();
  return { first, depth, names };
}

const totals = /^(合\s*计|总\s*计|小\s*计|汇\s*总|本页合计|共\s*计|(grand |sub)?total)s?\s*[:：]?$/i;

/** Whether a row sums the rows above it: its first filled cell says so. */
export const isTotalsRow = (cells: readonly string[]): boolean =>
  totals.test((cells.find(cell => cell.trim() !== '') ?? '').trim());
