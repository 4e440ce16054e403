/**
 * Rows of reference tables as a person enters them: to the log and the current table by the outbox, in the transaction of
 * their audit entry. They stand beside imported rows and outlive the undo of an import.
 */
import { sql } from 'kysely';
import { type ReferenceKindName, referenceKind } from '../../records/reference-kinds.ts';
import type { StoreContext } from '../../store/context.ts';
import { openReferenceLog } from '../../store/facts/reference-log.ts';
import { type AuditEntry, saveAudit } from '../../store/state/audit.store.ts';
import { enqueueFacts, requireShipped } from '../../store/state/outbox.ts';
import { withTransaction } from '../../store/state/state-db.ts';

/** The import of what no file brought. */
export const noImport = '00000000-0000-0000-0000-000000000000';
/** Entries come one after another, so that a later one has the higher version: "RKRE" in ASCII. */
const entryLock = 0x524b5245;

export interface Entry {
  readonly kind: ReferenceKindName;
  /** The kind's columns and `source`. */
  readonly row: Readonly<Record<string, string>>;
  readonly knownAt: Date;
  readonly isDeleted?: boolean;
  readonly audit: AuditEntry;
}

/** Saves one row; readers see it when this returns. Throws `outbox-behind` while the facts store takes nothing. */
export async function saveEntry(ctx: StoreContext, entry: Entry): Promise<void> {
  await withTransaction(ctx.pg, async trx => {
    await sql`select pg_advisory_xact_lock(${entryLock})`.execute(trx);
    await requireShipped(ctx);
    const stamp = await openReferenceLog(ctx.ch, entry.kind, ctx.now());
    const { table } = referenceKind(entry.kind);
    const rows = [
      {
        ...entry.row,
        import_id: noImport,
        ingested_at: stamp.ingestedAt,
        known_at: entry.knownAt,
        version: String(stamp.firstVersion),
        is_deleted: entry.isDeleted ? 1 : 0,
      },
    ];
    await enqueueFacts(trx, { table: `${table}_log`, rows, at: ctx.now() });
    await enqueueFacts(trx, { table, rows, at: ctx.now() });
    await saveAudit(trx, ctx, entry.audit);
  });
  await requireShipped(ctx);
}
