/**
 * One run of a pull: rows of a source, those that are new or changed, into ordinary imports of at most 20,000 rows. The
 * cursor and the memory of what was taken move in the transaction that publishes each import, so a process that dies has
 * taken a batch as a whole or not at all.
 */
import { CodedError } from '../../kernel/errors.ts';
import type { PullSummary } from '../../records/pull.ts';
import type { StoreContext } from '../../store/context.ts';
import { removeUpload, saveUpload } from '../../store/staging.ts';
import { csvRow } from '../files/csv-row.ts';
import { importPaths } from '../import/import-paths.ts';
import { runImport } from '../import/run-import.ts';
import { withSource } from './open-source.store.ts';
import { loadLayout } from './pull-layout.store.ts';
import { withPullLock } from './pull-lock.store.ts';
import { pullPages, startOf } from './pull-pages.ts';
import { findChanged, type ReadRow, saveTaken } from './pull-rows.store.ts';
import { openableSource } from './pull-sources.store.ts';
import type { Layout, Position } from './pull-statement.ts';
import {
  findPull,
  loadCursor,
  type StoredPull,
  saveAdvance,
  saveAdvanceAlone,
  saveRunBegun,
  saveRunDone,
  saveRunFailed,
} from './pulls.store.ts';
import type { SourceSession } from './source-session.ts';

/** Rows of one import, and rows read after which the cursor moves though none of them was new. */
const rowsPerImport = 20_000;
const rowsPerAdvance = 100_000;
/** Text of one import, so that wide rows do not fill memory. */
const bytesPerImport = 64 << 20;

interface Waiting {
  /** By key: a row that changed while it was read is there once, as it was last. */
  readonly rows: Map<string, ReadRow>;
  bytes: number;
  rowsRead: number;
}

const nothingWaits = (): Waiting => ({ rows: new Map(), bytes: 0, rowsRead: 0 });

interface Run {
  readonly pull: StoredPull;
  readonly layout: Layout;
  readonly createdBy: string | null;
  readonly tally: Omit<PullSummary, 'pullId' | 'seconds'> & { imports: string[] };
}

/** Milliseconds since 1970 of a source's time, null where it has no zone. */
function instantOf(layout: Layout, { updated }: Position): Date | null {
  if (updated === null || layout.updated?.nature !== 'instant') return null;
  const at = new Date(updated.replace(' ', 'T'));
  return Number.isNaN(at.getTime()) ? null : at;
}

/** Takes what waits in by an import, or only moves the cursor where nothing is new. */
async function takeIn(ctx: StoreContext, run: Run, { waiting, end }: { waiting: Waiting; end: Position }) {
  const { pull, layout, tally } = run;
  const rows = [...waiting.rows.values()];
  const advance = {
    pullId: pull.id,
    revision: pull.revision,
    cursor: end,
    rowsRead: waiting.rowsRead,
    rowsTaken: rows.length,
    lastRowAt: instantOf(layout, end),
  };
  tally.rowsTaken += rows.length;
  if (rows.length === 0) {
    await saveAdvanceAlone(ctx, advance);
    return;
  }
  const importId = ctx.newId();
  const summary = await importRows(ctx, run, {
    importId,
    rows,
    alongside: async trx => {
      await saveAdvance(ctx, trx, advance);
      await saveTaken(trx, { pullId: pull.id, importId, rows });
    },
  });
  tally.rowsStored += summary.rowsStored;
  tally.rowsDuplicate += summary.rowsDuplicate;
  tally.rowsQuarantined += summary.rowsQuarantined;
  tally.imports.push(importId);
}

type Batch = {
  readonly importId: string;
  readonly rows: readonly ReadRow[];
  readonly alongside: NonNullable<Parameters<typeof runImport>[2]['alongside']>;
};

