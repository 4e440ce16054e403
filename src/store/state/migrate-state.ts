/**
 * Brings the state database to this program's version: numbered `.sql` files, forward only, each in its own
 * transaction, under one advisory lock so that two processes starting together apply each file once.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { badInput, conflict } from '../../kernel/errors.ts';
import { makeScopeSchema } from './scope-schema.ts';
import { clientConfig, type StateAddress } from './state-db.ts';

/** The lock's number: "RKND" in ASCII. */
const migrationLock = 0x524b4e44;

export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text, hexadecimal: an applied file must not change. */
  readonly checksum: string;
}

export const stateMigrationsFolder = join(import.meta.dirname, 'migrations');

/** The migrations of a folder in order of their number. */
export async function loadMigrations(folder = stateMigrationsFolder): Promise<Migration[]> {
  const names = (await readdir(folder)).filter(name => /^\d{4}_[\w-]+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async name => {
      const sql = await readFile(join(folder, name), 'utf8');
      return {
        name: name.replace(/\.sql$/, ''),
        sql,
        checksum: createHash('sha256').update(sql).digest('hex'),
      };
    }),
  );
}

/**
 * Applies what is missing and returns the names applied now. Refuses with `folder-newer` when the database holds
 * a migration this program does not know, and with `migration-changed` when an applied file was edited; both
 * before anything is altered.
 */
export async function migrateState(
  address: StateAddress,
  { machineNow, migrations }: { machineNow: () => Date; migrations?: readonly Migration[] },
): Promise<string[]> {
  const wanted = migrations ?? (await loadMigrations());
  const client = new pg.Client(clientConfig(address));
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    const missing = missingMigrations(wanted, await appliedMigrations(client));
    // A view would keep the columns it reads from being changed.
    if (missing.length > 0) await client.query('drop schema if exists in_scope cascade');
    for (const migration of missing) await applyMigration(client, migration, machineNow());
    // A database at an earlier level is on its way to this program's.
    if (!migrations) await makeScopeSchema(client);
    return missing.map(migration => migration.name);
  } finally {
    await client.end();
  }
}

type Applied = ReadonlyMap<string, string>;

async function appliedMigrations(client: pg.Client): Promise<Applied> {
  await client.query(`create table if not exists state_migrations (
    name text primary key, checksum text not null, applied_at timestamptz not null)`);
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from state_migrations',
  );
  return new Map(rows.map(row => [row.name, row.checksum]));
}

function missingMigrations(wanted: readonly Migration[], applied: Applied): Migration[] {
  const known = new Set(wanted.map(migration => migration.name));
  const unknown = [...applied.keys()].filter(name => !known.has(name)).sort();
  if (unknown.length > 0)
    throw badInput('folder-newer', { received: unknown.at(-1), params: { found: unknown.join(', ') } });
  const changed = wanted.find(({ name, checksum }) => applied.has(name) && applied.get(name) !== checksum);
  if (changed) throw conflict('migration-changed', { params: { name: changed.name } });
  return wanted.filter(({ name }) => !applied.has(name));
}

async function applyMigration(
  client: pg.Client,
  { name, sql, checksum }: Migration,
  at: Date,
): Promise<void> {
  try {
    await client.query('begin');
    await client.query(sql);
    await client.query('insert into state_migrations (name, checksum, applied_at) values ($1, $2, $3)', [
      name,
      checksum,
      at,
    ]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    throw conflict('migration-failed', { params: { name, reason: String((cause as Error).message) }, cause });
  }
}
