/** What the import of every declared kind begins with: the file staged, judged, weighed, its refused rows kept. */
import { badInput } from '../../kernel/errors.ts';
import { isDealingKind } from '../../records/dealing-kinds.ts';
import { declaredKind } from '../../records/declared-kinds.ts';
import type { ImportNote } from '../../records/import.ts';
import type { DeclaredMapping } from '../../records/mapping.ts';
import type { StoreContext } from '../../store/context.ts';
import { fileRows, readable } from '../import/csv-source.store.ts';
import { fileNotes } from '../import/file-notes.ts';
import { type ImportOutcome, isRepeatOfFile } from '../import/import-ledger.store.ts';
import type { ImportRun } from '../import/import-path.ts';
import { declaredSteps, tellProgress } from '../import/import-progress.ts';
import { assertFits } from '../import/mapping-check.ts';
import { saveRefused } from '../import/quarantine.store.ts';
import { cleanTexts } from './clean-texts.store.ts';
import { type DeclaredSource, holdsText, rawOf } from './declared-cells.store.ts';
import { countDeclared, refusedDeclared, stageDeclared } from './declared-rows.store.ts';

type DeclaredRun = ImportRun<DeclaredMapping>;

async function sourceOf(ctx: StoreContext, { mapping, file }: DeclaredRun): Promise<DeclaredSource> {
  const source: DeclaredSource = {
    table: fileRows(ctx, file),
    headers: file.headers,
    mapping,
    zone: mapping.zone ?? ctx.settings.zone,
    currency: mapping.currency ?? ctx.settings.currency,
    keys: ctx.keys,
    clean: null,
  };
  // What nobody owns says nothing of persons; what is said of customers may hold anybody's number.
  if (!isDealingKind(mapping.kind)) return source;
  const columns = declaredKind(mapping.kind).columns.flatMap(column => {
    const raw = holdsText(column) ? rawOf(source, column.field) : null;
    return raw === null ? [] : [{ field: column.field, raw }];
  });
  const clean = await readable(cleanTexts(ctx, { table: source.table, columns, path: file.path }));
  return { ...source, clean };
}

async function weigh(ctx: StoreContext, run: DeclaredRun, source: DeclaredSource): Promise<ImportOutcome> {
  const { begun, mapping, file } = run;
  const { importId } = begun;
  const counts = await countDeclared(ctx.ch, mapping.kind, importId);
  if (counts.read === 0) throw badInput('import-no-rows', { path: 'file' });
  const rowsQuarantined = counts.read - counts.stored - counts.duplicate;
  const keep = !begun.dryRun && !(await isRepeatOfFile(ctx, begun));
  const from = { importId, mapping, headers: file.headers };
  const batches = refusedDeclared(ctx.ch, { importId, source });
  const reasons = rowsQuarantined === 0 ? [] : await saveRefused(ctx, from, { batches, keep });
  const noted = (code: string, count: number): ImportNote[] =>
    count > 0 ? [{ code, count, amount: null }] : [];
  const isOwned = isDealingKind(mapping.kind);
  return {
    rowsRead: counts.read,
    rowsStored: counts.stored,
    rowsDuplicate: counts.duplicate,
    rowsQuarantined,
    reasons,
    effects: [],
    notes: [
      ...fileNotes(file),
      ...noted('rows-without-customer', isOwned ? counts.nobodys : 0),
      ...noted('contacts-blanked', source.clean?.rows ?? 0),
    ],
    customers: counts.customers,
    orders: 0,
  };
}

/** The file's rows in staging with their verdicts, and what storing them would come to. Throws what `assertFits` does. */
export async function readDeclared(
  ctx: StoreContext,
  run: DeclaredRun,
): Promise<{ source: DeclaredSource; outcome: ImportOutcome }> {
  const { begun, mapping, file } = run;
  assertFits(mapping, file.headers);
  await tellProgress(ctx, file, { share: declaredSteps.staging, label: 'staging' });
  const source = await sourceOf(ctx, run);
  await readable(stageDeclared(ctx.ch, { importId: begun.importId, source }));
  await tellProgress(ctx, file, { share: declaredSteps.weighing, label: 'weighing' });
  return { source, outcome: await weigh(ctx, run, source) };
}
