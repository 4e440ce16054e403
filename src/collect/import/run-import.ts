/**
 * The work all kinds of import share: the lock, what a crash left, the ledger, and that a failure leaves nothing
 * half-done.
 */
import { conflict } from '../../kernel/errors.ts';
import type { ImportSummary, UndoReply } from '../../records/import.ts';
import type { ImportKind, Mapping } from '../../records/mapping.ts';
import type { SavedVersion } from '../../records/saved-mapping.ts';
import type { StoreContext } from '../../store/context.ts';
import { profileFile } from './column-profile.store.ts';
import {
  findAbandoned,
  findAttempt,
  findImport,
  findUnfinished,
  type NewImport,
  removeImport,
  saveBegun,
  saveUndone,
  summaryOf,
} from './import-ledger.store.ts';
import { ifNobodyImports, withImportLock } from './import-lock.store.ts';
import type { ImportPath } from './import-path.ts';
import { disposePrepared, prepareFile } from './prepared-file.store.ts';

export type ImportPaths = Readonly<Record<ImportKind, ImportPath<any>>>;

export interface ImportOrder {
  readonly importId: string;
  readonly kind: ImportKind;
  readonly mapping: Mapping;
  /** The mapping for the headings the file turns out to have, where they are known to differ; else `mapping`. */
  readonly fit?: (headers: readonly string[]) => Mapping;
  /** The saved version `mapping` is. */
  readonly saved?: SavedVersion | null;
  readonly dryRun: boolean;
  readonly createdBy: string | null;
  readonly upload: { readonly path: string; readonly fileName: string; readonly sha256: string };
  readonly alongside?: NewImport['alongside'];
}

/**
 * Settles imports whose process is gone: what was `publishing` is carried to the end, what was `staging` is forgotten.
 * Called at start and by every holder of the lock; returns how many it settled.
 */
export async function settleUnfinished(ctx: StoreContext, paths: ImportPaths): Promise<number> {
  const unfinished = await findUnfinished(ctx);
  for (const { import_id: importId, kind, state } of unfinished) {
    await disposePrepared(ctx.stagingFolder, importId);
    if (state === 'publishing') {
      await paths[kind].finish(ctx, importId, true);
    } else {
      await paths[kind].forget(ctx, importId);
      await removeImport(ctx, importId);
    }
    ctx.log.warn({ importId, kind, state }, 'import-settled');
  }
  return unfinished.length;
}

/**
 * The same for whoever opens the folder; nothing where another process imports, since that one has settled them. Only
 * who owns the folder alone may settle those of every job: the others' may run though they have lost their lock.
 */
export const recoverImports = async (
  ctx: StoreContext,
  paths: ImportPaths,
  { alone = true }: { readonly alone?: boolean } = {},
): Promise<number> => {
  const find = alone ? findUnfinished : findAbandoned;
  if ((await find(ctx)).length === 0) return 0;
  const settle = async () => ((await find(ctx)).length === 0 ? 0 : settleUnfinished(ctx, paths));
  return (await ifNobodyImports(ctx, settle)) ?? 0;
};

/**
 * The summary of an import that an earlier attempt of the same job has brought past its point of no return, carried to
 * the end here if need be, also when it was undone since; null where there is none. `seconds` is this attempt's.
 */
export async function findFinished(
  ctx: StoreContext,
  paths: ImportPaths,
  { importId, kind }: Pick<ImportOrder, 'importId' | 'kind'>,
): Promise<ImportSummary | null> {
  const started = ctx.machineNow();
  const attempt = await findAttempt(ctx, importId);
  if (!attempt || attempt.state === 'staging') return null;
  if (attempt.state === 'publishing') await withImportLock(ctx, () => settleUnfinished(ctx, paths));
  return summaryOf({ importId, kind, dryRun: false }, attempt.outcome, secondsSince(ctx, started));
}

const secondsSince = (ctx: StoreContext, start: Date) =>
  Math.round(ctx.machineNow().getTime() - start.getTime()) / 1000;

/** Imports one uploaded file, or says what importing it would do. Throws coded errors and then has stored nothing. */
export async function runImport(
  ctx: StoreContext,
  paths: ImportPaths,
  order: ImportOrder,
): Promise<ImportSummary> {
  const started = ctx.machineNow();
  const { importId, kind, saved = null, dryRun, createdBy, upload } = order;
  await ctx.progress({ done: 0, total: null, label: 'reading' });
  const file = await prepareFile({
    path: upload.path,
    stagingFolder: ctx.stagingFolder,
    workId: importId,
    mapping: order.mapping,
    facts: ctx.ch,
  });
  const { fileName, sha256 } = upload;
  try {
    const mapping = order.fit?.(file.headers) ?? order.mapping;
    // What is pulled comes in many small parts: none of them is a file to report on.
    const profile = dryRun || order.alongside ? null : await profileFile(ctx, file, mapping);
    const begun: NewImport = {
      ...{ importId, kind, fileName, sha256, mapping, saved, profile, createdBy, dryRun },
      ...(order.alongside && { alongside: order.alongside }),
    };
    return await withImportLock(ctx, async () => {
      await settleUnfinished(ctx, paths);
      const version = await saveBegun(ctx, begun);
      const outcome = await guarded(ctx, {
        path: paths[kind],
        importId,
        work: () => paths[kind].run(ctx, { begun, version, mapping, file }),
      });
      if (dryRun) await forgetWhole(ctx, paths[kind], importId);
      return summaryOf(begun, outcome, secondsSince(ctx, started));
    });
  } finally {
    await file.dispose();
  }
}

async function forgetWhole(ctx: StoreContext, path: ImportPath, importId: string): Promise<void> {
  await path.forget(ctx, importId);
  await removeImport(ctx, importId);
}

/** A failure before the point of no return is rolled back; after it the next holder of the lock finishes the import. */
export async function guarded<T>(
  ctx: StoreContext,
  { path, importId, work }: { path: ImportPath; importId: string; work: () => Promise<T> },
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    // What cannot be rolled back now (the state database is away) is settled by the next tick or start.
    await rollBack(ctx, path, importId).catch((failure: unknown) =>
      ctx.log.warn({ importId, failure }, 'import-not-rolled-back'),
    );
    throw cause;
  }
}

async function rollBack(ctx: StoreContext, path: ImportPath, importId: string): Promise<void> {
  const unfinished = await findUnfinished(ctx);
  const mine = unfinished.find(row => row.import_id === importId);
  if (mine?.state === 'staging') await forgetWhole(ctx, path, importId);
}

/** Takes a committed import back. Throws `import-unknown` and `import-not-committed`. */
export async function undoImportById(
  ctx: StoreContext,
  paths: ImportPaths,
  importId: string,
): Promise<UndoReply> {
  const started = ctx.machineNow();
  return withImportLock(ctx, async () => {
    await settleUnfinished(ctx, paths);
    const { kind, state, mapping } = await findImport(ctx, importId);
    if (state !== 'committed')
      throw conflict('import-not-committed', { path: 'id', received: state, params: { state } });
    const taken = await paths[kind].undo(ctx, { importId, mapping, at: ctx.now() });
    await saveUndone(ctx, importId, taken);
    return { importId, ...taken, seconds: secondsSince(ctx, started) };
  });
}
