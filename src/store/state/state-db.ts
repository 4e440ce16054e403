/**
 * The state database as the house uses it: one `pg` pool under Kysely, sessions pinned to UTC, and types that
 * neither lose digits nor shift days.
 */
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  PostgresDialect,
  sql,
  type Transaction,
} from 'kysely';
import pg from 'pg';
import { unavailable } from '../../kernel/errors.ts';
import { invariant } from '../../kernel/invariant.ts';
import { stateFailure } from './state-failure.ts';
import type { StateTables } from './tables.ts';

export type StateDb = Kysely<StateTables>;
export type StateTransaction = Transaction<StateTables>;

/** Where the database answers: a socket folder (embedded) or a connection URL (server). */
export type StateAddress =
  | {
      readonly socketFolder: string;
      readonly database: string;
      /** Where the database's files stand, to tell a full disk from a broken connection. */
      readonly folder?: string;
    }
  | { readonly url: string };

export const embeddedUser = 'rekindle';
export const embeddedPort = 5432;

const int8 = 20;
const date = 1082;
const timestamp = 1114;

/** A bigint column as a number; beyond 2^53 − 1 it fails rather than lose digits. */
export function exactInteger(text: string): number {
  const value = Number(text);
  invariant(Number.isSafeInteger(value), `bigint ${text} does not fit a number exactly`);
  return value;
}

const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  [int8]: exactInteger,
  // A day has no zone: as a Date it would move with the machine's.
  [date]: text => text,
  [timestamp]: text => text,
};

const types: pg.CustomTypesConfig = {
  getTypeParser: (id, format) => {
    const own = format === 'binary' ? undefined : parsers[id as number];
    return own ?? pg.types.getTypeParser(id, format as 'text');
  },
};

const pinned = '-c timezone=UTC -c datestyle=ISO';

/** Connection options of `pg` for an address; used by the pool and by the few dedicated connections. */
export const clientConfig = (address: StateAddress): pg.ClientConfig => ({
  types,
  options: pinned,
  application_name: 'rekindle',
  connectionTimeoutMillis: 10_000,
  ...('url' in address
    ? { connectionString: address.url }
    : { host: address.socketFolder, port: embeddedPort, user: embeddedUser, database: address.database }),
});

/** Longer than the pauses of scheduled work, which would make a new session each time. */
const keepIdleMs = 60_000;

/**
 * Opens the pool (at most `connections`, default 10) and proves it with one query. Errors of idle connections are
 * given to `onLost`, since an unhandled one would end the process. Throws `state-unreachable`.
 */
export async function connectState(
  address: StateAddress,
  { connections = 10, onLost = () => {} }: { connections?: number; onLost?: (error: Error) => void } = {},
): Promise<StateDb> {
  const pool = new pg.Pool({
    ...clientConfig(address),
    max: connections,
    idleTimeoutMillis: keepIdleMs,
    Client: StateClient,
  });
  pool.on('error', onLost);
  const folder = 'url' in address ? undefined : address.folder;
  // The pool listens to idle clients only: a lent one whose server dies would end the process.
  pool.on('connect', client => void client.on('error', onLost));
  const lent = {
    connect: () =>
      pool.connect().catch(cause => {
        throw stateFailure(cause, folder);
      }),
    end: () => pool.end(),
    options: pool.options,
  };
  const dialect = new PostgresDialect({ pool: lent, onCreateConnection: noteClient(folder) });
  const db: StateDb = new Kysely<StateTables>({ dialect });
  if (folder) folders.set(db, folder);
  try {
    await sql`select 1`.execute(db);
    return withNarrowPool(db, address, onLost);
  } catch (cause) {
    await db.destroy();
    throw unavailable('state-unreachable', { params: { reason: reasonOf(cause) }, cause });
  }
}

/** Few: people with a data scope read lists and pages. */
const narrowConnections = 4;
const narrowPools = new WeakMap<StateDb, () => pg.Pool>();

