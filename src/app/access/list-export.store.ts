/** Taking a list of people as a file: kept in the audit log, and above the limit of the settings a second person's too. */
import type { ListExport } from '../../records/list-export.ts';
import type { StoreContext } from '../../store/context.ts';
import { type Deed, requireSecondPerson, useApproval } from '../../store/state/approval.store.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';

/**
 * Leave to write the rows of a list into a file. The rows are those the person may read anyway; this is the one place
 * that knows that they leave together. Throws `approval-needed`.
 */
export async function takeList(ctx: StoreContext, { list, of, people }: ListExport): Promise<void> {
  const target = of === undefined ? `list:${list}` : `list:${list} ${of}`;
  const deed: Deed = { kind: 'export', deed: `take-${target}`, target, detail: { people }, people };
  const leave = people > ctx.settings.approvalExportPeople ? await requireSecondPerson(ctx, deed) : null;
  await withTransaction(ctx.pg, async trx => {
    if (leave) await useApproval(trx, ctx, { leave, deed });
    await saveAudit(trx, ctx, { action: 'list.export', target, after: { people } });
  });
}
