/** What readers and the ledger see of imports of orders, for tests that kill who imports. */
import type { StoreContext } from '../store/context.ts';
import { factsSql } from '../store/facts/sql.ts';
import { countWaitingRows } from './waiting-rows.ts';

export interface SeenImports {
  readonly visible: readonly { id: string; lines: string; refunds: string; logged: string }[];
  readonly ledger: readonly { import_id: string; file_name: string; state: string; rows_stored: number }[];
  readonly kept: readonly { import_id: string; rows: number }[];
  readonly waiting: number;
}

/** Rows by import as readers and the log have them, the ledger, what is quarantined, and what waits. */
export async function seenImports(ctx: StoreContext): Promise<SeenImports> {
  const visible = await ctx.ch.query<{ id: string; lines: string; refunds: string; logged: string }>(
    factsSql`select toString(import_id) as id, toString(sum(l)) as lines, toString(sum(r)) as refunds, toString(sum(g)) as logged from (
    select import_id, count() as l, 0 as r, 0 as g from order_lines group by import_id
    union all select import_id, 0, count(), 0 from refunds group by import_id
    union all select import_id, 0, 0, count() from order_lines_log group by import_id) group by import_id`,
    { tag: 'test.visible' },
  );
  const ledger = await ctx.pg
    .selectFrom('imports')
    .select(['import_id', 'file_name', 'state', 'rows_stored', 'rows_quarantined'])
    .execute();
  const kept = await ctx.pg
    .selectFrom('quarantine')
    .select(['import_id', eb => eb.fn.countAll<number>().as('rows')])
    .groupBy('import_id')
    .execute();
  return { visible, ledger, kept, waiting: await countWaitingRows(ctx) };
}
