/** Taking a list of people as a file: kept in the audit log, and above the limit of the settings a second person's too. */
import type { ListExport } from '../../records/list-export.ts';
import type { StoreContext } from '../../store/context.ts';
import type { Deed } from '../../store/state/approval.store.ts';
import { leaveToTake, noteTaken } from '../../store/state/people-taken.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';

/**
 * Leave to write the rows of a list into a file. The rows are those the person may read anyway; this is the one place
 * that knows that they leave together. Throws `approval-needed`.
 */
export async function takeList(ctx: StoreContext, { list, of, people }: ListExport): Promise<void> {
  const target = of === undefined ? `list:${list}` : `list:${list} ${of}`;
  const deed: Deed = { kind: 'export', deed: `take-${target}`, target, detail: { people }, people };
  const leave = await leaveToTake(ctx, deed);
  await withTransaction(ctx.pg, trx =>
    noteTaken(trx, ctx, { leave, deed, action: 'list.export', after: { people } }),
  );
}
