/**
 * A look for rows a source does not have any more: all its keys, page by page, against the rows a pull has taken. Gone
 * rows are taken out by an import of its own; customers, their contacts and events are counted and stay.
 */
import { conflict } from '../../kernel/errors.ts';
import { invariant } from '../../kernel/invariant.ts';
import { isDeclaredKind } from '../../records/declared-kinds.ts';
import type { DeclaredMapping, Mapping } from '../../records/mapping.ts';
import type { ReconcileSummary } from '../../records/pull.ts';
import type { StoreContext } from '../../store/context.ts';
import { removeUpload } from '../../store/staging.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { prepareGone } from '../declared/gone-declared.store.ts';
import { goneTable } from '../import/gone-rows.store.ts';
import { type ImportOutcome, saveBegun, savePublishing } from '../import/import-ledger.store.ts';
import { withImportLock } from '../import/import-lock.store.ts';
import { importPaths } from '../import/import-paths.ts';
import { prepareRemoval } from '../import/remove-orders.store.ts';
import { guarded, settleUnfinished } from '../import/run-import.ts';
import { withSource } from './open-source.store.ts';
import { loadLayout } from './pull-layout.store.ts';
import { withPullLock } from './pull-lock.store.ts';
import { keyPages } from './pull-pages.ts';
import { clearSeen, compareSeen, findGone, forgetGone, type GoneRow, saveSeen } from './pull-seen.store.ts';
import { openableSource } from './pull-sources.store.ts';
import { findPull, type StoredPull, saveReconciled } from './pulls.store.ts';

/** Gone rows of one import. */
const rowsPerImport = 20_000;
/** More than this share of all known rows, and more than so many, look like a fault of the source. */
const suspiciousShare = 0.2;
const suspiciousRows = 100;

/**
 * A customer, a contact point or a consent is never removed because a source misses it; an event has happened, whoever has
 * cleared it away since.
 */
const staysForever = ({ mapping: { kind } }: StoredPull): boolean =>
  kind !== 'orders' && kind !== 'refunds' && !isDeclaredKind(kind);

function assertDeclared(mapping: Mapping): DeclaredMapping {
  invariant(
    isDeclaredKind(mapping.kind),
    'what does not stay and is no order or refund is of a declared kind',
  );
  return mapping as DeclaredMapping;
}

/** Reads every key of the source once. */
async function look(ctx: StoreContext, pull: StoredPull): Promise<number> {
  let keysRead = 0;
  await clearSeen(ctx, pull.id);
  await withSource(ctx, await openableSource(ctx, pull.sourceId), async session => {
    const layout = await loadLayout(session, pull);
    for await (const keys of keyPages(ctx, { session, layout, pull })) {
      await saveSeen(ctx, pull.id, keys);
      keysRead += keys.length;
      await ctx.progress({ done: keysRead, total: null, label: 'pulling' });
    }
  });
  return keysRead;
}

const outcomeOf = (read: number, removed: number): ImportOutcome => ({
  rowsRead: read,
  rowsStored: removed,
  rowsDuplicate: read - removed,
  rowsQuarantined: 0,
  reasons: [],
  effects: [],
  notes: [],
  customers: 0,
  orders: 0,
});

/** Takes rows out under one import; returns how many rows of facts that were. */
async function remove(
  ctx: StoreContext,
  pull: StoredPull,
  { rows, createdBy }: { readonly rows: readonly GoneRow[]; readonly createdBy: string | null },
): Promise<{ importId: string; removed: number }> {
  const importId = ctx.newId();
  const mapping = { ...pull.mapping, history: false };
  const begun = {
    importId,
    kind: mapping.kind,
    fileName: `${pull.name} (gone)`,
    sha256: '',
    mapping,
    saved: null,
    profile: null,
    createdBy,
    dryRun: false,
    alongside: (trx: Parameters<typeof forgetGone>[0]) => forgetGone(trx, pull.id, rows),
  };
  const gone = await goneTable(ctx, importId, rows);
  try {
    return await withImportLock(ctx, async () => {
      await settleUnfinished(ctx, importPaths);
      await saveBegun(ctx, begun);
      const path = importPaths[mapping.kind];
      const work = async () => {
        const publication = { importId, source: mapping.source, at: ctx.now(), history: false };
        const removed =
          mapping.kind === 'orders' || mapping.kind === 'refunds'
            ? await prepareRemoval(ctx, publication, gone)
            : await prepareGone(ctx, { importId, mapping: assertDeclared(mapping) }, gone);
        const outcome = outcomeOf(rows.length, Math.min(removed, rows.length));
        await withTransaction(ctx.pg, trx => savePublishing(ctx, trx, { begun, outcome }));
        await path.finish(ctx, importId, false);
        return { importId, removed };
      };
      return guarded(ctx, { path, importId, work });
    });
  } finally {
    await removeUpload(ctx.stagingFolder, importId);
  }
}

/**
 * Looks, and takes out what is gone. May be repeated at any point. Throws `pull-gone-too-many` when more than a fifth of
 * the rows would go and `evenIfMany` is not said, `pull-busy`, and what the source throws.
 */
export async function reconcilePull(
  ctx: StoreContext,
  wish: { readonly pullId: string; readonly evenIfMany: boolean; readonly createdBy: string | null },
): Promise<ReconcileSummary> {
  const { pullId, evenIfMany, createdBy } = wish;
  const started = ctx.machineNow().getTime();
  return withPullLock(ctx, pullId, async () => {
    const pull = await findPull(ctx.pg, pullId);
    const keysRead = await look(ctx, pull);
    const { known, gone, missed } = await compareSeen(ctx, pullId);
    if (gone > Math.max(suspiciousRows, known * suspiciousShare) && !evenIfMany)
      throw conflict('pull-gone-too-many', { path: 'evenIfMany', params: { gone, known } });
    const imports: string[] = [];
    let rowsRemoved = 0;
    for (;;) {
      const rows = staysForever(pull) ? [] : await findGone(ctx, pullId, rowsPerImport);
      if (rows.length === 0) break;
      const { importId, removed } = await remove(ctx, pull, { rows, createdBy });
      imports.push(importId);
      rowsRemoved += removed;
    }
    const missing = staysForever(pull) ? gone : 0;
    await saveReconciled(ctx, { pullId, missing });
    await clearSeen(ctx, pullId);
    const seconds = Math.round(ctx.machineNow().getTime() - started) / 1000;
    return {
      pullId,
      keysRead,
      rowsGone: gone,
      rowsRemoved,
      rowsMissing: missing,
      rowsNew: missed,
      imports,
      seconds,
    };
  });
}
