/**
 * The state row of every import: begun as `staging`, `publishing` once everything is decided and written down, then
 * `committed`. What a crash leaves in `staging` is rolled back, what it leaves in `publishing` is carried to the end.
 */
import { sql } from 'kysely';
import { notFound, unavailable } from '../../kernel/errors.ts';
import type {
  ImportEffect,
  ImportNote,
  ImportRecord,
  ImportState,
  ImportSummary,
  QuarantineReason,
} from '../../records/import.ts';
import type { ImportProfile } from '../../records/import-report.ts';
import { type ImportKind, type Mapping, mapping as mappingSchema } from '../../records/mapping.ts';
import type { SavedVersion } from '../../records/saved-mapping.ts';
import type { StoreContext } from '../../store/context.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';

export interface NewImport {
  readonly importId: string;
  readonly kind: ImportKind;
  readonly fileName: string;
  readonly sha256: string;
  readonly mapping: Mapping;
  /** The saved version it is; null: none. */
  readonly saved: SavedVersion | null;
  /** What was found in the file; null for a dry run. */
  readonly profile: ImportProfile | null;
  readonly createdBy: string | null;
  readonly dryRun: boolean;
  /** What becomes true together with the import, in the transaction that is its point of no return. */
  readonly alongside?: (trx: StateTransaction) => Promise<void>;
}

/** What an import came to, before it is published. */
export interface ImportOutcome {
  readonly rowsRead: number;
  readonly rowsStored: number;
  readonly rowsDuplicate: number;
  readonly rowsQuarantined: number;
  readonly reasons: readonly QuarantineReason[];
  readonly effects: readonly ImportEffect[];
  readonly notes: readonly ImportNote[];
  readonly customers: number;
  readonly orders: number;
}

/** Writes the row in state `staging` and returns the import's version: later imports have higher ones. */
export async function saveBegun(ctx: StoreContext, begun: NewImport): Promise<number> {
  const row = await ctx.pg
    .insertInto('imports')
    .values({
      import_id: begun.importId,
      kind: begun.kind,
      source: begun.mapping.source,
      file_name: begun.fileName,
      file_sha256: begun.sha256,
      mapping: JSON.stringify(begun.mapping),
      mapping_name: begun.saved?.name ?? null,
      mapping_version: begun.saved?.version ?? null,
      profile: begun.profile && JSON.stringify(begun.profile),
      options: JSON.stringify({ dryRun: begun.dryRun }),
      state: 'staging',
      created_by: begun.createdBy,
      created_at: ctx.now(),
      finished_at: null,
      undone_at: null,
    })
    .returning('version')
    .executeTakeFirstOrThrow();
  return row.version;
}

/** What an import did, for the audit log: counts only; a file's name may be a person's. */
const effectOf = (row: Pick<ImportRow, 'kind' | 'source' | 'created_by'>, outcome: ImportOutcome) => ({
  kind: row.kind,
  source: row.source,
  startedBy: row.created_by,
  rowsRead: outcome.rowsRead,
  rowsStored: outcome.rowsStored,
  rowsDuplicate: outcome.rowsDuplicate,
  rowsQuarantined: outcome.rowsQuarantined,
  refusedFor: Object.fromEntries(outcome.reasons.map(({ code, count }) => [code, count])),
  customers: outcome.customers,
  orders: outcome.orders,
});

/**
 * The point of no return: from here on the import will be committed, whatever happens to this process. What it did goes
 * into the audit log with it. Throws `work-stopped`, so that its job begins again, when another holder of the lock has
 * settled the import meanwhile: the lock is lost with its connection.
 */
export async function savePublishing(
  ctx: StoreContext,
  trx: StateTransaction,
  { begun, outcome }: { begun: Pick<NewImport, 'importId' | 'alongside'>; outcome: ImportOutcome },
): Promise<void> {
  const { importId } = begun;
  const row = await trx
    .updateTable('imports')
    .set({
      state: 'publishing',
      rows_read: outcome.rowsRead,
      rows_stored: outcome.rowsStored,
      rows_duplicate: outcome.rowsDuplicate,
      rows_quarantined: outcome.rowsQuarantined,
      customers: outcome.customers,
      orders: outcome.orders,
      reasons: JSON.stringify(outcome.reasons),
      effects: JSON.stringify(outcome.effects),
      notes: JSON.stringify(outcome.notes),
    })
    .where('import_id', '=', importId)
    .where('state', '=', 'staging')
    .returning(['kind', 'source', 'created_by'])
    .executeTakeFirst();
  if (!row) throw unavailable('work-stopped');
  await begun.alongside?.(trx);
  const target = `import:${importId}`;
  await saveAudit(trx, ctx, { action: 'import.publish', target, after: effectOf(row, outcome) });
}

/** Moves the row to a final state. */
export async function saveState(
  ctx: StoreContext,
  importId: string,
  state: Exclude<ImportState, 'undone'>,
): Promise<void> {
  await ctx.pg
    .updateTable('imports')
    .set({ state, finished_at: ctx.now() })
    .where('import_id', '=', importId)
    .execute();
}

