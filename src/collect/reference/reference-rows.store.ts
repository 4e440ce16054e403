/**
 * A reference file staged, judged and published in SQL. A row's verdict depends on the file and the current table alone,
 * so it is worked out again wherever it is needed and is the same after a crash.
 */
import type { ReferenceMapping } from '../../records/mapping.ts';
import {
  type ReferenceColumn,
  type ReferenceKindName,
  referenceKind,
} from '../../records/reference-kinds.ts';
import type { Facts } from '../../store/facts/facts.ts';
import { openReferenceLog, referenceTable } from '../../store/facts/reference-log.ts';
import { type FactsSql, factsSql, ident, joinSql, p } from '../../store/facts/sql.ts';
import { cellsOf } from '../import/order-refusals.store.ts';
import type { RefusedRow } from '../import/quarantine.store.ts';
import { type ReferenceSource, referenceCells } from './reference-cells.store.ts';

const ofImport = (importId: string): FactsSql => factsSql`import_id = toUUID(${p.string(importId)})`;

/** Where a column's text stands in `cells`; the engine counts from 1. */
const cellAt = (columns: readonly ReferenceColumn[], column: string): FactsSql =>
  factsSql`cells[${p.uint32(columns.findIndex(each => each.column === column) + 1)}]`;

/** Reads every row of the file into the staging table. One pass. */
export async function stageReference(
  facts: Facts,
  { importId, source }: { readonly importId: string; readonly source: ReferenceSource },
): Promise<void> {
  const { columns, key, knownOn } = referenceKind(source.mapping.kind);
  const keyValues = key.map(name =>
    name === 'source' ? factsSql`${p.string(source.mapping.source)}` : cellAt(columns, name),
  );
  const known = knownOn === null ? factsSql`''` : cellAt(columns, knownOn);
  await facts.command(
    factsSql`insert into ${facts.target('reference_staging')}
      (import_id, row_number, code, column_name, key, content, known_on, cells)
    select toUUID(${p.string(importId)}), row_number, code, column_name, cityHash64([${joinSql(keyValues, ', ')}]),
      cityHash64(cells), ${known}, cells from ${referenceCells(source)} as rows`,
    { tag: 'reference.stage', role: 'ingest' },
  );
}

/** Removes an import's staged rows. */
export async function dropStagedReference(facts: Facts, importId: string): Promise<void> {
  const onCluster = facts.cluster
    ? factsSql`on cluster ${ident(facts.cluster, [facts.cluster])}`
    : factsSql``;
  await facts.command(
    factsSql`alter table reference_staging_local ${onCluster} drop partition ${p.uuid(importId)}`,
    { tag: 'reference.drop-staging', role: 'ingest' },
  );
}

const columnOf = ({ column }: ReferenceColumn): FactsSql => factsSql`${ident(column, [column])}`;

/** Current rows as staged ones name and describe themselves. */
function currentRows(kind: ReferenceKindName): FactsSql {
  const { columns, key } = referenceKind(kind);
  const text = (name: FactsSql) => factsSql`ifNull(toString(${name}), '')`;
  const keys = key.map(name => text(factsSql`${ident(name, [name])}`));
  const all = columns.map(column => text(columnOf(column)));
  return factsSql`(select cityHash64([${joinSql(keys, ', ')}]) as key, cityHash64([${joinSql(all, ', ')}]) as known
    from ${referenceTable(kind)})`;
}

/**
 * Staged rows with their verdict: `refused`, `contradicts` an earlier row of the file, `again` (repeats one), `known` (the
 * current table says the same) or `new`.
 */
const judged = (kind: ReferenceKindName, importId: string): FactsSql =>
  factsSql`(select s.*, multiIf(s.code != '', 'refused', nth > 1 and s.content = first_content, 'again',
      nth > 1, 'contradicts', k.known = s.content, 'known', 'new') as verdict
    from (select *, row_number() over (partition by code != '', key order by row_number) as nth,
        first_value(content) over (partition by code != '', key order by row_number) as first_content
      from reference_staging where ${ofImport(importId)}) as s
    left join ${currentRows(kind)} as k on k.key = s.key)`;

