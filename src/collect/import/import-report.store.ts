/** An import with what is compared with it, from state. */
import { sql } from 'kysely';
import { badInput, notFound } from '../../kernel/errors.ts';
import { type ImportReport, importProfile } from '../../records/import-report.ts';
import type { StoreContext } from '../../store/context.ts';
import { type ReportedImport, reportOf } from './compare-imports.ts';
import { type ImportRow, recordOf } from './import-ledger.store.ts';

const reported = (row: ImportRow): ReportedImport => ({
  record: recordOf(row),
  customers: row.customers,
  orders: row.orders,
  profile: row.profile === null ? null : importProfile.parse(row.profile),
});

async function findRow({ pg }: StoreContext, importId: string): Promise<ImportRow> {
  const row = await pg.selectFrom('imports').selectAll().where('import_id', '=', importId).executeTakeFirst();
  if (!row) throw notFound('import-unknown', { path: 'id', received: importId });
  return row;
}

/** The last import before it that stands: by the same saved mapping, without one of the same kind and source. */
async function findBefore({ pg }: StoreContext, row: ImportRow): Promise<ImportRow | null> {
  const { rows } = await sql<ImportRow>`
    select * from imports where version < ${row.version} and state = 'committed' and kind = ${row.kind}
      and case when ${row.mapping_name}::text is null then source = ${row.source}
        else mapping_name = ${row.mapping_name} end
    order by version desc limit 1`.execute(pg);
  return rows[0] ?? null;
}

/** Throws `import-unknown`, and `import-kinds-differ` for two that hold different things. */
export async function findReport(
  ctx: StoreContext,
  { importId, other }: { readonly importId: string; readonly other?: string | undefined },
): Promise<ImportReport> {
  const row = await findRow(ctx, importId);
  const before = other === undefined ? await findBefore(ctx, row) : await findRow(ctx, other);
  if (before && before.kind !== row.kind)
    throw badInput('import-kinds-differ', { path: 'with', received: before.kind, expected: row.kind });
  return reportOf(reported(row), before && reported(before));
}
