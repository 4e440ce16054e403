/** Taking an orders import back: its lines and refunds in the facts, and the buyers only it knew. */
import type { StoreContext } from '../../store/context.ts';
import type { Facts } from '../../store/facts/facts.ts';
import { undoImport } from '../../store/facts/log-undo.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import type { UndoOf } from './import-path.ts';
import { removeLonelyBuyers } from './order-buyers.store.ts';
import { restoreMentioned } from './order-mentions.store.ts';
import { settleUndone } from './refund-publish.store.ts';

interface RowCounts {
  readonly all: number;
  readonly own: number;
  /** Refunds without a purchase that the import says nothing of. */
  readonly unmatched: number;
}

async function countRows(facts: Facts, importId: string, source: string): Promise<RowCounts> {
  const counts = factsSql`select count() as n, countIf(import_id = ${p.uuid(importId)}) as m`;
  const unmatched = factsSql`countIf(matched = 0 and cityHash64(customer_id, refund_id) not in (
    select cityHash64(customer_id, refund_id) from refunds_log where import_id = ${p.uuid(importId)})) as u`;
  const [row] = await facts.query<Record<keyof RowCounts, string>>(
    factsSql`select toString(sum(n)) as all, toString(sum(m)) as own, toString(sum(u)) as unmatched from (
  ${counts}, 0 as u from order_lines where source = ${p.string(source)}
  union all ${counts}, ${unmatched} from refunds where source = ${p.string(source)})`,
    { tag: 'import.undo-count', role: 'batch' },
  );
  const count = (name: keyof RowCounts) => Number(row?.[name] ?? 0);
  return { all: count('all'), own: count('own'), unmatched: count('unmatched') };
}

/** Committed imports of the source that brought rows the facts already held. */
async function findRepeating(ctx: StoreContext, importId: string, source: string): Promise<string[]> {
  const rows = await ctx.pg
    .selectFrom('imports')
    .select('import_id')
    .where('source', '=', source)
    .where('kind', 'in', ['orders', 'refunds'])
    .where('state', '=', 'committed')
    .where('rows_duplicate', '>', 0)
    .where('import_id', '!=', importId)
    .execute();
  return rows.map(row => row.import_id);
}

/**
 * Repeatable. Rows of earlier imports that it had replaced stand again; returns of other imports that had taken back its
 * purchases look for another one, and stand without where there is none.
 */
export async function undoOrders(ctx: StoreContext, { importId, mapping, at }: UndoOf) {
  const { source, history } = mapping;
  const before = await countRows(ctx.ch, importId, source);
  await restoreMentioned(ctx.ch, importId, await findRepeating(ctx, importId, source));
  await undoImport(ctx.ch, { importId, logs: ['order_lines', 'refunds'], at, history });
  await settleUndone(ctx.ch, { importId, source, at, history });
  const after = await countRows(ctx.ch, importId, source);
  await removeLonelyBuyers(ctx, importId);
  return {
    rowsTakenBack: before.own,
    rowsRestored: after.all - (before.all - before.own),
    returnsUnmatched: Math.max(0, after.unmatched - before.unmatched),
  };
}
