/**
 * A file of events from upload to the table tracked ones stand in. Until `savePublishing` a failure leaves nothing that
 * anybody sees; after it the import is carried to the end from its staged rows, if need be by the next process.
 */
import { badInput } from '../../kernel/errors.ts';
import type { ImportNote } from '../../records/import.ts';
import type { EventsMapping } from '../../records/mapping.ts';
import type { StoreContext } from '../../store/context.ts';
import { undoImport } from '../../store/facts/log-undo.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { fileRows } from '../import/csv-source.store.ts';
import { fileNotes } from '../import/file-notes.ts';
import {
  findImport,
  type ImportOutcome,
  isRepeatOfFile,
  savePublishing,
  saveState,
} from '../import/import-ledger.store.ts';
import type { ImportPath, UndoOf } from '../import/import-path.ts';
import { peopleSteps, tellProgress } from '../import/import-progress.ts';
import { assertFits } from '../import/mapping-check.ts';
import { removeLonelyBuyers, saveBuyers } from '../import/order-buyers.store.ts';
import { cellColumn } from '../import/order-cells.store.ts';
import { saveRefused } from '../import/quarantine.store.ts';
import {
  countEventRows,
  dropStagedEvents,
  type EventsRun,
  type EventTally,
  stagedCustomers,
  stageEvents,
  storeStagedEvents,
  takeBackEvents,
} from './staged-events.store.ts';

const noted = (code: string, count: number): ImportNote[] =>
  count > 0 ? [{ code, count, amount: null }] : [];

async function weigh(ctx: StoreContext, run: EventsRun): Promise<ImportOutcome> {
  const { begun, mapping, file } = run;
  const { importId } = begun;
  const keep = !begun.dryRun && !(await isRepeatOfFile(ctx, begun));
  const tally: EventTally = { rowsRead: 0, blanked: 0 };
  const batches = stageEvents(ctx, run, tally);
  const reasons = await saveRefused(ctx, { importId, mapping, headers: file.headers }, { batches, keep });
  if (tally.rowsRead === 0) throw badInput('import-no-rows', { path: 'file' });
  const { stored, duplicate, customers } = await countEventRows(ctx.ch, importId);
  return {
    rowsRead: tally.rowsRead,
    rowsStored: stored,
    rowsDuplicate: duplicate,
    rowsQuarantined: tally.rowsRead - stored - duplicate,
    reasons,
    effects: [],
    notes: [...fileNotes(file), ...noted('contacts-blanked', tally.blanked)],
    customers,
    orders: 0,
  };
}

async function importEvents(ctx: StoreContext, run: EventsRun): Promise<ImportOutcome> {
  const { begun, mapping, file } = run;
  const { importId } = begun;
  assertFits(mapping, file.headers);
  const outcome = await weigh(ctx, run);
  if (begun.dryRun) return outcome;
  const position = file.headers.indexOf(mapping.columns['customer'] ?? '');
  await withTransaction(ctx.pg, async trx => {
    await saveBuyers(ctx, trx, {
      importId,
      mapping,
      table: fileRows(ctx, file),
      column: position < 0 ? null : cellColumn(file, position),
      staged: stagedCustomers(importId),
    });
    await savePublishing(ctx, trx, { begun, outcome });
  });
  await tellProgress(ctx, file, { share: peopleSteps.publishing, label: 'publishing' });
  await finishEvents(ctx, importId);
  return outcome;
}

/** From `publishing` to `committed`; may be repeated after a crash. */
async function finishEvents(ctx: StoreContext, importId: string): Promise<void> {
  const { createdAt } = await findImport(ctx, importId);
  await storeStagedEvents(ctx.ch, { importId, at: new Date(createdAt) });
  await dropStagedEvents(ctx.ch, importId);
  await saveState(ctx, importId, 'committed');
}

/** Committed imports of the source that repeated events. */
async function findRepeating(ctx: StoreContext, importId: string, source: string): Promise<string[]> {
  const rows = await ctx.pg
    .selectFrom('imports')
    .select('import_id')
    .where('source', '=', source)
    .where('kind', '=', 'events')
    .where('state', '=', 'committed')
    .where('rows_duplicate', '>', 0)
    .where('import_id', '!=', importId)
    .execute();
  return rows.map(row => row.import_id);
}

async function undoEvents(ctx: StoreContext, { importId, mapping, at }: UndoOf) {
  const others = await findRepeating(ctx, importId, mapping.source);
  const { own, kept } = await takeBackEvents(ctx.ch, importId, others);
  await undoImport(ctx.ch, { importId, logs: [], at, history: mapping.history });
  await removeLonelyBuyers(ctx, importId);
  return { rowsTakenBack: own, rowsRestored: kept, returnsUnmatched: 0 };
}

/** The import of events. */
export const eventsPath: ImportPath<EventsMapping> = {
  run: importEvents,
  finish: finishEvents,
  forget: (ctx, importId) => dropStagedEvents(ctx.ch, importId),
  undo: undoEvents,
};
