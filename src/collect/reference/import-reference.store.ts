/**
 * A reference file (products, stores, channels, spend, competitors) from upload to current rows. Until `savePublishing` a
 * failure leaves nothing; after it the import is carried to the end from its staged rows, if need be by the next process.
 */
import { badInput } from '../../kernel/errors.ts';
import { invariant } from '../../kernel/invariant.ts';
import type { Mapping, ReferenceMapping } from '../../records/mapping.ts';
import { isReferenceKind, type ReferenceKindName } from '../../records/reference-kinds.ts';
import type { StoreContext } from '../../store/context.ts';
import { undoImport } from '../../store/facts/log-undo.ts';
import { deriveReference, deriveReferenceAgain, referenceTable } from '../../store/facts/reference-log.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { fileRows, readable } from '../import/csv-source.store.ts';
import { fileNotes } from '../import/file-notes.ts';
import {
  findImport,
  type ImportOutcome,
  isRepeatOfFile,
  savePublishing,
  saveState,
} from '../import/import-ledger.store.ts';
import type { ImportPath, ImportRun, UndoOf } from '../import/import-path.ts';
import { referenceSteps, tellProgress } from '../import/import-progress.ts';
import { assertFits } from '../import/mapping-check.ts';
import { saveRefused } from '../import/quarantine.store.ts';
import type { ReferenceSource } from './reference-cells.store.ts';
import {
  appendReference,
  countReference,
  dropStagedReference,
  refusedReference,
  stageReference,
} from './reference-rows.store.ts';

type ReferenceRun = ImportRun<ReferenceMapping>;

function assertReference(mapping: Mapping): ReferenceMapping {
  invariant(isReferenceKind(mapping.kind), 'a reference import has the mapping of a reference table');
  return mapping as ReferenceMapping;
}

async function weigh(ctx: StoreContext, run: ReferenceRun, source: ReferenceSource): Promise<ImportOutcome> {
  const { begun, mapping, file } = run;
  const { importId } = begun;
  const counts = await countReference(ctx.ch, mapping.kind, importId);
  if (counts.read === 0) throw badInput('import-no-rows', { path: 'file' });
  const rowsQuarantined = counts.read - counts.stored - counts.duplicate;
  const keep = !begun.dryRun && !(await isRepeatOfFile(ctx, begun));
  const from = { importId, mapping, headers: file.headers };
  const batches = refusedReference(ctx.ch, { importId, source });
  const reasons = rowsQuarantined === 0 ? [] : await saveRefused(ctx, from, { batches, keep });
  return {
    rowsRead: counts.read,
    rowsStored: counts.stored,
    rowsDuplicate: counts.duplicate,
    rowsQuarantined,
    reasons,
    effects: [],
    notes: fileNotes(file),
    customers: 0,
    orders: 0,
  };
}

async function importReference(ctx: StoreContext, run: ReferenceRun): Promise<ImportOutcome> {
  const { begun, mapping, file } = run;
  assertFits(mapping, file.headers);
  const source: ReferenceSource = {
    table: fileRows(ctx, file),
    headers: file.headers,
    mapping,
    zone: mapping.zone ?? ctx.settings.zone,
    currency: mapping.currency ?? ctx.settings.currency,
  };
  await tellProgress(ctx, file, { share: referenceSteps.staging, label: 'staging' });
  await readable(stageReference(ctx.ch, { importId: begun.importId, source }));
  await tellProgress(ctx, file, { share: referenceSteps.weighing, label: 'weighing' });
  const outcome = await weigh(ctx, run, source);
  if (begun.dryRun) return outcome;
  await withTransaction(ctx.pg, trx => savePublishing(ctx, trx, { begun, outcome }));
  await tellProgress(ctx, file, { share: referenceSteps.publishing, label: 'publishing' });
  await finishReference(ctx, begun.importId);
  return outcome;
}

/** From `publishing` to `committed`; may be repeated after a crash. */
async function finishReference(ctx: StoreContext, importId: string): Promise<void> {
  const record = await findImport(ctx, importId);
  const mapping = assertReference(record.mapping);
  await appendReference(ctx.ch, { importId, mapping, at: new Date(record.createdAt) });
  await deriveReference(ctx.ch, mapping.kind, importId);
  await dropStagedReference(ctx.ch, importId);
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
  forget: (ctx, importId) => dropStagedReference(ctx.ch, importId),
  undo: undoReference,
};
