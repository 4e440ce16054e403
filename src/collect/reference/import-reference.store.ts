/**
 * A reference file (products, stores, channels, spend, competitors) from upload to current rows. Until `savePublishing` a
 * failure leaves nothing; after it the import is carried to the end from its staged rows, if need be by the next process.
 */
import { invariant } from '../../kernel/invariant.ts';
import type { Mapping, ReferenceMapping } from '../../records/mapping.ts';
import { isReferenceKind, type ReferenceKindName } from '../../records/reference-kinds.ts';
import type { StoreContext } from '../../store/context.ts';
import { undoImport } from '../../store/facts/log-undo.ts';
import { deriveReference, deriveReferenceAgain, referenceTable } from '../../store/facts/reference-log.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { dropStaged } from '../declared/declared-rows.store.ts';
import { appendGone } from '../declared/gone-declared.store.ts';
import { readDeclared } from '../declared/import-declared.store.ts';
import { findImport, type ImportOutcome, savePublishing, saveState } from '../import/import-ledger.store.ts';
import type { ImportPath, ImportRun, UndoOf } from '../import/import-path.ts';
import { declaredSteps, tellProgress } from '../import/import-progress.ts';
import { appendReference } from './append-reference.store.ts';

type ReferenceRun = ImportRun<ReferenceMapping>;

function assertReference(mapping: Mapping): ReferenceMapping {
  invariant(isReferenceKind(mapping.kind), 'a reference import has the mapping of a reference table');
  return mapping as ReferenceMapping;
}

async function importReference(ctx: StoreContext, run: ReferenceRun): Promise<ImportOutcome> {
  const { begun, file } = run;
  const { outcome } = await readDeclared(ctx, run);
  if (begun.dryRun) return outcome;
  await withTransaction(ctx.pg, trx => savePublishing(ctx, trx, { begun, outcome }));
  await tellProgress(ctx, file, { share: declaredSteps.publishing, label: 'publishing' });
  await finishReference(ctx, begun.importId);
  return outcome;
}

/** From `publishing` to `committed`; may be repeated after a crash. */
async function finishReference(ctx: StoreContext, importId: string): Promise<void> {
  const record = await findImport(ctx, importId);
  const mapping = assertReference(record.mapping);
  const append = { importId, mapping, at: new Date(record.createdAt) };
  await appendReference(ctx.ch, append);
  await appendGone(ctx.ch, append);
  await deriveReference(ctx.ch, mapping.kind, importId);
  await dropStaged(ctx.ch, importId);
  await saveState(ctx, importId, 'committed');
}

async function countOwn(ctx: StoreContext, kind: ReferenceKindName, importId: string) {
  const [row] = await ctx.ch.query<{ own: string; whole: string }>(
    factsSql`select toString(countIf(import_id = ${p.uuid(importId)})) as own, toString(count()) as whole
      from ${referenceTable(kind)}`,
    { tag: 'reference.undo-count', role: 'batch' },
  );
  return { own: Number(row?.own ?? 0), whole: Number(row?.whole ?? 0) };
}

async function undoReference(ctx: StoreContext, { importId, mapping, at }: UndoOf) {
  const { kind } = assertReference(mapping);
  const before = await countOwn(ctx, kind, importId);
  await undoImport(ctx.ch, { importId, logs: [], at, history: mapping.history });
  await deriveReferenceAgain(ctx.ch, kind, { importId, at });
  const after = await countOwn(ctx, kind, importId);
  return {
    rowsTakenBack: before.own,
    rowsRestored: before.own - (before.whole - after.whole),
    returnsUnmatched: 0,
  };
}

/** The import of every reference table. */
export const referencePath: ImportPath<ReferenceMapping> = {
  run: importReference,
  finish: finishReference,
  forget: (ctx, importId) => dropStaged(ctx.ch, importId),
  undo: undoReference,
};
