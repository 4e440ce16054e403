/**
 * Reads a workbook in a thread of its own, so that its memory has a limit and dies with it, and writes one sheet as CSV.
 * Formulas are not evaluated: the values they had when the file was saved are taken.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { type CellObject, read, SSF, type WorkSheet } from '@e965/xlsx';
import { csvRow } from './csv-row.ts';
import { dateText, failureText, numberText } from './sheet-cell.ts';
import { findHeadings, isTotalsRow, type MergedRange } from './sheet-headings.ts';
import type { WorkbookAsk, WorkbookReply } from './workbook-ask.ts';

type Grid = (CellObject | undefined)[][];
/** Rows of a sheet from its first on; missing rows and cells are undefined. */
const gridOf = (sheet: WorkSheet): Grid => ((sheet as { '!data'?: Grid })['!data'] ?? []) as Grid;

const isDateFormat = (format: unknown): boolean => typeof format === 'string' && SSF.is_date(format);

function textOf(cell: CellObject | undefined, date1904: boolean): string {
  if (cell === undefined || cell.v === undefined || cell.v === null) return '';
  if (cell.t === 'b') return cell.v ? 'TRUE' : 'FALSE';
  if (cell.t === 'e') return failureText(Number(cell.v));
  if (cell.t !== 'n') return String(cell.v);
  const value = Number(cell.v);
  if (!isDateFormat(cell.z)) return numberText(value, String(cell.z ?? ''));
  const code = SSF.parse_date_code(value, { date1904 });
  return code ? dateText(value, code) : numberText(value, '');
}

const mergesOf = (sheet: WorkSheet): MergedRange[] =>
  (sheet['!merges'] ?? []).map(({ s, e }) => ({ top: s.r, left: s.c, bottom: e.r, right: e.c }));

/** Text and dates of a merged cell hold for every row it covers; a number stands once, or it would count twice. */
function repeatMerged(grid: Grid, merges: readonly MergedRange[], below: number): void {
  for (const { top, left, bottom, right } of merges) {
    const cell = grid[top]?.[left];
    const isNumber = cell?.t === 'n' && !isDateFormat(cell.z);
    if (top < below || !cell || isNumber) continue;
    for (let row = top; row <= bottom; row += 1) {
      grid[row] ??= [];
      for (let column = left; column <= right; column += 1) (grid[row] as Grid[number])[column] = cell;
    }
  }
}

/** Writes what lies below the headings; returns the totals rows left out. */
function writeRows(grid: Grid, at: { from: number; width: number; out: number; date1904: boolean }): number {
  let leftOut = 0;
  let lines: string[] = [];
  const flush = () => {
    writeSync(at.out, lines.join(''));
    lines = [];
  };
  for (let row = at.from; row < grid.length; row += 1) {
    const cells = Array.from({ length: at.width }, (_, column) => textOf(grid[row]?.[column], at.date1904));
    if (cells.every(cell => cell.trim() === '')) continue;
    if (isTotalsRow(cells)) leftOut += 1;
    else lines.push(csvRow(cells));
    if (lines.length >= 5000) flush();
  }
  flush();
  return leftOut;
}

function writeSheet({ path, to, sheet, headerRows }: WorkbookAsk & { sheet: string }): WorkbookReply {
  const book = read(readFileSync(path), {
    dense: true,
    cellNF: true,
    cellHTML: false,
    cellText: false,
    sheets: sheet,
  });
  const found = book.Sheets[sheet];
  const date1904 = book.Workbook?.WBProps?.date1904 === true;
  const grid = found ? gridOf(found) : [];
  const merges = found ? mergesOf(found) : [];
  const top = Array.from({ length: Math.min(grid.length, 25) }, (_, row) =>
    Array.from(grid[row] ?? [], cell => textOf(cell, date1904)),
  );
  const headings = findHeadings(top, merges, headerRows);
  if (!headings) return { totalsRows: 0, isEmpty: true };
  const from = headings.first + headings.depth;
  repeatMerged(grid, merges, from);
  const out = openSync(to, 'w', 0o600);
  try {
    writeSync(out, csvRow(headings.names));
    const totalsRows = writeRows(grid, { from, width: headings.names.length, out, date1904 });
    return { totalsRows, isEmpty: false };
  } finally {
    closeSync(out);
  }
}

/** Visible sheets with anything in them, in the workbook's order. */
function listSheets({ path }: WorkbookAsk): WorkbookReply {
  const book = read(readFileSync(path), { dense: true, sheetRows: 3, cellText: false, cellHTML: false });
  const sheets = book.SheetNames.filter((name, index) => {
    const isHidden = (book.Workbook?.Sheets?.[index]?.Hidden ?? 0) > 0;
    const sheet = book.Sheets[name];
    return (
      !isHidden && sheet !== undefined && gridOf(sheet).some(row => row?.some(cell => cell?.v !== undefined))
    );
  });
  return { sheets };
}

const ask = workerData as WorkbookAsk;
const answer = (): WorkbookReply => {
  try {
    return ask.sheet === null ? listSheets(ask) : writeSheet({ ...ask, sheet: ask.sheet });
  } catch (cause) {
    // The library's own words stay here: they may quote the file.
    const isLocked = /password|encrypt/i.test(cause instanceof Error ? cause.message : '');
    return { failure: isLocked ? 'locked' : 'broken' };
  }
};
parentPort?.postMessage(answer());
