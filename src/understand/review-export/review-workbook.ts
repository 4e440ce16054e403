/** A review as a workbook: a sheet a table, numbers as numbers with their format, a filter over each head. */
import { type CellObject, utils, write } from '@e965/xlsx';
import { currencyExponent } from '../../kernel/money.ts';
import type { ColumnKind, ExportTable, ReviewExport } from './export-table.ts';
import { firstPage } from './finding-tables.ts';
import { reviewTables, reviewWords } from './review-tables.ts';

/** Cells of a workbook hold this many characters at most. */
const longestCell = 32_767;

const formatOf = (kind: ColumnKind, currency: string): string => {
  const places = currencyExponent(currency);
  if (kind === 'money') return places > 0 ? `#,##0.${'0'.repeat(places)}` : '#,##0';
  return { share: '0.0%', count: '#,##0', number: '#,##0.00', text: '@', code: '@' }[kind];
};

function cellOf(value: string | number | null, kind: ColumnKind, currency: string): CellObject {
  if (value === null) return { t: 'z' };
  // A text cell stays text, whatever sign it begins with.
  if (typeof value === 'string') return { t: 's', v: value.slice(0, longestCell), z: '@' };
  return { t: 'n', v: value, z: formatOf(kind, currency) };
}

/** Sheet names: 31 characters without the signs a sheet may not have, each once. */
function sheetName(title: string, taken: ReadonlySet<string>): string {
  const plain = title.replace(/[\\/?*[\]:]/g, ' ');
  for (let n = 1; ; n++) {
    const suffix = n === 1 ? '' : ` ${n}`;
    const name = plain.slice(0, 31 - suffix.length).trim() + suffix;
    if (!taken.has(name.toLowerCase())) return name;
  }
}

const widthOf = (kind: ColumnKind) => ({ wch: kind === 'text' ? 28 : kind === 'code' ? 80 : 16 });

function sheetOf({ columns, rows, note }: ExportTable, currency: string) {
  const above = note ? [[note]] : [];
  const sheet = utils.aoa_to_sheet([...above, columns.map(column => column.title)]);
  const first = above.length;
  for (const [r, row] of rows.entries())
    for (const [c, value] of row.entries())
      sheet[utils.encode_cell({ r: first + 1 + r, c })] = cellOf(value, columns[c]?.kind ?? 'text', currency);
  const end = { r: first + rows.length, c: columns.length - 1 };
  sheet['!ref'] = utils.encode_range({ s: { r: 0, c: 0 }, e: end });
  sheet['!autofilter'] = { ref: utils.encode_range({ s: { r: first, c: 0 }, e: end }) };
  sheet['!cols'] = columns.map(({ kind }) => widthOf(kind));
  return sheet;
}

/** The workbook's bytes; the first sheet says what a reader must know, one sheet a table follows. */
export function reviewWorkbook(source: ReviewExport): Uint8Array {
  const words = reviewWords(source);
  const book = utils.book_new();
  const taken = new Set<string>();
  const add = (sheet: ReturnType<typeof sheetOf>, title: string) => {
    const name = sheetName(title, taken);
    taken.add(name.toLowerCase());
    utils.book_append_sheet(book, sheet, name);
  };
  const cautions = words.cautions.length > 0 ? [words.cautionsTitle, ...words.cautions] : [];
  const first = firstPage(source);
  const heard = first
    ? [
        first.findingsTitle,
        ...(first.noFindings ? [first.noFindings] : first.findings),
        ...(first.actions.length > 0 ? [first.actionsTitle] : []),
        ...first.actions.map(action => `${action.title} ${action.sentence}`),
      ]
    : [];
  const lines = [words.basis, words.madeAt, words.sentence, ...heard, ...cautions];
  add(utils.aoa_to_sheet(lines.map(line => [line])), words.title);
  for (const table of reviewTables(source)) add(sheetOf(table, source.review.currency), table.title);
  return write(book, { type: 'buffer', bookType: 'xlsx', compression: true }) as Uint8Array;
}
