/**
 * A customers file from first row to last: staged, judged, published under one import id. Until `savePublishing` a
 * failure leaves nothing that anybody sees; after it the import is carried to the end, if need be by the next process.
 */
import { badInput } from '../../kernel/errors.ts';
import type { ImportNote, QuarantineReason } from '../../records/import.ts';
import type { StoreContext } from '../../store/context.ts';
import { fileNotes } from '../import/file-notes.ts';
import { type ImportOutcome, isRepeatOfFile, saveState } from '../import/import-ledger.store.ts';
import { peopleSteps, tellProgress } from '../import/import-progress.ts';
import { assertFits } from '../import/mapping-check.ts';
import { clearIncoming, revealIncoming } from '../import/order-publish.store.ts';
import { saveRefused } from '../import/quarantine.store.ts';
import { attributeWriter, judgedRows } from './people-attributes.store.ts';
import { countUnknownOwners } from './people-places.store.ts';
import { dropStagedPeople, judgeStaged, type PeopleVerdicts } from './people-verdicts.store.ts';
import { publishPeople } from './published-people.store.ts';
import { type PassTally, type PeopleRun, stagePeople } from './staged-people.store.ts';

interface Judged {
  readonly tally: PassTally;
  readonly reasons: readonly QuarantineReason[];
  readonly verdicts: PeopleVerdicts;
  readonly file: PeopleRun['file'];
  readonly ownersUnknown: number;
}

const noted = (code: string, count: number): ImportNote[] =>
  count > 0 ? [{ code, count, amount: null }] : [];

function outcomeOf({ tally, reasons, verdicts, file, ownersUnknown }: Judged): ImportOutcome {
  const { stored, duplicate, erased } = verdicts;
  return {
    rowsRead: tally.rowsRead,
    rowsStored: stored,
    rowsDuplicate: duplicate + erased,
    rowsQuarantined: reasons.reduce((sum, { count }) => sum + count, 0),
    reasons: [...reasons].sort((a, b) => b.count - a.count),
    effects: [],
    notes: [
      ...fileNotes(file),
      ...[...tally.leftOut].flatMap(([code, count]) => noted(`left-out-${code}`, count)),
      ...noted('customer-erased', erased),
      ...noted('owner-unknown', ownersUnknown),
    ],
    customers: stored,
    orders: 0,
  };
}

const nothingToKeep = { keep: async () => {}, finish: async () => {} };

/**
 * Runs the import inside the import lock, its row in the ledger begun. Everything the file says appears at once, and
 * read = stored + duplicate + quarantined. Throws coded errors (`mapping-column-absent`, `import-csv-broken`,
 * `import-no-rows`); the caller rolls back with `forgetStagedPeople` while the row still says `staging`.
 */
export async function importPeople(ctx: StoreContext, run: PeopleRun): Promise<ImportOutcome> {
  const { begun, mapping, file } = run;
  const { importId, dryRun } = begun;
  assertFits(mapping, file.headers);
  const from = { importId, mapping, headers: file.headers };
  const keep = !dryRun && !(await isRepeatOfFile(ctx, begun));
  const tally: PassTally = { rowsRead: 0, leftOut: new Map() };
  const unreadable = await saveRefused(ctx, from, { batches: stagePeople(ctx, run, tally), keep });
  if (tally.rowsRead === 0) throw badInput('import-no-rows', { path: 'file' });
  const verdicts = await judgeStaged(ctx, { importId, source: mapping.source });
  const stores = !dryRun && verdicts.stored > 0;
  const writer = stores ? await attributeWriter(ctx, run) : nothingToKeep;
  const second = { rowsRead: tally.rowsRead, keep: writer.keep };
  const contradicting =
    stores || verdicts.conflict > 0
      ? await saveRefused(ctx, from, { batches: judgedRows(ctx, run, second), keep })
      : [];
  await writer.finish();
  const ownersUnknown = await countUnknownOwners(ctx, { importId, mapping });
  const outcome = outcomeOf({
    tally,
    reasons: [...unreadable, ...contradicting],
    verdicts,
    file,
    ownersUnknown,
  });
  if (dryRun) return outcome;
  await tellProgress(ctx, file, { share: peopleSteps.publishing, label: 'publishing' });
  await publishPeople(ctx, run, outcome);
  await finishPeople(ctx, importId, false);
  return outcome;
}

/** From `publishing` to `committed`; may be repeated after a crash. */
export async function finishPeople(ctx: StoreContext, importId: string, afterCrash: boolean): Promise<void> {
  await revealIncoming(ctx.ch, importId, { afterCrash, logs: ['customers'] });
  // Before the ledger says `committed`: rows left waiting by a crash would appear again with the next import.
  await forgetStagedPeople(ctx, importId);
  await saveState(ctx, importId, 'committed');
}

/** Removes what a customers import wrote on its way; nothing of it is visible to readers. */
export async function forgetStagedPeople(ctx: StoreContext, importId: string): Promise<void> {
  await dropStagedPeople(ctx, importId);
  await clearIncoming(ctx.ch);
}
