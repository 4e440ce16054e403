/**
 * A file of a declared kind staged, judged and published in SQL. A row's verdict depends on the file and the current table alone,
 * so it is worked out again wherever it is needed and is the same after a crash.
 */
import { type DeclaredKindName, declaredKind } from '../../records/declared-kinds.ts';
import type { DeclaredMapping } from '../../records/mapping.ts';
import type { DeclaredColumn } from '../../records/reference-kinds.ts';
import type { Facts } from '../../store/facts/facts.ts';
import { noCustomer } from '../../store/facts/no-customer.ts';
import { type FactsSql, factsSql, ident, joinSql, p } from '../../store/facts/sql.ts';
import { cellsOf } from '../import/order-refusals.store.ts';
import type { RefusedRow } from '../import/quarantine.store.ts';
import { type DeclaredSource, declaredCells } from './declared-cells.store.ts';

const ofImport = (importId: string): FactsSql => factsSql`import_id = toUUID(${p.string(importId)})`;

/** Where a column's text stands in `cells`; the engine counts from 1. */
const cellAt = (columns: readonly DeclaredColumn[], column: string): FactsSql =>
  factsSql`cells[${p.uint32(columns.findIndex(each => each.column === column) + 1)}]`;

/** The latest of a row's times as its cells say it, '' where it has none; their text sorts as they do. */
const knownText = (columns: readonly DeclaredColumn[], knownOn: readonly string[]): FactsSql =>
  knownOn.length === 0
    ? factsSql`''`
    : factsSql`arrayMax([${joinSql(
        knownOn.map(column => cellAt(columns, column)),
        ', ',
      )}])`;

/** Reads every row of the file into the staging table. One pass. */
export async function stageDeclared(
  facts: Facts,
  { importId, source }: { readonly importId: string; readonly source: DeclaredSource },
): Promise<void> {
  const { columns, key, knownOn } = declaredKind(source.mapping.kind);
  const keyValues = key.map(name =>
    name === 'source' ? factsSql`${p.string(source.mapping.source)}` : cellAt(columns, name),
  );
  const owner = columns.find(({ reading }) => reading === 'customer');
  const customerId = owner ? cellAt(columns, owner.column) : factsSql`${p.string(noCustomer)}`;
  await facts.command(
    factsSql`insert into ${facts.target('reference_staging')}
      (import_id, row_number, code, column_name, key, content, known_on, cells, customer_id)
    select toUUID(${p.string(importId)}), row_number, code, column_name, cityHash64([${joinSql(keyValues, ', ')}]),
      cityHash64(cells), ${knownText(columns, knownOn)}, cells, toUUID(${customerId}) from ${declaredCells(source)} as rows`,
    { tag: 'declared.stage', role: 'ingest' },
  );
}

/** Removes an import's staged rows. */
export async function dropStaged(facts: Facts, importId: string): Promise<void> {
  const onCluster = facts.cluster
    ? factsSql`on cluster ${ident(facts.cluster, [facts.cluster])}`
    : factsSql``;
  await facts.command(
    factsSql`alter table reference_staging_local ${onCluster} drop partition ${p.uuid(importId)}`,
    { tag: 'declared.drop-staging', role: 'ingest' },
  );
}

const columnOf = ({ column }: DeclaredColumn): FactsSql => factsSql`${ident(column, [column])}`;

const asText = (name: string): FactsSql => factsSql`ifNull(toString(${ident(name, [name])}), '')`;

/** The name of a row of the kind's table or log, as staged rows have it in `key`. */
export const keyHash = (kind: DeclaredKindName): FactsSql =>
  factsSql`cityHash64([${joinSql(declaredKind(kind).key.map(asText), ', ')}])`;

/** Those current rows that staged ones name, as they name and describe themselves. */
function currentRows(kind: DeclaredKindName, importId: string): FactsSql {
  const { columns, table } = declaredKind(kind);
  const all = columns.map(({ column }) => asText(column));
  return factsSql`(select ${keyHash(kind)} as key, cityHash64([${joinSql(all, ', ')}]) as known
    from ${ident(table, [table])} where key in (select key from reference_staging where ${ofImport(importId)}))`;
}

/**
 * Staged rows with their verdict: `refused`, `contradicts` an earlier row of the file, `again` (repeats one), `known` (the
 * current table says the same) or `new`.
 */
export const judged = (kind: DeclaredKindName, importId: string): FactsSql =>
  factsSql`(select s.*, multiIf(s.code != '', 'refused', nth > 1 and s.content = first_content, 'again',
      nth > 1, 'contradicts', k.known = s.content, 'known', 'new') as verdict
    from (select *, row_number() over (partition by code != '', key order by row_number) as nth,
        first_value(content) over (partition by code != '', key order by row_number) as first_content
      from reference_staging where ${ofImport(importId)}) as s
    left join ${currentRows(kind, importId)} as k on k.key = s.key)`;

