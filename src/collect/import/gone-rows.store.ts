/**
 * Rows of committed imports that their source does not have any more, found in the facts by where they came in: the low
 * half of a row's version is its number in its import. What another row that is still there says as well is left alone.
 */
import { sql } from 'kysely';
import type { StoreContext } from '../../store/context.ts';
import { type FactsSql, factsSql, ident, p } from '../../store/facts/sql.ts';
import { saveUpload } from '../../store/staging.ts';
import { csvRow } from '../files/csv-row.ts';

/** A row by the import that took it and its number there. */
export interface TakenRow {
  readonly importId: string;
  readonly rowNumber: number;
}

export interface GoneIn {
  /** Rows of other sources may have the same key and say nothing about this one. */
  readonly source: string;
  readonly table: string;
  /** What names a row there, hashed. */
  readonly naturalKey: FactsSql;
  /** The log under which `order_mentions` keeps what imports said that was there already, with its key. */
  readonly mentions: { readonly log: string; readonly naturalKey: FactsSql } | null;
}

const rowNumber = factsSql`toUInt32(bitAnd(version, 4294967295))`;

/** Writes the rows to the staging folder, under `importId`, and returns them as a subquery of pairs. */
export async function goneTable(
  ctx: StoreContext,
  importId: string,
  rows: readonly TakenRow[],
): Promise<FactsSql> {
  const content = (async function* () {
    yield Buffer.from(csvRow(['import', 'row']));
    for (const row of rows) yield Buffer.from(csvRow([row.importId, String(row.rowNumber)]));
  })();
  await saveUpload(ctx.stagingFolder, { uploadId: importId, fileName: 'gone.csv', content });
  const path = `${ctx.stagingFolder}/${importId}/upload`;
  const table = ctx.ch.fileTable({ path, format: 'CSVWithNames', columns: ['import', 'row'] });
  return factsSql`(select toUUID(c1), toUInt32(c2) from ${table})`;
}

/** Every place a row stands in, with its key. */
function places({ source, table, naturalKey, mentions }: GoneIn, imports: readonly string[]): FactsSql {
  const log = ident(`${table}_log`, [`${table}_log`]);
  const said = factsSql`select import_id, ${rowNumber} as row_no, ${naturalKey} as natural from ${log}
    where is_deleted = 0 and source = ${p.string(source)}`;
  if (mentions === null) return factsSql`(${said})`;
  return factsSql`(${said} union all select import_id, ${rowNumber} as row_no, ${mentions.naturalKey} as natural
    from order_mentions where log = ${p.string(mentions.log)} and import_id in (${p.uuids(imports)}))`;
}

async function importsOf({ pg }: StoreContext, source: string): Promise<string[]> {
  const rows = await pg
    .selectFrom('imports')
    .select('import_id')
    .where('source', '=', source)
    .where('kind', 'in', ['orders', 'refunds'])
    .where('state', '=', 'committed')
    .execute();
  return rows.map(row => row.import_id);
}

/** The keys, as text, that only gone rows say. Reads the log twice. */
export async function goneKeys(ctx: StoreContext, from: GoneIn, gone: FactsSql): Promise<string[]> {
  const keys = new Set<string>();
  const covered = new Set<string>();
  const all = places(from, await importsOf(ctx, from.source));
  const own = factsSql`(import_id, row_no) in ${gone}`;
  const rows = ctx.ch.stream<{ import_id: string; row_no: number; natural: string; is_gone: number }>(
    factsSql`select toString(import_id) as import_id, row_no, toString(natural) as natural, toUInt8(${own}) as is_gone
      from ${all} as place where natural in (select natural from ${all} as gone_place where ${own})`,
    { tag: 'pull.gone-keys', role: 'batch' },
  );
  for await (const batch of rows) {
    for (const row of batch) if (Number(row.is_gone) === 1) keys.add(row.natural);
    const others = batch.filter(row => Number(row.is_gone) === 0);
    if (others.length === 0) continue;
    const { rows: standing } = await sql<{ at: number }>`
      select at::int as at from unnest(${others.map(row => row.import_id)}::uuid[], ${others.map(row => Number(row.row_no))}::int[])
        with ordinality as other (import_id, row_number, at)
      where exists (select from pull_rows r where r.import_id = other.import_id and r.row_number = other.row_number)`.execute(
      ctx.pg,
    );
    for (const { at } of standing) covered.add(others[at - 1]?.natural ?? '');
  }
  return [...keys].filter(key => !covered.has(key));
}
