/**
 * The mapped columns of a reference file as the text they will be stored as, with what makes a row unusable: one
 * expression a column of the declaration, whatever the kind.
 */
import type { ReferenceMapping } from '../../records/mapping.ts';
import { type ReferenceColumn, referenceKind } from '../../records/reference-kinds.ts';
import { type FactsSql, factsSql, joinSql, p } from '../../store/facts/sql.ts';
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
import { cellColumn } from '../import/order-cells.store.ts';

export interface ReferenceSource {
  /** A parenthesised subquery with `row_number` and `c1…cN`, and `c(N+1)` for cells beyond the headers. */
  readonly table: FactsSql;
  readonly headers: readonly string[];
  readonly mapping: ReferenceMapping;
  readonly zone: string;
  /** Of amounts whose row names none. */
  readonly currency: string;
}

interface Check {
  readonly when: FactsSql;
  readonly code: string;
  readonly field: string;
}

interface Reading {
  readonly value: FactsSql;
  readonly checks: readonly Check[];
}

/** The raw column of a field, null where the mapping has none. */
function rawOf({ mapping, headers }: ReferenceSource, field: string): FactsSql | null {
  const header = (mapping.columns as Readonly<Record<string, string | undefined>>)[field];
  const position = header === undefined ? -1 : headers.indexOf(header);
  return position < 0 ? null : cellColumn({ headers }, position);
}

const most = '99999999999999';

function amount(raw: FactsSql, { field, positive = false }: ReferenceColumn): Reading {
  const value = factsSql`ifNull(toString(toDecimal64OrNull(toString(${numberSql(raw)}), 4)), '')`;
  const isBlank = factsSql`empty(${trimmedSql(raw)})`;
  return {
    value,
    checks: [
      { when: factsSql`not ${isBlank} and isNull(${numberSql(raw)})`, code: 'number-unreadable', field },
      {
        when: factsSql`ifNull(abs(${numberSql(raw)}) > toDecimal128(${p.string(most)}, 8), 0)`,
        code: 'number-too-large',
        field,
      },
      ...(positive
        ? [{ when: factsSql`ifNull(${numberSql(raw)} < 0, 0)`, code: 'amount-negative', field }]
        : []),
    ],
  };
}

function date(raw: FactsSql, { field }: ReferenceColumn, { mapping, zone }: ReferenceSource): Reading {
  const at = dateSql(raw, { format: mapping.dateFormat, zone });
  const unread = factsSql`not empty(${trimmedSql(raw)}) and isNull(${at})`;
  return {
    value: factsSql`ifNull(toString(toDate(${at}, ${p.string(zone)})), '')`,
    checks: [
      {
        when: factsSql`${unread} and ${ambiguousDateSql(raw, mapping.dateFormat)}`,
        code: 'date-ambiguous',
        field,
      },
      { when: unread, code: 'date-unreadable', field },
    ],
  };
}

function currencyReading(raw: FactsSql | null, { field }: ReferenceColumn, standard: string): Reading {
  if (raw === null) return { value: factsSql`${p.string(standard)}`, checks: [] };
  const value = factsSql`if(empty(${trimmedSql(raw)}), ${p.string(standard)}, upper(${typedSql(raw)}))`;
  return {
    value,
    checks: [{ when: factsSql`not match(${value}, '^[A-Z]{3}$')`, code: 'currency-unknown', field }],
  };
}

function reading(source: ReferenceSource, column: ReferenceColumn): Reading {
  const raw = rawOf(source, column.field);
  if (column.reading === 'currency') return currencyReading(raw, column, source.currency);
  if (raw === null) return { value: factsSql`''`, checks: [] };
  if (column.reading === 'amount') return amount(raw, column);
  if (column.reading === 'date') return date(raw, column, source);
  if (column.reading === 'text') return { value: trimmedSql(raw), checks: [] };
  const value = identifierSql(raw);
  return {
    value,
    checks: [{ when: scientificSql(value), code: 'identifier-scientific', field: column.field }],
  };
}

/** What is wrong before any cell is read. */
function shapeChecks(source: ReferenceSource, columns: readonly ReferenceColumn[]): Check[] {
  const beyond = cellColumn(source, source.headers.length);
  const raws = columns.flatMap(({ field, needed = false }) => {
    const raw = rawOf(source, field);
    return raw ? [{ raw, field, needed }] : [];
  });
  const first = raws.find(({ needed }) => needed);
  return [
    { when: factsSql`${beyond} != ''`, code: 'row-too-long', field: '' },
    ...(first
      ? [
          {
            when: factsSql`lower(${trimmedSql(first.raw)}) in ('合计', '总计', '小计', 'total')`,
            code: 'total-row',
            field: first.field,
          },
        ]
      : []),
    ...raws.map(({ raw, field }) => ({
      when: factsSql`length(${raw}) > ${p.uint32(longestCell)}`,
      code: 'cell-too-long',
      field,
    })),
    ...raws
      .filter(({ needed }) => needed)
      .map(({ raw, field }) => ({
        when: factsSql`empty(${trimmedSql(raw)})`,
        code: 'required-missing',
        field,
      })),
  ];
}

const arrayOf = (values: readonly FactsSql[]): FactsSql => factsSql`[${joinSql(values, ', ')}]`;

/**
 * A subquery with `row_number`, `code` and `column_name` of what is wrong ('' when nothing is) and `cells`, the values in
 * the order of the declaration. A name the file has not given is made of the fields the declaration says.
 */
export function referenceCells(source: ReferenceSource): FactsSql {
  const { columns } = referenceKind(source.mapping.kind);
  const readings = columns.map(column => ({ column, ...reading(source, column) }));
  const valueOf = (field: string) =>
    readings.find(({ column }) => column.field === field)?.value ?? factsSql`''`;
  const values = readings.map(({ column: { madeOf }, value }) =>
    madeOf
      ? factsSql`if(empty(${value}), lower(hex(sipHash128(${arrayOf(madeOf.map(valueOf))}))), ${value})`
      : value,
  );
  const checks = [...shapeChecks(source, columns), ...readings.flatMap(each => each.checks)];
  const choose = (of: 'code' | 'field') =>
    joinSql(
      checks.map(check => factsSql`${check.when}, ${p.string(check[of])}`),
      ', ',
    );
  return factsSql`(select row_number, multiIf(${choose('code')}, '') as code, multiIf(${choose('field')}, '') as column_name,
    ${arrayOf(values)} as cells from ${source.table} as file)`;
}
