/**
 * The mapped columns of a file as the text they will be stored as, with what makes a row unusable: one expression a column
 * of the declaration, whatever the kind.
 */
import { declaredKind } from '../../records/declared-kinds.ts';
import type { DeclaredMapping } from '../../records/mapping.ts';
import type { DeclaredColumn } from '../../records/reference-kinds.ts';
import { noCustomer } from '../../store/facts/no-customer.ts';
import { type FactsSql, factsSql, joinSql, p } from '../../store/facts/sql.ts';
import type { Keys } from '../../store/keys.ts';
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
import { canonicalIdentifierSql, customerIdSql, isContactIdentifier } from '../cells/customer-id.store.ts';
import { cellColumn } from '../import/order-cells.store.ts';
import type { CleanTexts } from './clean-texts.store.ts';

export interface DeclaredSource {
  /** A parenthesised subquery with `row_number` and `c1…cN`, and `c(N+1)` for cells beyond the headers. */
  readonly table: FactsSql;
  readonly headers: readonly string[];
  readonly mapping: DeclaredMapping;
  readonly zone: string;
  /** Of amounts whose row names none. */
  readonly currency: string;
  readonly keys: Pick<Keys, 'customerIdKeyHex'>;
  /** What texts become that held contact data; null where texts are stored as they are. */
  readonly clean: CleanTexts | null;
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
export function rawOf({ mapping, headers }: DeclaredSource, field: string): FactsSql | null {
  const header = (mapping.columns as Readonly<Record<string, string | undefined>>)[field];
  const position = header === undefined ? -1 : headers.indexOf(header);
  return position < 0 ? null : cellColumn({ headers }, position);
}

const most = '99999999999999';

function amount(raw: FactsSql, { field, positive = false }: DeclaredColumn): Reading {
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

function date(raw: FactsSql, { field, reading }: DeclaredColumn, { mapping, zone }: DeclaredSource): Reading {
  const at = dateSql(raw, { format: mapping.dateFormat, zone });
  const unread = factsSql`not empty(${trimmedSql(raw)}) and isNull(${at})`;
  const value =
    reading === 'time'
      ? factsSql`toString(toDateTime64(${at}, 3, 'UTC'))`
      : factsSql`toString(toDate(${at}, ${p.string(zone)}))`;
  return {
    value: factsSql`ifNull(${value}, '')`,
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

/** The id of the record; nobody's where the cell is blank or masked, which a row that needs a customer may not be. */
function customer(raw: FactsSql, { field, needed = false }: DeclaredColumn, source: DeclaredSource): Reading {
  const { identifierType } = source.mapping;
  const given = factsSql`read_customer`;
  const isBlank = factsSql`empty(${trimmedSql(raw)})`;
  return {
    value: factsSql`toString(${customerIdSql(source.keys, identifierType, factsSql`ifNull(${given}, '')`)})`,
    checks: [
      isContactIdentifier(identifierType)
        ? { when: factsSql`isNull(${given}) and not ${isBlank}`, code: `${identifierType}-invalid`, field }
        : { when: scientificSql(given), code: 'identifier-scientific', field },
      ...(needed
        ? [{ when: factsSql`${given} = '' and not ${isBlank}`, code: 'identifier-masked', field }]
        : []),
    ],
  };
}

/** Whether a column takes text as it stands in the file, with whatever is in it. */
export const holdsText = ({ reading, otherWord }: DeclaredColumn): boolean =>
  reading === 'text' || otherWord === 'keep';

const textOf = (raw: FactsSql, { field }: DeclaredColumn, { clean }: DeclaredSource): FactsSql =>
  clean?.value(field, trimmedSql(raw)) ?? trimmedSql(raw);

function word(raw: FactsSql, column: DeclaredColumn, source: DeclaredSource): Reading {
  const { field, words = {}, blankWord = '', otherWord } = column;
  const pairs = Object.entries(words).flatMap(([stored, said]) => said.map(each => [each, stored] as const));
  const said = factsSql`lower(${typedSql(raw)})`;
  const known = factsSql`transform(${said}, ${p.strings(pairs.map(([from]) => from))}, ${p.strings(pairs.map(([, to]) => to))}, '')`;
  const other = otherWord === 'keep' ? textOf(raw, column, source) : factsSql`${p.string(blankWord)}`;
  return {
    value: factsSql`multiIf(empty(${said}), ${p.string(blankWord)}, empty(${known}), ${other}, ${known})`,
    checks: otherWord
      ? []
      : [{ when: factsSql`(not empty(${said}) and empty(${known}))`, code: 'word-unknown', field }],
  };
}

function currencyReading(raw: FactsSql | null, { field }: DeclaredColumn, standard: string): Reading {
  if (raw === null) return { value: factsSql`${p.string(standard)}`, checks: [] };
  const value = factsSql`if(empty(${trimmedSql(raw)}), ${p.string(standard)}, upper(${typedSql(raw)}))`;
  return {
    value,
    checks: [{ when: factsSql`not match(${value}, '^[A-Z]{3}$')`, code: 'currency-unknown', field }],
  };
}

function reading(source: DeclaredSource, column: DeclaredColumn): Reading {
  const { field } = column;
  const raw = rawOf(source, field);
  if (column.reading === 'currency') return currencyReading(raw, column, source.currency);
  if (raw === null) {
    const blank = column.reading === 'customer' ? noCustomer : (column.blankWord ?? '');
    return { value: factsSql`${p.string(blank)}`, checks: [] };
  }
  if (column.reading === 'amount') return amount(raw, column);
  if (column.reading === 'date' || column.reading === 'time') return date(raw, column, source);
  if (column.reading === 'customer') return customer(raw, column, source);
  if (column.reading === 'word') return word(raw, column, source);
  if (column.reading === 'text') return { value: textOf(raw, column, source), checks: [] };
  const value = identifierSql(raw);
  return { value, checks: [{ when: scientificSql(value), code: 'identifier-scientific', field }] };
}

/** What only two cells together can be: a time before its beginning, a recommendation beyond its scale. */
function pairChecks(columns: readonly DeclaredColumn[], valueOf: (field: string) => FactsSql): Check[] {
  return columns.flatMap(({ field, notBefore, npsWhere }) => {
    const value = valueOf(field);
    const score = factsSql`toDecimal64OrNull(${value}, 4)`;
    return [
      ...(notBefore
        ? [
            {
              when: factsSql`${value} != '' and ${value} < ${valueOf(notBefore)}`,
              code: 'time-reversed',
              field,
            },
          ]
        : []),
      ...(npsWhere
        ? [
            {
              when: factsSql`${valueOf(npsWhere)} = 'nps' and not ifNull(${score} between 0 and 10 and ${score} = floor(${score}), 0)`,
              code: 'nps-out-of-scale',
              field,
            },
          ]
        : []),
    ];
  });
}

/** What is wrong before any cell is read. */
function shapeChecks(source: DeclaredSource, columns: readonly DeclaredColumn[]): Check[] {
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

/** The file's rows with what texts become beside them, and the customer's identifier in the form its id is made of. */
function preparedRows(source: DeclaredSource): FactsSql {
  const { columns } = declaredKind(source.mapping.kind);
  const field = columns.find(each => each.reading === 'customer')?.field;
  const raw = field === undefined ? null : rawOf(source, field);
  const identifier =
    raw === null
      ? factsSql``
      : factsSql`, ${canonicalIdentifierSql(source.mapping.identifierType, raw)} as read_customer`;
  const table = factsSql`(select *${identifier} from ${source.table} as cells_of_file)`;
  return source.clean ? source.clean.beside(table) : factsSql`${table} as file`;
}

/**
 * A subquery with `row_number`, `code` and `column_name` of what is wrong ('' when nothing is) and `cells`, the values in
 * the order of the declaration. A name the file has not given is made of the fields the declaration says.
 */
export function declaredCells(source: DeclaredSource): FactsSql {
  const { columns } = declaredKind(source.mapping.kind);
  const readings = columns.map(column => ({ column, ...reading(source, column) }));
  const valueOf = (field: string) =>
    readings.find(({ column }) => column.field === field)?.value ?? factsSql`''`;
  const values = readings.map(({ column: { madeOf }, value }) =>
    madeOf
      ? factsSql`if(empty(${value}), lower(hex(sipHash128(${arrayOf(madeOf.map(valueOf))}))), ${value})`
      : value,
  );
  const checks = [
    ...shapeChecks(source, columns),
    ...readings.flatMap(each => each.checks),
    ...pairChecks(columns, valueOf),
  ];
  const choose = (of: 'code' | 'field') =>
    joinSql(
      checks.map(check => factsSql`${check.when}, ${p.string(check[of])}`),
      ', ',
    );
  return factsSql`(select row_number, multiIf(${choose('code')}, '') as code, multiIf(${choose('field')}, '') as column_name,
    ${arrayOf(values)} as cells from ${preparedRows(source)})`;
}
