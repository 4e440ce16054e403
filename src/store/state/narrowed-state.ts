/**
 * The state database as somebody with a data scope sees it: sessions of their own that look into the schema `in_scope`
 * first, where every table about customers is a view of the same name. A query need not know of the scope, so none can
 * forget it; a session without a scope set finds nobody.
 */
import { Kysely, PostgresDialect, sql } from 'kysely';
import type { DataScope } from '../../records/data-scope.ts';
import { narrowPoolOf, type StateDb, tellFailures } from './state-db.ts';
import { stateFailure } from './state-failure.ts';
import type { StateTables } from './tables.ts';

/** Who looks, and at what. */
export interface Narrowing {
  readonly scope: DataScope;
  /** Account or key: whose own requests and audit entries stay visible. */
  readonly actorId: string;
  /** The account whose customers count as own; null for keys. */
  readonly ownerId: string | null;
}

const fails = (cause: unknown): never => {
  throw stateFailure(cause);
};

/** As the views split it. */
const separator = '\u001f';

/** The same database through the scope. No connection is taken until a query needs one; nothing is to be closed. */
export function narrowedState(db: StateDb, { scope, actorId, ownerId }: Narrowing): StateDb {
  const set = sql`select set_config('rekindle.scope_actor', ${actorId}, false),
    set_config('rekindle.scope_owner', ${scope.own ? (ownerId ?? '') : ''}, false),
    set_config('rekindle.scope_stores', ${scope.stores.join(separator)}, false),
    set_config('rekindle.scope_regions', ${scope.regions.join(separator)}, false)`;
  const { sql: text, parameters } = set.compile(db);
  const pool = narrowPoolOf(db);
  // Not in Kysely's own hook: where that fails, the pool never gets its client back.
  const connect = async () => {
    const client = await pool.connect().catch(fails);
    try {
      await client.query(text, [...parameters]);
      return client;
    } catch (cause) {
      client.release(true);
      return fails(cause);
    }
  };
  return new Kysely<StateTables>({
    dialect: new PostgresDialect({
      pool: { connect, end: async () => {}, options: pool.options },
      onCreateConnection: async connection => tellFailures(connection),
    }),
  });
}
