/**
 * How full the columns of a file are and what their cells are converted from, counted by the engine in one pass over the file
 * before it is imported. Counts only; columns of contact data are not looked into.
 */

import { declaredKind, isDeclaredKind } from '../../records/declared-kinds.ts';
import type { ColumnProfile, cellConversions, ImportProfile } from '../../records/import-report.ts';
import { contactFields, type Mapping } from '../../records/mapping.ts';
import type { StoreContext } from '../../store/context.ts';
import { type FactsSql, factsSql, joinSql, p } from '../../store/facts/sql.ts';
import { maskClass } from '../cells/mask.ts';
import { fileRows } from './csv-source.store.ts';
import { cellColumn } from './order-cells.store.ts';
import type { PreparedFile } from './prepared-file.store.ts';

type Conversion = (typeof cellConversions)[number];
type Reading = 'number' | 'date' | 'identifier' | 'text';

const dates = ['occurredAt', 'orderedAt', 'paidAt', 'refundedAt', 'registeredAt', 'consentAt'];
const numbers = [
  'amount',
  'quantity',
  'unitPrice',
  'listAmount',
  'discountAmount',
  'netAmount',
  'costAmount',
  'unitCost',
  'refundAmount',
];
const identifiers = [
  'orderId',
  'sku',
  'couponCode',
  'refundId',
  'lineNo',
  'customer',
  'visitor',
  'messageId',
];

function readingOf({ kind }: Mapping, field: string): Reading {
  if (isDeclaredKind(kind)) {
    const reading = declaredKind(kind).columns.find(column => column.field === field)?.reading;
    if (reading === 'amount') return 'number';
    if (reading === 'time') return 'date';
    if (reading === 'customer') return 'identifier';
    return reading === 'date' || reading === 'identifier' ? reading : 'text';
  }
  if (dates.includes(field)) return 'date';
  if (numbers.includes(field)) return 'number';
  return identifiers.includes(field) ? 'identifier' : 'text';
}

const any = (cell: FactsSql, parts: readonly string[]): FactsSql =>
  factsSql`multiSearchAny(${cell}, ${p.strings(parts)})`;

/** By searching for letters, not by patterns: a tenth of the cost over a million rows of text. */
function conversionsOf(
  cell: FactsSql,
  reading: Reading,
  dayNumbers: boolean,
): Partial<Record<Conversion, FactsSql>> {
  const spreadsheet = factsSql`(startsWith(${cell}, '''') or startsWith(${cell}, '="'))`;
  const wide = any(cell, [
    '０',
    '１',
    '２',
    '３',
    '４',
    '５',
    '６',
    '７',
    '８',
    '９',
    '，',
    '．',
    '（',
    '：',
    '／',
    '－',
  ]);
  switch (reading) {
    case 'number':
      return {
        'full-width': wide,
        'currency-mark': any(cell, ['¥', '￥', '$', '€', '£', '元', 'RMB', 'CNY', 'USD']),
        thousands: any(cell, [',', '，']),
        'ten-thousands': any(cell, ['万', '亿']),
        parentheses: any(cell, ['(', '（']),
        'spreadsheet-text': spreadsheet,
      };
    case 'date':
      return {
        'full-width': wide,
        'chinese-date': any(cell, ['年']),
        'half-day': any(cell, ['上午', '下午']),
        ...(dayNumbers ? { 'day-number': factsSql`${cell} != ''` } : {}),
      };
    case 'identifier':
      return {
        'full-width': wide,
        'spreadsheet-text': spreadsheet,
        'whole-number': factsSql`endsWith(${cell}, '.0')`,
      };
    default:
      return { 'spreadsheet-text': spreadsheet };
  }
}

interface Looked {
  readonly column: string;
  readonly field: string;
  readonly filled: FactsSql;
  readonly conversions: readonly (readonly [Conversion, FactsSql])[];
}

function lookedInto(file: PreparedFile, mapping: Mapping): Looked[] {
  const dayNumbers = mapping.dateFormat.startsWith('excel');
  return Object.entries(mapping.columns).flatMap(([field, column]) => {
    const position = file.headers.indexOf(column);
    if (position < 0 || contactFields.includes(maskClass(mapping, field))) return [];
    const cell = cellColumn({ headers: file.headers }, position);
    const found = conversionsOf(cell, readingOf(mapping, field), dayNumbers);
    const conversions = Object.entries(found) as [Conversion, FactsSql][];
    return [{ column, field, filled: factsSql`${cell} != ''`, conversions }];
  });
}

/** Counts whole; null where the engine cannot read the file, which the import says better. */
export async function profileFile(
  ctx: StoreContext,
  file: PreparedFile,
  mapping: Mapping,
): Promise<ImportProfile | null> {
  const looked = lookedInto(file, mapping);
  const conditions = looked.flatMap(each => [each.filled, ...each.conversions.map(([, when]) => when)]);
  const counts = [factsSql`count()`, ...conditions.map(when => factsSql`countIf(${when})`)];
  const sql = factsSql`select [${joinSql(counts, ', ')}] as counts from ${fileRows(ctx, file)}`;
  const rows = await ctx.ch
    .query<{ counts: (string | number)[] }>(sql, { tag: 'import.profile', role: 'batch' })
    .catch(() => null);
  const values = rows?.[0]?.counts.map(Number);
  if (!values) return null;
  let at = 1;
  const next = () => values[at++] ?? 0;
  const columns = looked.map(({ column, field, conversions }): ColumnProfile => {
    const filled = next();
    const counted = conversions.map(([code]) => ({ code, cells: next() }));
    return { column, field, filled, conversions: counted.filter(({ cells }) => cells > 0) };
  });
  return { headers: [...file.headers], rows: values[0] ?? 0, columns };
}
