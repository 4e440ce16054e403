/**
 * The second pass over a customers file: attributes without contact data of the stored rows become finished rows of
 * the customers log that wait to appear; rows that contradict an earlier one go to the caller for quarantine.
 */

import type { StoreContext } from '../../store/context.ts';
import { type LogSession, openLogSession } from '../../store/facts/log-session.ts';
import { factsSql } from '../../store/facts/sql.ts';
import { type FileRow, numberedRows } from '../import/file-row-stream.ts';
import { peopleSteps, tellProgress, within } from '../import/import-progress.ts';
import { clearIncoming } from '../import/order-publish.store.ts';
import type { RefusedRow } from '../import/quarantine.store.ts';
import { type CustomerReading, rowReader } from './customer-row.ts';
import { loadVerdicts } from './people-verdicts.store.ts';
import type { PeopleRun } from './staged-people.store.ts';

/** A row of `customers_log`. History is known from the registration on, never later than it was taken in. */
function logRow(ctx: StoreContext, { begun, mapping }: PeopleRun, session: LogSession) {
  const { firstVersion, ingestedAt } = session;
  return ({ rowNumber }: FileRow, value: CustomerReading) => {
    const { registeredAt } = value;
    const isPast = mapping.history && registeredAt !== null && registeredAt < ingestedAt;
    return {
      source: mapping.source,
      customer_id: ctx.keys.customerId(mapping.identifierType, value.identifier),
      registered_at: registeredAt,
      region: value.region,
      city: value.city,
      birth_year: value.birthYear,
      sex: value.sex,
      acquisition_channel: value.acquisitionChannel,
      industry: value.industry,
      kind: value.kind,
      import_id: begun.importId,
      ingested_at: ingestedAt,
      known_at: isPast ? registeredAt : ingestedAt,
      version: (firstVersion + BigInt(rowNumber)).toString(),
      is_deleted: 0,
    };
  };
}

/** Reads the file again with the verdicts at hand: contradicting rows are yielded, stored ones given to `keep`. */
export async function* judgedRows(
  ctx: StoreContext,
  { begun, file }: PeopleRun,
  { rowsRead, keep }: { rowsRead: number; keep: (rows: readonly FileRow[]) => Promise<void> },
): AsyncGenerator<RefusedRow[]> {
  const verdicts = await loadVerdicts(ctx, { importId: begun.importId, rowsRead });
  let done = 0;
  for await (const batch of numberedRows(file)) {
    await keep(batch.filter(row => verdicts.isStored(row.rowNumber)));
    done += batch.length;
    const share = within({ from: peopleSteps.preparing, to: peopleSteps.publishing }, done, rowsRead);
    await tellProgress(ctx, file, { share, label: 'preparing' });
    yield batch
      .filter(row => verdicts.isConflict(row.rowNumber))
      .map(row => ({ ...row, code: 'customer-contradicts', field: 'customer' }));
  }
}

/** Writes finished rows where `revealIncoming` finds them; nothing is visible yet. About 90 µs a row. */
export async function attributeWriter(ctx: StoreContext, run: PeopleRun) {
  const { mapping, file } = run;
  await clearIncoming(ctx.ch);
  const at = ctx.now();
  const read = rowReader({ mapping, headers: file.headers, zone: ctx.settings.zone, at });
  const toLog = logRow(ctx, run, await openLogSession(ctx.ch, 'customers', at));
  return {
    async keep(rows: readonly FileRow[]): Promise<void> {
      const finished = rows.flatMap(row => {
        const reading = read(row.cells);
        return reading.ok ? [toLog(row, reading.value)] : [];
      });
      if (finished.length > 0)
        await ctx.ch.insert('customers_log_incoming', finished, { tag: 'import.people-attributes' });
    },
    /** The same rows for the current table. */
    finish: () =>
      ctx.ch.command(
        factsSql`insert into ${ctx.ch.target('customers_incoming')} select * from customers_log_incoming`,
        { tag: 'import.people-current', role: 'ingest' },
      ),
  };
}
