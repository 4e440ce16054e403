/** Imports page by page: searched by file name, filtered by kind and state; dry runs are not imports. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { importListQuery } from '../../records/import.ts';
import type { StoreContext } from '../../store/context.ts';
import { containing, orderSql, pageOf, windowOf } from '../../store/list-window.ts';
import { type ImportRow, recordOf } from './import-ledger.store.ts';

const sorts = {
  file: sql`file_name`,
  kind: sql`kind`,
  state: sql`state`,
  read: sql`rows_read`,
  stored: sql`rows_stored`,
  again: sql`rows_duplicate`,
  quarantined: sql`rows_quarantined`,
  at: sql`version`,
};

/** One page of imports with its place in the list. Throws `cursor-invalid`. */
export async function findImportPage(ctx: StoreContext, query: z.output<typeof importListQuery>) {
  const window = windowOf(ctx, 'imports', query);
  const { kind = null, state = null } = query;
  const where = sql`where not coalesce((options->>'dryRun')::boolean, false)
    and file_name ilike ${containing(query.query)}
    and (${kind}::text is null or kind = ${kind}) and (${state}::text is null or state = ${state})`;
  const order = orderSql(query.sort ?? '-at', sorts, sql`import_id`);
  const { rows } = await sql<ImportRow>`
    select * from imports ${where} ${order} limit ${window.limit} offset ${window.offset}`.execute(ctx.pg);
  const { rows: counted } = await sql<{
    n: number;
  }>`select count(*)::int as n from imports ${where}`.execute(ctx.pg);
  return { imports: rows.map(recordOf), ...pageOf(ctx, 'imports', { ...window, total: counted[0]?.n ?? 0 }) };
}
