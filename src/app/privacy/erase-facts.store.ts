/**
 * Erases people from the facts store: every table with a `customer_id` but the ledgers. `ALTER … DELETE`, which every
 * session waits for (`mutations_sync`), since a lightweight delete would only hide the rows.
 */
import type { ErasedTable } from '../../records/privacy.ts';
import type { StoreContext } from '../../store/context.ts';
import { factsSql, ident, p } from '../../store/facts/sql.ts';
import { factsLedgers } from '../../store/personal-data.ts';
import { factsTables } from './person-rows.store.ts';

/** What was done to each table that held rows of these people. About 30 ms a table and customer list. */
export async function eraseFacts(ctx: StoreContext, customerIds: readonly string[]): Promise<ErasedTable[]> {
  const done: ErasedTable[] = [];
  const { cluster } = ctx.ch;
  const everywhere = cluster ? factsSql` ON CLUSTER ${ident(cluster, [cluster])}` : factsSql``;
  for (const table of await factsTables(ctx)) {
    const local = ident(`${table}_local`, [`${table}_local`]);
    const counted = await ctx.ch.query<{ n: string }>(
      factsSql`select count() as n from ${ident(table, [table])} where customer_id in ${p.uuids(customerIds)}`,
      { tag: 'privacy.count' },
    );
    const rows = Number(counted[0]?.n ?? 0);
    if (rows === 0) continue;
    if (!factsLedgers.includes(table)) {
      await ctx.ch.command(
        factsSql`ALTER TABLE ${local}${everywhere} DELETE WHERE customer_id IN ${p.uuids(customerIds)}`,
        { tag: 'privacy.erase', role: 'ingest' },
      );
    }
    done.push({ store: 'facts', table, did: factsLedgers.includes(table) ? 'kept' : 'deleted', rows });
  }
  return done;
}
