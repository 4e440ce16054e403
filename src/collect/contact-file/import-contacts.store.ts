/** A file of contact points and consents, judged and stored in one state transaction: nothing is visible before it, all after. */
import { sql } from 'kysely';
import { badInput } from '../../kernel/errors.ts';
import type { ImportNote } from '../../records/import.ts';
import type { ContactsMapping } from '../../records/mapping.ts';
import type { StoreContext } from '../../store/context.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { forgetImportKeys } from '../identity/identity-keys.store.ts';
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
import { removeLonelyBuyers } from '../import/order-buyers.store.ts';
import { saveRefused } from '../import/quarantine.store.ts';
import { settleContactPoints, touchCustomers } from '../people/contact-points.store.ts';
import { type ContactsRun, judgeContacts, stageContacts, storeContacts } from './staged-contacts.store.ts';

const noted = (code: string, count: number): ImportNote[] =>
  count > 0 ? [{ code, count, amount: null }] : [];

async function importContacts(ctx: StoreContext, run: ContactsRun): Promise<ImportOutcome> {
  const { begun, mapping, file } = run;
  const { importId, dryRun } = begun;
  assertFits(mapping, file.headers);
  const keep = !dryRun && !(await isRepeatOfFile(ctx, begun));
  const outcome = await withTransaction(ctx.pg, async trx => {
    const tally = { rowsRead: 0 };
    const batches = stageContacts(ctx, trx, { run, tally });
    const reasons = await saveRefused(ctx, { importId, mapping, headers: file.headers }, { batches, keep });
    if (tally.rowsRead === 0) throw badInput('import-no-rows', { path: 'file' });
    const { stored, duplicate, erased, blocked, customers } = await judgeContacts(trx);
    const whole: ImportOutcome = {
      rowsRead: tally.rowsRead,
      rowsStored: stored,
      rowsDuplicate: duplicate + erased,
      rowsQuarantined: tally.rowsRead - stored - duplicate - erased,
      reasons,
      effects: [],
      notes: [
        ...fileNotes(file),
        ...noted('customer-erased', erased),
        ...noted('consent-not-lifted', blocked),
      ],
      customers,
      orders: 0,
    };
    if (dryRun) return whole;
    await tellProgress(ctx, file, { share: peopleSteps.publishing, label: 'publishing' });
    await storeContacts(trx, { run, at: ctx.now() });
    await savePublishing(ctx, trx, { begun, outcome: whole });
    return whole;
  });
  if (!dryRun) await saveState(ctx, importId, 'committed');
  return outcome;
}

/**
 * Its contact points are retired, but for those a customers file names as well; its consents stay as evidence and no longer
 * speak. Repeatable.
 */
async function undoContacts(ctx: StoreContext, { importId, at }: UndoOf) {
  const { rowsStored } = await findImport(ctx, importId);
  await withTransaction(ctx.pg, async trx => {
    await touchCustomers(
      trx,
      sql`select distinct coalesce(said_id, customer_id) as customer_id from contact_points where import_id = ${importId}`,
    );
    await sql`
      update contact_points set status = 'retired', retired_at = ${at}, retired_by_import = ${importId}
      where import_id = ${importId} and status = 'active'`.execute(trx);
    await settleContactPoints(trx, { importId, at });
    await forgetImportKeys(trx, { importId, at });
    await sql`update consents set void_at = ${at} where import_id = ${importId} and void_at is null`.execute(
      trx,
    );
  });
  await removeLonelyBuyers(ctx, importId);
  return { rowsTakenBack: rowsStored, rowsRestored: 0, returnsUnmatched: 0 };
}

/** The import of contact points and consents. */
export const contactsPath: ImportPath<ContactsMapping> = {
  run: importContacts,
  finish: (ctx, importId) => saveState(ctx, importId, 'committed'),
  forget: async () => {},
  undo: undoContacts,
};