/** Ends the taking back of an import, with the audit entry of what came of it. */
export async function saveUndone(
  ctx: StoreContext,
  importId: string,
  undone: Readonly<Record<string, number>>,
): Promise<void> {
  await withTransaction(ctx.pg, async trx => {
    await trx
      .updateTable('imports')
      .set({ state: 'undone', undone_at: ctx.now() })
      .where('import_id', '=', importId)
      .execute();
    // Rows of a source it had taken count as never seen, so that a pull that reads them again takes them.
    await sql`delete from pull_rows where import_id = ${importId}`.execute(trx);
    await saveAudit(trx, ctx, { action: 'import.undone', target: `import:${importId}`, after: undone });
  });
}

/** Forgets an import that stored nothing: a dry run, or one rolled back (its quarantine goes with it). */
export async function removeImport(ctx: StoreContext, importId: string): Promise<void> {
  await ctx.pg.deleteFrom('imports').where('import_id', '=', importId).execute();
}

/** Imports a crash left behind, oldest first. Call only while holding the import lock. */
export async function findUnfinished(ctx: StoreContext) {
  return ctx.pg
    .selectFrom('imports')
    .select(['import_id', 'kind', 'state'])
    .where('state', 'in', ['staging', 'publishing'])
    .orderBy('version')
    .execute();
}

/**
 * Of those the ones no job will come back to: a job that waits, runs, or was cut off and will be begun again takes
 * over its own import.
 */
export async function findAbandoned(ctx: StoreContext) {
  const unfinished = await findUnfinished(ctx);
  if (unfinished.length === 0) return [];
  const alive = await ctx.pg
    .selectFrom('jobs')
    .select(sql<string | null>`input->>'importId'`.as('import_id'))
    .where('kind', '=', 'import')
    .where('state', 'in', ['queued', 'running'])
    .execute();
  return unfinished.filter(row => !alive.some(job => job.import_id === row.import_id));
}

/** What an earlier attempt of the same job has come to: its state, and the outcome it has kept; null without a row. */
export async function findAttempt(ctx: StoreContext, importId: string) {
  const row = await ctx.pg
    .selectFrom('imports')
    .selectAll()
    .where('import_id', '=', importId)
    .executeTakeFirst();
  if (!row) return null;
  const { rowsRead, rowsStored, rowsDuplicate, rowsQuarantined, reasons, effects, notes } = recordOf(row);
  const counts = { rowsRead, rowsStored, rowsDuplicate, rowsQuarantined };
  const outcome: ImportOutcome = {
    ...counts,
    reasons,
    effects,
    notes,
    customers: row.customers,
    orders: row.orders,
  };
  return { state: row.state, outcome };
}

/** Whether the same bytes were read under the same mapping before and stand: their refused rows are on record already. */
export async function isRepeatOfFile(ctx: StoreContext, begun: NewImport): Promise<boolean> {
  const earlier = await ctx.pg
    .selectFrom('imports')
    .select('import_id')
    .where('file_sha256', '=', begun.sha256)
    .where('state', '=', 'committed')
    .where(sql<boolean>`mapping = ${JSON.stringify(begun.mapping)}::jsonb`)
    .limit(1)
    .executeTakeFirst();
  return earlier !== undefined;
}

export type ImportRow = Awaited<ReturnType<typeof findRow>>;

const findRow = (ctx: StoreContext, importId: string) =>
  ctx.pg.selectFrom('imports').selectAll().where('import_id', '=', importId).executeTakeFirstOrThrow();

/** The row as the API shows it. */
export const recordOf = (row: ImportRow): ImportRecord => ({
  importId: row.import_id,
  kind: row.kind,
  source: row.source,
  fileName: row.file_name,
  fileSha256: row.file_sha256,
  mapping: mappingSchema.parse(row.mapping),
  savedMapping:
    row.mapping_name !== null && row.mapping_version !== null
      ? { name: row.mapping_name, version: row.mapping_version }
      : null,
  state: row.state,
  rowsRead: row.rows_read,
  rowsStored: row.rows_stored,
  rowsDuplicate: row.rows_duplicate,
  rowsQuarantined: row.rows_quarantined,
  reasons: row.reasons as QuarantineReason[],
  effects: row.effects as ImportEffect[],
  notes: row.notes as ImportNote[],
  createdAt: row.created_at.toISOString(),
  finishedAt: row.finished_at?.toISOString() ?? null,
  undoneAt: row.undone_at?.toISOString() ?? null,
});

/** Throws `import-unknown`. */
export async function findImport(ctx: StoreContext, importId: string): Promise<ImportRecord> {
  const row = await ctx.pg
    .selectFrom('imports')
    .selectAll()
    .where('import_id', '=', importId)
    .executeTakeFirst();
  if (!row) throw notFound('import-unknown', { path: 'id', received: importId });
  return recordOf(row);
}

/** The outcome as the summary of CONTRACT. */
export const summaryOf = (
  begun: Pick<NewImport, 'importId' | 'kind' | 'dryRun'>,
  outcome: ImportOutcome,
  seconds: number,
): ImportSummary => ({
  importId: begun.importId,
  kind: begun.kind,
  dryRun: begun.dryRun,
  ...outcome,
  reasons: [...outcome.reasons],
  effects: [...outcome.effects],
  notes: [...outcome.notes],
  seconds,
});
