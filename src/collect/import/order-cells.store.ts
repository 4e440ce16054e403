/**
 * The mapped columns of an orders file as typed SQL columns, one per field, with what makes a row unreadable beside
 * them. First of the two steps from text to order lines; `order-rows.store.ts` is the second.
 */
import { type OrderField, type OrdersMapping, orderFields } from '../../records/mapping.ts';
import { type FactsSql, factsSql, ident, joinSql, p } from '../../store/facts/sql.ts';
import { longestCell } from '../cells/cell.ts';
import {
  ambiguousDateSql,
  dateSql,
  identifierSql,
  numberSql,
  scientificSql,
  trimmedSql,
  typedSql,
} from '../cells/cells.store.ts';
import { canonicalIdentifierSql, isContactIdentifier } from '../cells/customer-id.store.ts';

export interface OrderSource {
  /** A parenthesised subquery with `row_number` and `c1…cN`, and `c(N+1)` for cells beyond the headers. */
  readonly table: FactsSql;
  readonly headers: readonly string[];
  readonly mapping: OrdersMapping;
  /** The zone of times without one, the organisation's where the mapping names none. */
  readonly zone: string;
  /** A file of refunds alone: every row is one, of the order it names. */
  readonly isRefundFile?: boolean;
}

/** A row is refused by the first of its checks that holds. */
export interface RowCheck {
  readonly when: FactsSql;
  readonly code: string;
  readonly field: OrderField | '';
}

const dateFields = ['orderedAt', 'paidAt', 'refundedAt'] as const;
const numberFields = [
  'quantity',
  'unitPrice',
  'listAmount',
  'discountAmount',
  'netAmount',
  'costAmount',
  'unitCost',
  'refundAmount',
] as const;
const identifierFields = ['orderId', 'sku', 'couponCode', 'refundId'] as const;
const typedFields = ['status', 'currency', 'documentType', 'lineNo'] as const;

const aliases: readonly string[] = orderFields.flatMap(name => [`read_${name}`, `blank_${name}`]);

/** A column of the first step. */
export const field = (name: OrderField): FactsSql => factsSql`${ident(`read_${name}`, aliases)}`;
const blankOf = (name: OrderField): FactsSql => factsSql`${ident(`blank_${name}`, aliases)}`;

/** The engine's column behind a header: by position, so headers may hold anything. */
export function cellColumn({ headers }: Pick<OrderSource, 'headers'>, position: number): FactsSql {
  const names = [...headers, ''].map((_, index) => `c${index + 1}`);
  return factsSql`${ident(`c${position + 1}`, names)}`;
}

/** The text column a field is read from, or null where the mapping has none. */
export function rawCell(source: Pick<OrderSource, 'headers' | 'mapping'>, name: OrderField): FactsSql | null {
  const header = source.mapping.columns[name];
  if (header === undefined) return null;
  const position = source.headers.indexOf(header);
  return position < 0 ? null : cellColumn(source, position);
}

const as = (value: FactsSql, name: string): FactsSql => factsSql`${value} as ${ident(name, aliases)}`;

function reading(source: OrderSource, name: OrderField): FactsSql {
  const raw = rawCell(source, name);
  const { mapping, zone } = source;
  const isDate = dateFields.some(each => each === name);
  if (raw === null) return isDate || numberFields.some(each => each === name) ? factsSql`null` : factsSql`''`;
  if (isDate) return dateSql(raw, { format: mapping.dateFormat, zone });
  if (numberFields.some(each => each === name)) return numberSql(raw);
  if (identifierFields.some(each => each === name)) return identifierSql(raw);
  if (typedFields.some(each => each === name)) return typedSql(raw);
  if (name === 'customer') return canonicalIdentifierSql(mapping.identifierType, raw);
  return trimmedSql(raw);
}

/** Every field as a column `read_…` and whether it was blank as `blank_…`, mapped or not, beside the row's own cells. */
export function orderCells(source: OrderSource): FactsSql {
  const columns = orderFields.map(name => as(reading(source, name), `read_${name}`));
  const blanks = orderFields.map(name => {
    const raw = rawCell(source, name);
    return as(raw ? factsSql`(${raw} = '' or empty(${trimmedSql(raw)}))` : factsSql`1`, `blank_${name}`);
  });
  return factsSql`select *, ${joinSql([...columns, ...blanks], ', ')} from ${source.table}`;
}

const unreadable = (name: OrderField): FactsSql => factsSql`isNull(${field(name)}) and not ${blankOf(name)}`;

/** What can be wrong with the cells by themselves, worst first. */
export function cellChecks(source: OrderSource): RowCheck[] {
  const { mapping, headers } = source;
  const mapped = (name: OrderField) => rawCell(source, name);
  const checks: RowCheck[] = [
    { when: factsSql`${cellColumn(source, headers.length)} != ''`, code: 'row-too-long', field: '' },
    {
      when: factsSql`lower(${field('orderId')}) in ('合计', '总计', '小计', 'total')`,
      code: 'total-row',
      field: 'orderId',
    },
    ...orderFields.flatMap(name => {
      const raw = mapped(name);
      const when = factsSql`length(${raw ?? factsSql`''`}) > ${p.uint32(longestCell)}`;
      return raw ? [{ when, code: 'cell-too-long', field: name }] : [];
    }),
    { when: blankOf('orderId'), code: 'required-missing', field: 'orderId' },
  ];
  for (const name of ['orderId', 'customer'] as const) {
    if (mapped(name))
      checks.push({ when: scientificSql(field(name)), code: 'identifier-scientific', field: name });
  }
  if (mapped('customer') && isContactIdentifier(mapping.identifierType))
    checks.push({
      when: unreadable('customer'),
      code: `${mapping.identifierType}-invalid`,
      field: 'customer',
    });
  for (const name of dateFields) {
    const raw = mapped(name);
    if (!raw) continue;
    const ambiguous = ambiguousDateSql(raw, mapping.dateFormat);
    checks.push({
      when: factsSql`${unreadable(name)} and ${ambiguous}`,
      code: 'date-ambiguous',
      field: name,
    });
    checks.push({ when: unreadable(name), code: 'date-unreadable', field: name });
  }
  for (const name of numberFields) {
    if (mapped(name)) checks.push({ when: unreadable(name), code: 'number-unreadable', field: name });
  }
  if (mapped('lineNo')) {
    const exact = factsSql`isNull(toUInt32OrNull(${field('lineNo')}))`;
    checks.push({ when: exact, code: 'line-number-invalid', field: 'lineNo' });
  }
  return checks;
}

/** Rows without any date have no place in time. */
export function undated(source: OrderSource): RowCheck {
  const known = dateFields.filter(name => rawCell(source, name) !== null);
  const missing = known.map(name => factsSql`isNull(${field(name)})`);
  return { when: joinSql(missing, ' and '), code: 'required-missing', field: known[0] ?? 'orderedAt' };
}
