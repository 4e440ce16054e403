/**
 * A read-only session at a MySQL or MariaDB server. Numbers come as text, since 64 bits and decimals do not fit a
 * number; the server's local-file request and clear-text passwords, by which a false server could ask for more, stay off.
 */
import { connect, isIP } from 'node:net';
import { type Connection, createConnection, type FieldPacket } from 'mysql2/promise';
import { sourceFailure } from './source-failure.ts';
import {
  type ColumnNature,
  connectMs,
  type SourceAddress,
  type SourceSession,
  statementMs,
} from './source-session.ts';

/** By the protocol's numbers of column types. */
const natures: Readonly<Record<number, ColumnNature>> = {
  1: 'integer',
  2: 'integer',
  3: 'integer',
  8: 'integer',
  9: 'integer',
  7: 'instant',
  12: 'local-time',
};

const natureOf = ({ columnType }: FieldPacket): ColumnNature => natures[columnType ?? -1] ?? 'other';

function tlsOf({ tls, authority, host }: SourceAddress) {
  if (tls === 'off') return {};
  const verifies = tls === 'verify';
  return {
    ssl: {
      rejectUnauthorized: verifies,
      // An address has no name a certificate could be of but itself; Node compares that by itself.
      verifyIdentity: verifies && !isIP(host),
      ...(authority === null ? {} : { ca: authority }),
    },
  };
}

async function failing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw sourceFailure(cause);
  }
}

/** Opens a session at `address`, which was looked up for `source.host`. Throws coded errors (`source-failure.ts`). */
export async function openMysql(source: SourceAddress, address: string): Promise<SourceSession> {
  const { host, port, database, user, password } = source;
  const connection = await failing(() =>
    createConnection({
      // For the certificate; what is called is the stream's address.
      host,
      port,
      stream: () => connect({ host: address, port, keepAlive: true }),
      database,
      user,
      password,
      charset: 'utf8mb4',
      connectTimeout: connectMs,
      multipleStatements: false,
      flags: ['-LOCAL_FILES'],
      enableCleartextPlugin: false,
      disableEval: true,
      // Read as text anyway; without it a DATETIME would be read in this machine's zone before.
      dateStrings: true,
      typeCast: field => field.string('utf8'),
      ...tlsOf(source),
    }),
  );
  connection.on('error', () => {});
  try {
    const version = await failing(() => prepared(connection));
    return {
      kind: 'mysql',
      version,
      encrypted: source.tls !== 'off',
      close: async () => connection.destroy(),
      read: (statement, values = []) => failing(() => readOnly(connection, statement, values)),
    };
  } catch (cause) {
    connection.destroy();
    throw cause;
  }
}

/** Fixes how the session writes times and reads quotes, and ends what takes too long. Returns the server's version. */
async function prepared(connection: Connection): Promise<string> {
  const [rows] = await connection.query({ sql: 'select version()', rowsAsArray: true });
  const version = String((rows as unknown as string[][])[0]?.[0] ?? '');
  const isMaria = /mariadb/i.test(version);
  await connection.query("set session time_zone = '+00:00'");
  // Backslashes escape values, double quotes hold text: what the values' own quoting counts on.
  await connection.query("set session sql_mode = 'STRICT_TRANS_TABLES'");
  await connection.query(
    isMaria
      ? `set session max_statement_time = ${statementMs / 1000}`
      : `set session max_execution_time = ${statementMs}`,
  );
  return isMaria ? `MariaDB ${version}` : `MySQL ${version}`;
}

async function readOnly(connection: Connection, sql: string, values: readonly (string | bigint | number)[]) {
  await connection.query('start transaction read only');
  try {
    const [rows, fields] = await connection.query({
      sql,
      values: [...values],
      rowsAsArray: true,
      timeout: statementMs + connectMs,
    });
    const columns = (fields ?? []).map(field => ({ name: field.name, nature: natureOf(field) }));
    const cells = rows as unknown as (string | null)[][];
    return {
      columns,
      rows: cells.map(row =>
        row.map((value, index) =>
          value !== null && columns[index]?.nature === 'instant' ? `${value}Z` : value,
        ),
      ),
    };
  } finally {
    await connection.query('rollback').catch(() => {});
  }
}
