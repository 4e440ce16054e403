/** Files into state: all tables in one transaction, so that a database holds the whole backup or nothing of it. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { sql } from 'kysely';
import { from as copyFrom } from 'pg-copy-streams';
import { conflict } from '../../kernel/errors.ts';
import { saveSetting } from '../state/settings.store.ts';
import { type StateDb, type StateTransaction, withClient, withTransaction } from '../state/state-db.ts';
import { damaged, type Manifest, type StateTableCopy } from './manifest.ts';
import { rebuiltAfterLoad, stateTables } from './state-catalogue.ts';

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Under this setting a loaded database tells which restore it belongs to, until that one is over. */
export const restoreSetting = 'restoreId';

export interface LoadOrder {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly restoreId: string;
}

/**
 * Loads all tables and sequences into a database migrated to the backup's own level. Row triggers rest meanwhile
 * (rows come back as they were); references are checked when they are made again. Throws `restore-target-not-empty` for a database that was
 * in use and `backup-damaged` when a table got fewer or more rows than the manifest says.
 */
export async function loadState(db: StateDb, { folder, manifest, restoreId }: LoadOrder): Promise<void> {
  await withTransaction(db, async trx => {
    await requireUnused(trx);
    const copies = new Map(manifest.state.map(each => [each.table, each]));
    const order = (await stateTables(trx)).map(each => each.table);
    const rebuilt = await rebuiltAfterLoad(trx);
    await sql`set local maintenance_work_mem = '256MB'`.execute(trx);
    // A unique index may stand behind a reference: those go first and come back last.
    for (const { drop } of rebuilt.toReversed()) await sql.raw(drop).execute(trx);
    for (const table of order) await sql`alter table ${sql.table(table)} disable trigger user`.execute(trx);
    await sql`truncate ${sql.join(order.map(table => sql.table(table)))}`.execute(trx);
    for (const table of order) {
      const copy = copies.get(table);
      if (copy) await loadTable(trx, folder, copy);
      await sql`alter table ${sql.table(table)} enable trigger user`.execute(trx);
    }
    for (const { make } of rebuilt) await sql.raw(make).execute(trx);
    for (const { name, last, called } of manifest.sequences)
      await sql`select setval(${quoted(name)}::regclass, ${last}, ${called})`.execute(trx);
    await saveSetting(trx, restoreSetting, restoreId);
  });
  await sql`analyze`.execute(db);
}

/** A database that was ever opened knows the fingerprint of its keys. */
async function requireUnused(trx: StateTransaction): Promise<void> {
  const used = await trx.selectFrom('settings').select('key').limit(1).executeTakeFirst();
  if (used)
    throw conflict('restore-target-not-empty', { path: 'DATABASE_URL', params: { path: 'DATABASE_URL' } });
}

function loadTable(trx: StateTransaction, folder: string, copy: StateTableCopy): Promise<void> {
  return withClient(trx, async client => {
    const columns = copy.columns.map(quoted).join(', ');
    const stream = client.query(copyFrom(`copy ${quoted(copy.table)} (${columns}) from stdin`));
    await pipeline(createReadStream(join(folder, copy.file)), createZstdDecompress(), stream);
    if (stream.rowCount !== copy.rows) throw damaged(folder, copy.file);
  });
}