export interface ReferenceCounts {
  readonly read: number;
  readonly stored: number;
  readonly duplicate: number;
}

/** How many rows there are of each verdict; the others are refused. */
export async function countReference(
  facts: Facts,
  kind: ReferenceKindName,
  importId: string,
): Promise<ReferenceCounts> {
  const [row] = await facts.query<Record<keyof ReferenceCounts, string>>(
    factsSql`select toString(count()) as read, toString(countIf(verdict = 'new')) as stored,
      toString(countIf(verdict in ('known', 'again'))) as duplicate from ${judged(kind, importId)} as judged`,
    { tag: 'reference.count', role: 'batch' },
  );
  return {
    read: Number(row?.read ?? 0),
    stored: Number(row?.stored ?? 0),
    duplicate: Number(row?.duplicate ?? 0),
  };
}

/** Rows that are not stored, with their cells as the file has them; streamed, in no order. */
export async function* refusedReference(
  facts: Facts,
  { importId, source }: { readonly importId: string; readonly source: ReferenceSource },
): AsyncGenerator<RefusedRow[]> {
  const { kind } = source.mapping;
  const rows = facts.stream<Record<string, string>>(
    factsSql`select f.*, r.refusal_code, r.refusal_field from ${source.table} as f inner join (
      select row_number, if(verdict = 'contradicts', 'row-contradicts', code) as refusal_code,
        if(verdict = 'contradicts', ${p.string(keyField(source.mapping))}, column_name) as refusal_field
      from ${judged(kind, importId)} as judged where verdict in ('refused', 'contradicts')) as r
      on f.row_number = r.row_number`,
    { tag: 'reference.refused', role: 'batch' },
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
function keyField({ kind, columns }: ReferenceMapping): string {
  const declared = referenceKind(kind).columns;
  const mapped = declared.filter(({ field }) => field in columns);
  return (mapped.find(({ madeOf }) => madeOf) ?? mapped.find(({ needed }) => needed))?.field ?? '';
}

/** A cell's text as its column's type. */
function stored({ reading, needed = false }: ReferenceColumn, cell: FactsSql): FactsSql {
  if (reading === 'amount')
    return needed ? factsSql`toDecimal64(${cell}, 4)` : factsSql`toDecimal64OrNull(${cell}, 4)`;
  if (reading === 'date') return needed ? factsSql`toDate(${cell})` : factsSql`toDateOrNull(${cell})`;
  return cell;
}

/**
 * Writes what the file says to the log. Rows the table already says the same are written too, so that they stay when the
 * import that brought them first is undone. Repeatable: the same rows under a newer version change nothing a reader sees.
 */
export async function appendReference(
  facts: Facts,
  {
    importId,
    mapping,
    at,
  }: { readonly importId: string; readonly mapping: ReferenceMapping; readonly at: Date },
): Promise<void> {
  const { kind, source, history } = mapping;
  const { table, columns } = referenceKind(kind);
  const stamp = await openReferenceLog(facts, kind, at);
  const ingested = p.dateTime(stamp.ingestedAt);
  const business = factsSql`toDateTime64(if(known_on = '', '1970-01-01', known_on), 3, 'UTC')`;
  const known = history ? factsSql`least(${business}, ${ingested})` : ingested;
  const names = joinSql(columns.map(columnOf), ', ');
  const values = columns.map(column => stored(column, cellAt(columns, column.column)));
  await facts.command(
    factsSql`insert into ${facts.target(`${table}_log`)} (${names}, source, import_id, ingested_at, known_at, version, is_deleted)
    select ${joinSql(values, ', ')}, ${p.string(source)}, import_id, ${ingested}, ${known},
      toUInt64(${p.uint64(stamp.firstVersion)} + row_number), toUInt8(0)
    from ${judged(kind, importId)} as judged where verdict in ('new', 'known')`,
    { tag: 'reference.append', role: 'ingest' },
  );
}
