/**
 * A file of dealings (touches of past campaigns, service cases, survey answers, feedback texts) from upload to current
 * rows. Until `savePublishing` a failure leaves nothing; after it the import is carried to the end from its staged rows.
 */

import { invariant } from '../../kernel/invariant.ts';
import { isDealingKind } from '../../records/dealing-kinds.ts';
import type { DealingMapping, Mapping } from '../../records/mapping.ts';
import type { StoreContext } from '../../store/context.ts';
import { undoImport } from '../../store/facts/log-undo.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { rawOf } from '../declared/declared-cells.store.ts';
import { dropStaged } from '../declared/declared-rows.store.ts';
import { appendGone } from '../declared/gone-declared.store.ts';
import { readDeclared } from '../declared/import-declared.store.ts';
import { findImport, type ImportOutcome, savePublishing, saveState } from '../import/import-ledger.store.ts';
import type { ImportPath, ImportRun, UndoOf } from '../import/import-path.ts';
import { declaredSteps, tellProgress } from '../import/import-progress.ts';
import { removeLonelyBuyers, saveBuyers } from '../import/order-buyers.store.ts';
import { appendDealings, countDealings } from './dealing-rows.store.ts';

type DealingRun = ImportRun<DealingMapping>;

function assertDealing(mapping: Mapping): DealingMapping {
  invariant(isDealingKind(mapping.kind), 'an import of dealings has the mapping of one');
  return mapping as DealingMapping;
}

async function importDealings(ctx: StoreContext, run: DealingRun): Promise<ImportOutcome> {
  const { begun, mapping, file } = run;
  const { importId } = begun;
  const { source, outcome } = await readDeclared(ctx, run);
  if (begun.dryRun) return outcome;
  const known = factsSql`select customer_id from reference_staging
    where import_id = toUUID(${p.string(importId)}) and code = ''`;
  await withTransaction(ctx.pg, async trx => {
    await saveBuyers(ctx, trx, {
      importId,
      mapping,
      table: source.table,
      column: rawOf(source, 'customer'),
      staged: known,
    });
    await savePublishing(ctx, trx, { begun, outcome });
  });
  await tellProgress(ctx, file, { share: declaredSteps.publishing, label: 'publishing' });
  await finishDealings(ctx, importId);
  return outcome;
}

/** From `publishing` to `committed`; may be repeated after a crash. */
async function finishDealings(ctx: StoreContext, importId: string): Promise<void> {
  const record = await findImport(ctx, importId);
  const mapping = assertDealing(record.mapping);
  const append = { importId, mapping, at: new Date(record.createdAt), rowsRead: record.rowsRead };
  await appendDealings(ctx.ch, append);
  await appendGone(ctx.ch, append);
  await dropStaged(ctx.ch, importId);
  await saveState(ctx, importId, 'committed');
}

async function undoDealings(ctx: StoreContext, { importId, mapping, at }: UndoOf) {
  const dealing = assertDealing(mapping);
  const before = await countDealings(ctx.ch, { importId, mapping: dealing });
  await undoImport(ctx.ch, { importId, logs: [dealing.kind], at, history: mapping.history });
  const after = await countDealings(ctx.ch, { importId, mapping: dealing });
  await removeLonelyBuyers(ctx, importId);
  return {
    rowsTakenBack: before.own,
    rowsRestored: before.own - (before.all - after.all),
    returnsUnmatched: 0,
  };
}

/** The import of every kind of dealing. */
export const dealingsPath: ImportPath<DealingMapping> = {
  run: importDealings,
  finish: finishDealings,
  forget: (ctx, importId) => dropStaged(ctx.ch, importId),
  undo: undoDealings,
};