export interface DeclaredCounts {
  readonly read: number;
  readonly stored: number;
  readonly duplicate: number;
  /** Rows that are stored and say of nobody. */
  readonly nobodys: number;
  /** Customers the stored rows are about. */
  readonly customers: number;
}

/** How many rows there are of each verdict; the others are refused. */
export async function countDeclared(
  facts: Facts,
  kind: DeclaredKindName,
  importId: string,
): Promise<DeclaredCounts> {
  const isNobodys = factsSql`(verdict = 'new' and customer_id = toUUID(${p.string(noCustomer)}))`;
  const [row] = await facts.query<Record<keyof DeclaredCounts, string>>(
    factsSql`select toString(count()) as read, toString(countIf(verdict = 'new')) as stored,
      toString(countIf(verdict in ('known', 'again'))) as duplicate, toString(countIf(${isNobodys})) as nobodys,
      toString(uniqExactIf(customer_id, verdict = 'new' and not ${isNobodys})) as customers from ${judged(kind, importId)} as judged`,
    { tag: 'declared.count', role: 'batch' },
  );
  return {
    read: Number(row?.read ?? 0),
    stored: Number(row?.stored ?? 0),
    duplicate: Number(row?.duplicate ?? 0),
    nobodys: Number(row?.nobodys ?? 0),
    customers: Number(row?.customers ?? 0),
  };
}

/** Rows that are not stored, with their cells as the file has them; streamed, in no order. */
export async function* refusedDeclared(
  facts: Facts,
  { importId, source }: { readonly importId: string; readonly source: DeclaredSource },
): AsyncGenerator<RefusedRow[]> {
  const { kind } = source.mapping;
  const rows = facts.stream<Record<string, string>>(
    factsSql`select f.*, r.refusal_code, r.refusal_field from ${source.table} as f inner join (
      select row_number, if(verdict = 'contradicts', 'row-contradicts', code) as refusal_code,
        if(verdict = 'contradicts', ${p.string(keyField(source.mapping))}, column_name) as refusal_field
      from ${judged(kind, importId)} as judged where verdict in ('refused', 'contradicts')) as r
      on f.row_number = r.row_number`,
    { tag: 'declared.refused', role: 'batch' },
  );
  for await (const batch of rows)
    yield batch.map(row => ({
      rowNumber: Number(row.row_number),
      code: row.refusal_code ?? '',
      field: row.refusal_field ?? '',
      cells: cellsOf(row, source.headers.length),
    }));
}

/** The field a person would look at to see that two rows are one. */
function keyField({ kind, columns }: DeclaredMapping): string {
  const declared = declaredKind(kind).columns;
  const mapped = declared.filter(({ field }) => field in columns);
  return (mapped.find(({ madeOf }) => madeOf) ?? mapped.find(({ needed }) => needed))?.field ?? '';
}

/** A cell's text as its column's type. */
function stored({ reading, needed = false }: DeclaredColumn, cell: FactsSql): FactsSql {
  if (reading === 'amount')
    return needed ? factsSql`toDecimal64(${cell}, 4)` : factsSql`toDecimal64OrNull(${cell}, 4)`;
  if (reading === 'date') return needed ? factsSql`toDate(${cell})` : factsSql`toDateOrNull(${cell})`;
  if (reading === 'time')
    // Of a blank text the engine makes 1970, not null.
    return needed
      ? factsSql`toDateTime64(${cell}, 3, 'UTC')`
      : factsSql`toDateTime64OrNull(nullIf(${cell}, ''), 3, 'UTC')`;
  return reading === 'customer' ? factsSql`toUUID(${cell})` : cell;
}

/** The kind's columns by name, and the staged cells as their values, in the same order. */
export function storedColumns(kind: DeclaredKindName): {
  readonly names: FactsSql;
  readonly values: FactsSql;
} {
  const { columns } = declaredKind(kind);
  return {
    names: joinSql(columns.map(columnOf), ', '),
    values: joinSql(
      columns.map(column => stored(column, cellAt(columns, column.column))),
      ', ',
    ),
  };
}

/** When a staged row was known: in a file of history at its own latest time, or always, and never after it came in. */
export function knownSql(history: boolean, ingestedAt: Date): FactsSql {
  const ingested = p.dateTime(ingestedAt);
  const business = factsSql`toDateTime64(if(known_on = '', '1970-01-01', known_on), 3, 'UTC')`;
  return history ? factsSql`least(${business}, ${ingested})` : factsSql`${ingested}`;
}
