/** Taking an orders import back: its lines and refunds in the facts, and the buyers only it knew. */
import type { StoreContext } from '../../store/context.ts';
import type { Facts } from '../../store/facts/facts.ts';
import { undoImport } from '../../store/facts/log-undo.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import type { UndoOf } from './import-path.ts';
import { removeLonelyBuyers } from './order-buyers.store.ts';

interface RowCounts {
  readonly all: number;
  readonly own: number;
}

async function countRows(facts: Facts, importId: string, source: string): Promise<RowCounts> {
  const counts = factsSql`select count() as n, countIf(import_id = ${p.uuid(importId)}) as m`;
  const [row] = await facts.query<{ all: string; own: string }>(
    factsSql`select toString(sum(n)) as all, toString(sum(m)) as own from (
  ${counts} from order_lines where source = ${p.string(source)} union all ${counts} from refunds where source = ${p.string(source)})`,
    { tag: 'import.undo-count', role: 'batch' },
  );
  return { all: Number(row?.all ?? 0), own: Number(row?.own ?? 0) };
}

/** Repeatable. Rows of earlier imports that it had replaced stand again. */
export async function undoOrders(ctx: StoreContext, { importId, mapping, at }: UndoOf) {
  const { source, history } = mapping;
  const before = await countRows(ctx.ch, importId, source);
  await undoImport(ctx.ch, { importId, logs: ['order_lines', 'refunds'], at, history });
  const after = await countRows(ctx.ch, importId, source);
  await removeLonelyBuyers(ctx, importId);
  return { rowsTakenBack: before.own, rowsRestored: after.all - (before.all - before.own) };
}
