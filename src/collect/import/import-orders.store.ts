/**
 * An orders file from upload to figures: prepared, staged and judged in SQL, its answers weighed; then either forgotten
 * (dry run) or published under one import id. Until `savePublishing` a failure leaves nothing; after it the import is
 * carried to the end, if need be by the next process.
 */
import { allOf } from '../../kernel/all-of.ts';
import { badInput } from '../../kernel/errors.ts';
import type { OrdersMapping } from '../../records/mapping.ts';
import type { StoreContext } from '../../store/context.ts';
import { loadSalesDefinition } from '../../store/state/sales-definition.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { fileRows, readable } from './csv-source.store.ts';
import { fileNotes } from './file-notes.ts';
import { importEffects, importNotes } from './import-effects.ts';
import { type ImportOutcome, isRepeatOfFile, savePublishing, saveState } from './import-ledger.store.ts';
import type { ImportRun } from './import-path.ts';
import { orderSteps, tellProgress } from './import-progress.ts';
import { assertFits } from './mapping-check.ts';
import { saveBuyers } from './order-buyers.store.ts';
import { type OrderSource, rawCell } from './order-cells.store.ts';
import { findCube, findReturnNotes } from './order-cube.store.ts';
import { clearIncoming, dropStaging, prepareOrders, revealIncoming } from './order-publish.store.ts';
import { refusedOrders } from './order-refusals.store.ts';
import { countRead, countStaged, findKnown, findRepeats, isKnownSource } from './order-repeats.store.ts';
import { stageOrders } from './order-rows.store.ts';
import { saveRefused } from './quarantine.store.ts';

export interface OrdersRun extends ImportRun<OrdersMapping> {
  /** A file of refunds alone, read as one of orders whose rows are all refunds. */
  readonly isRefundFile?: boolean;
}

const orderLogs = ['order_lines', 'refunds'] as const;

const begin = (ctx: StoreContext, { file }: OrdersRun, step: keyof typeof orderSteps) =>
  tellProgress(ctx, file, { share: orderSteps[step], label: step });

function sourceOf(ctx: StoreContext, { mapping, file, isRefundFile = false }: OrdersRun): OrderSource {
  return {
    isRefundFile,
    table: fileRows(ctx, file),
    headers: file.headers,
    mapping,
    zone: mapping.zone ?? ctx.settings.zone,
  };
}

/** Stages and judges every row; whether the source had rows before. */
async function stage(ctx: StoreContext, run: OrdersRun, source: OrderSource): Promise<boolean> {
  const { importId } = run.begun;
  const currency = run.mapping.currency ?? ctx.settings.currency;
  await begin(ctx, run, 'staging');
  await readable(stageOrders(ctx.ch, { ...source, importId, currency, keys: ctx.keys }));
  await begin(ctx, run, 'checking');
  const rowsRead = await countRead(ctx.ch, importId);
  if (rowsRead === 0) throw badInput('import-no-rows', { path: 'file' });
  await findRepeats(ctx.ch, importId, rowsRead);
  const isKnown = await isKnownSource(ctx.ch, run.mapping.source);
  if (isKnown) await findKnown(ctx.ch, importId, run.mapping);
  return isKnown;
}

interface Weighed {
  readonly outcome: ImportOutcome;
  readonly hasRefunds: boolean;
}

/** Counts, reasons and effects of the staged rows; refused rows are kept unless it is a dry run or a repeated file. */
async function weigh(ctx: StoreContext, run: OrdersRun, source: OrderSource): Promise<Weighed> {
  const { begun, mapping, file } = run;
  const counts = await countStaged(ctx.ch, begun.importId);
  const keep = !begun.dryRun && !(await isRepeatOfFile(ctx, begun));
  const reasons =
    counts.rowsQuarantined === 0
      ? []
      : await saveRefused(
          ctx,
          { importId: begun.importId, mapping, headers: file.headers },
          {
            batches: refusedOrders(ctx.ch, {
              importId: begun.importId,
              table: source.table,
              headers: file.headers,
            }),
            keep,
          },
        );
  const currency = mapping.currency ?? ctx.settings.currency;
  const cube = await findCube(ctx.ch, begun.importId);
  const effects = run.isRefundFile
    ? []
    : importEffects(
        cube.filter(cell => cell.currency === currency),
        mapping,
        await loadSalesDefinition(ctx),
      );
  const hasRefunds = cube.some(cell => cell.rowKind !== 'line' || Number(cell.refunded) > 0);
  return {
    outcome: { ...counts, reasons, effects, notes: [...fileNotes(file), ...importNotes(cube)] },
    hasRefunds,
  };
}

/**
 * Runs the import inside the import lock, its row in the ledger begun. Throws coded errors; the caller rolls back while
 * the row still says `staging`.
 */
export async function importOrders(ctx: StoreContext, run: OrdersRun): Promise<ImportOutcome> {
  const { begun, mapping, file } = run;
  assertFits(begun.mapping, file.headers);
  const source = sourceOf(ctx, run);
  const mayMove = await stage(ctx, run, source);
  await begin(ctx, run, 'weighing');
  const { outcome, hasRefunds } = await weigh(ctx, run, source);
  if (begun.dryRun) return outcome;
  await begin(ctx, run, 'preparing');
  const publication = {
    importId: begun.importId,
    source: mapping.source,
    at: ctx.now(),
    history: mapping.history,
  };
  const finished = await withTransaction(ctx.pg, async trx => {
    const column = rawCell(source, 'customer');
    const [settles] = await allOf([
      prepareOrders(ctx.ch, publication, {
        hasRefunds,
        mayMove,
        hasKnown: mayMove && outcome.rowsDuplicate > 0,
      }),
      saveBuyers(ctx, trx, { importId: begun.importId, mapping, table: source.table, column }),
    ]);
    const returns = settles ? await findReturnNotes(ctx.ch, begun.importId) : [];
    const whole = { ...outcome, notes: [...outcome.notes, ...returns] };
    await savePublishing(ctx, trx, { begun, outcome: whole });
    return whole;
  });
  await begin(ctx, run, 'publishing');
  await finishOrders(ctx, begun.importId, false);
  return finished;
}

/** From `publishing` to `committed`; may be repeated after a crash. */
export async function finishOrders(ctx: StoreContext, importId: string, afterCrash: boolean): Promise<void> {
  await revealIncoming(ctx.ch, importId, { afterCrash, logs: orderLogs });
  // Before the ledger says `committed`: rows left waiting by a crash would appear again with the next import.
  await forgetStaged(ctx, importId);
  await saveState(ctx, importId, 'committed');
}

/** Removes what an orders import wrote on its way; nothing of it is visible to readers. */
export async function forgetStaged(ctx: StoreContext, importId: string): Promise<void> {
  await dropStaging(ctx.ch, importId);
  await clearIncoming(ctx.ch, orderLogs);
}
