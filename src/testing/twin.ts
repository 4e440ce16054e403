/**
 * A second customer who has everything a first one has, in every table of both stores: what a data scope must hide, put
 * there without naming tables, so that a new table is covered the day it is made.
 */
import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from '../store/context.ts';
import { factsSql } from '../store/facts/sql.ts';
import { statePersonalData } from '../store/personal-data.ts';
import { stateColumns } from './canary.ts';

interface Twins {
  /** Has rows. */
  readonly of: string;
  /** Exists in `customers`, and gets the same rows. */
  readonly to: string;
}

/** Tables of the state database that got rows. Ids that are a table's own key are made anew. */
export async function twinInState(ctx: StoreContext, { of, to }: Twins): Promise<string[]> {
  const columns = Map.groupBy(await stateColumns(ctx.pg), column => column.table);
  const filled: string[] = [];
  await ctx.pg.connection().execute(async db => {
    await sql`create temporary table if not exists twin_intents (intent_id uuid, twin_id uuid)`.execute(db);
    await sql`insert into twin_intents select intent_id, gen_random_uuid() from intents where customer_id = ${of}`.execute(
      db,
    );
    await sql`set session_replication_role = replica`.execute(db);
    for (const [table, rule] of Object.entries(statePersonalData)) {
      if (rule.of !== 'customer' || ['customers', 'contact_points', 'consents'].includes(table)) continue;
      const own = (columns.get(table) ?? []).filter(({ generated }) => !generated);
      const names = own.map(({ column }) => column);
      const picked = own.map(({ column }): RawBuilder<unknown> => {
        if (column === 'customer_id') return sql`${to}::uuid`;
        if (column === 'intent_id')
          return sql`(select twin_id from twin_intents w where w.intent_id = t.intent_id)`;
        if (column === 'message_id') return sql`gen_random_uuid()`;
        return column === 'row_no' ? sql`row_no + 1000` : sql.ref(`t.${column}`);
      });
      const where = names.includes('customer_id')
        ? sql`t.customer_id = ${of}`
        : sql`t.intent_id in (select intent_id from twin_intents)`;
      const { numAffectedRows = 0n } = await sql`
        insert into ${sql.table(table)} (${sql.join(names.map(name => sql.ref(name)))})
        select ${sql.join(picked)} from ${sql.table(table)} t where ${where}`.execute(db);
      if (numAffectedRows > 0n) filled.push(table);
    }
    await sql`set session_replication_role = origin`.execute(db);
  });
  return filled;
}

/** The same in the facts store; returns the public names of the tables that got rows. */
export async function twinInFacts({ ch }: StoreContext, { of, to }: Twins): Promise<string[]> {
  const tables = await ch.query<{ found: string }>(
    factsSql`select distinct table as found from system.columns
      where database = currentDatabase() and name = 'customer_id' and endsWith(table, '_local')`,
    { tag: 'test.tables' },
  );
  const filled: string[] = [];
  for (const { found: name } of tables) {
    const table = name.replace(/_local$/, '');
    if (table === 'customer_places') continue;
    const rows = await ch.query<{ customer_id: string }>(factsSql`select * from ${{ kind: 'ident', name }}`, {
      tag: 'test.rows',
    });
    const twins = rows.filter(row => row.customer_id === of).map(row => ({ ...row, customer_id: to }));
    if (twins.length === 0) continue;
    await ch.insert(table, twins, { tag: 'test.twin' });
    filled.push(table);
  }
  return filled;
}