/** Gives the handle a second pool whose sessions look into `in_scope` first; it opens on first need. */
function withNarrowPool(db: StateDb, address: StateAddress, onLost: (error: Error) => void): StateDb {
  let pool: pg.Pool | undefined;
  narrowPools.set(db, () => {
    if (pool) return pool;
    const options = `${pinned} -c search_path=in_scope,public`;
    pool = new pg.Pool({ ...clientConfig(address), options, max: narrowConnections });
    pool.on('error', onLost);
    pool.on('connect', client => void client.on('error', onLost));
    return pool;
  });
  const destroy = db.destroy.bind(db);
  return Object.assign(db, {
    destroy: async () => {
      await pool?.end();
      await destroy();
    },
  });
}

/** The pool of a handle for sessions of people with a data scope; see `narrowed-state.ts`. */
export function narrowPoolOf(db: StateDb): pg.Pool {
  const pool = narrowPools.get(db)?.();
  invariant(pool, 'the handle comes from connectState');
  return pool;
}

/** Where an embedded database's files stand. */
const folders = new WeakMap<StateDb, string>();

/** What keeps a database that does not answer: its full disk where that is so, else that it cannot be reached. */
export const silenceOf = (db: StateDb): unknown =>
  stateFailure(unavailable('state-unreachable', { params: { reason: 'no answer' } }), folders.get(db));

interface Lent {
  readonly client: pg.PoolClient;
  readonly folder: string | undefined;
}

const clients = new WeakMap<DatabaseConnection, Lent>();

const whoAnswers = '-- the driver’s client, please';

/**
 * Kysely hides the driver's client, which COPY needs: a client asked in these words answers with itself. Nothing is sent
 * then, so the answer cannot fail, after which Kysely would keep the client from the pool for ever.
 */
class StateClient extends pg.Client {
  override query(...args: unknown[]): any {
    if (args[0] === whoAnswers) return Promise.resolve({ command: 'SELECT', rows: [{ client: this }] });
    return (super.query as (...all: unknown[]) => unknown)(...args);
  }
}

const noteClient = (folder: string | undefined) => async (connection: DatabaseConnection) => {
  const { rows } = await connection.executeQuery<{ client: pg.PoolClient }>(CompiledQuery.raw(whoAnswers));
  const client = rows[0]?.client;
  invariant(client, 'every connection has its client');
  clients.set(connection, { client, folder });
  tellFailures(connection, folder);
};

/** Statements on this connection fail with the house's codes where these fit. */
export function tellFailures(connection: DatabaseConnection, folder?: string): void {
  const execute = connection.executeQuery.bind(connection);
  const coded: DatabaseConnection['executeQuery'] = (query, options) =>
    execute<never>(query, options).catch(cause => {
      throw stateFailure(cause, folder);
    });
  Object.assign(connection, { executeQuery: coded });
}

/** Lends the driver's client of a handle to `work`: inside a transaction the transaction's own, else any. */
export function withClient<T>(
  db: StateDb | StateTransaction,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return db.getExecutor().provideConnection(connection => {
    const lent = clients.get(connection);
    invariant(lent, 'the handle comes from connectState');
    return work(lent.client).catch(cause => {
      throw stateFailure(cause, lent.folder);
    });
  });
}

/** A connection failure in a few words without the URL, which may hold a password. */
export function reasonOf(cause: unknown): string {
  const { code, message } = cause as { code?: string; message?: string };
  return code ?? message?.split('\n')[0] ?? 'unknown';
}

/** Runs `work` in one transaction; anything thrown rolls it back. Read committed unless `isolation` says more. */
export function withTransaction<T>(
  db: StateDb,
  work: (trx: StateTransaction) => Promise<T>,
  isolation: 'read committed' | 'repeatable read' | 'serializable' = 'read committed',
): Promise<T> {
  return db.transaction().setIsolationLevel(isolation).execute(work);
}
