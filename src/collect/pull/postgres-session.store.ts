/** A read-only session at a PostgreSQL server: each statement in a transaction that can change nothing. */
import { isIP } from 'node:net';
import pg from 'pg';
import { sourceFailure } from './source-failure.ts';
import {
  type ColumnNature,
  connectMs,
  type SourceAddress,
  type SourceSession,
  statementMs,
} from './source-session.ts';

const oids: Readonly<Record<number, ColumnNature>> = {
  20: 'integer',
  21: 'integer',
  23: 'integer',
  1184: 'instant',
  1114: 'local-time',
};

/** Text as the server writes it; the session fixes the forms in which it does. */
const asText = { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig;

const words: Readonly<Record<string, string>> = { t: 'true', f: 'false' };
const boolOid = 16;

/** `2026-03-01 09:30:00.5+00`, as the server writes instants in UTC, with a zone that every reader knows. */
const inUtc = (text: string): string => text.replace(/\+00(:00)?$/, 'Z');

function cellOf(oid: number, value: string | null): string | null {
  if (value === null) return null;
  if (oid === boolOid) return words[value] ?? value;
  return oids[oid] === 'instant' ? inUtc(value) : value;
}

const tlsOf = ({ tls, authority, host }: SourceAddress): pg.ClientConfig['ssl'] =>
  tls === 'off'
    ? false
    : {
        rejectUnauthorized: tls === 'verify',
        // The certificate is of the name, the connection goes to its address; an address has no server name.
        ...(isIP(host) ? {} : { servername: host }),
        ...(authority === null ? {} : { ca: authority }),
      };

/** Opens a session at `address`, which was looked up for `source.host`. Throws coded errors (`source-failure.ts`). */
export async function openPostgres(source: SourceAddress, address: string): Promise<SourceSession> {
  const { port, database, user, password } = source;
  const client = new pg.Client({
    host: address,
    port,
    database,
    user,
    password,
    ssl: tlsOf(source),
    application_name: 'rekindle',
    connectionTimeoutMillis: connectMs,
    query_timeout: statementMs + connectMs,
    keepAlive: true,
    types: asText,
  });
  // A connection that breaks between two statements is told by the next one.
  client.on('error', () => {});
  const ask = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      throw sourceFailure(cause);
    }
  };
  const close = () => client.end().catch(() => {});
  try {
    await ask(() => client.connect());
    await ask(() =>
      client.query(`set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set extra_float_digits = 1;
        set statement_timeout = ${statementMs}; set lock_timeout = ${connectMs}; set idle_in_transaction_session_timeout = ${statementMs}`),
    );
    const { rows } = await ask(() => client.query<{ version: string }>('select version()'));
    return {
      kind: 'postgresql',
      version: rows[0]?.version.split(' on ')[0] ?? '',
      encrypted: source.tls !== 'off',
      close,
      read: (statement, values = []) => ask(() => readOnly(client, statement, values)),
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** In a read-only transaction of its own: a statement that made the session writable would have to come before it. */
async function readOnly(client: pg.Client, text: string, values: readonly (string | bigint | number)[]) {
  await client.query('begin transaction isolation level repeatable read read only');
  try {
    // Values go beside the text, which makes the server refuse more than one statement.
    const result = await client.query<(string | null)[]>({
      text,
      values: values.length > 0 ? values.map(String) : ([] as string[]),
      rowMode: 'array',
      queryMode: 'extended',
    } as pg.QueryArrayConfig);
    return {
      columns: result.fields.map(({ name, dataTypeID }) => ({
        name,
        nature: oids[dataTypeID] ?? ('other' as const),
      })),
      rows: result.rows.map(row =>
        row.map((value, index) => cellOf(result.fields[index]?.dataTypeID ?? 0, value)),
      ),
    };
  } finally {
    await client.query('rollback').catch(() => {});
  }
}