async function importRows(
  ctx: StoreContext,
  { pull, layout, createdBy, tally }: Run,
  { importId, rows, alongside }: Batch,
) {
  const { mapping } = pull;
  const lines = function* () {
    yield Buffer.from(csvRow(layout.columns));
    for (const { cells } of rows) yield Buffer.from(csvRow(cells));
  };
  const content = (async function* () {
    yield* lines();
  })();
  const fileName = `${pull.name}.csv`;
  const { sha256 } = await saveUpload(ctx.stagingFolder, { uploadId: importId, fileName, content });
  const path = `${ctx.stagingFolder}/${importId}/upload`;
  const read = tally.rowsRead;
  try {
    return await runImport(
      { ...ctx, progress: ({ label }) => ctx.progress({ done: read, total: null, label }) },
      importPaths,
      {
        importId,
        kind: mapping.kind,
        // Once caught up, a row is known from the moment it is pulled; what was there before had been known all along.
        mapping: {
          ...mapping,
          encoding: 'utf-8',
          delimiter: ',',
          part: null,
          headerRows: null,
          history: mapping.history && !pull.caughtUp,
        },
        dryRun: false,
        createdBy,
        upload: { path, fileName, sha256 },
        alongside,
      },
    );
  } finally {
    await removeUpload(ctx.stagingFolder, importId);
  }
}

const sizeOf = (row: ReadRow): number => row.cells.reduce((sum, cell) => sum + cell.length, 0);

async function readAll(ctx: StoreContext, session: SourceSession, run: Run): Promise<void> {
  const { pull, layout, tally } = run;
  const cursor = await loadCursor(ctx, pull.id);
  const from = await startOf(session, layout, { cursor, overlapSeconds: pull.overlapSeconds });
  const pages = pullPages(ctx, { session, layout, pullId: pull.id, from, rowsPerSecond: pull.rowsPerSecond });
  let waiting = nothingWaits();
  let end: Position | null = null;
  for await (const page of pages) {
    for (const row of await findChanged(ctx, pull.id, page.rows)) {
      waiting.rows.set(row.keyHash.toString('hex'), row);
      waiting.bytes += sizeOf(row);
    }
    waiting.rowsRead += page.rows.length;
    tally.rowsRead += page.rows.length;
    end = page.end;
    await ctx.progress({ done: tally.rowsRead, total: null, label: 'pulling' });
    const isFull = waiting.rows.size >= rowsPerImport || waiting.bytes >= bytesPerImport;
    if (!isFull && waiting.rowsRead < rowsPerAdvance) continue;
    await takeIn(ctx, run, { waiting, end });
    waiting = nothingWaits();
  }
  if (end !== null && waiting.rowsRead > 0) await takeIn(ctx, run, { waiting, end });
}

/**
 * Reads a pull's source to its end. May be repeated at any point: what was taken in is not taken in again. Throws
 * `pull-unknown`, `pull-busy`, and what the source and the import throw; how it ended stands with the pull.
 */
export async function runPull(
  ctx: StoreContext,
  { pullId, createdBy }: { readonly pullId: string; readonly createdBy: string | null },
): Promise<PullSummary> {
  const started = ctx.machineNow().getTime();
  return withPullLock(ctx, pullId, async () => {
    const pull = await findPull(ctx.pg, pullId);
    await saveRunBegun(ctx, pullId);
    const tally: Run['tally'] = {
      rowsRead: 0,
      rowsTaken: 0,
      rowsUnchanged: 0,
      rowsStored: 0,
      rowsDuplicate: 0,
      rowsQuarantined: 0,
      imports: [],
    };
    try {
      await withSource(ctx, await openableSource(ctx, pull.sourceId), async session =>
        readAll(ctx, session, { pull, layout: await loadLayout(session, pull), createdBy, tally }),
      );
    } catch (cause) {
      // Who stops a run knows why it ended: that is no failure of the source.
      if (cause instanceof CodedError && cause.code !== 'work-canceled')
        await saveRunFailed(ctx, pullId, { code: cause.code, params: cause.detail.params ?? {} }).catch(
          () => {},
        );
      throw cause;
    }
    await saveRunDone(ctx, pullId);
    const seconds = Math.round(ctx.machineNow().getTime() - started) / 1000;
    return { pullId, ...tally, rowsUnchanged: tally.rowsRead - tally.rowsTaken, seconds };
  });
}
