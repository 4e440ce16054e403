/**
 * A backup becomes a data folder again: everything is checked before anything is written, both stores are brought
 * back at the level they were copied at, then opened as always, which upgrades them to this program.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { badInput, conflict } from '../../kernel/errors.ts';
import type { Logger } from '../../kernel/log.ts';
import { factsMigrations } from '../facts/migrations.ts';
import { openFacts } from '../facts/open-facts.ts';
import { claimFolder } from '../folder.ts';
import {
  createKeyFile,
  type Generation,
  type KeyFile,
  keyFileOf,
  keyFilePath,
  keyMaterialOf,
  loadKeyFile,
  replaceKeyFile,
} from '../key-file.ts';
import { keysOf } from '../keys.ts';
import { openStores, type Stores, type StoresOptions } from '../open-stores.ts';
import { loadMigrations, type Migration } from '../state/migrate-state.ts';
import { dropState, openState } from '../state/open-state.ts';
import { connectState } from '../state/state-db.ts';
import { unwrapKeys, wrappedKeysSchema } from '../wrapped-keys.ts';
import { placeAuditNotes } from './audit-notes.ts';
import { countFacts } from './make-backup.ts';
import { damaged, keysName, type Manifest, readManifest, readPart, verifyFiles } from './manifest.ts';
import { loadState, restoreSetting } from './state-load.ts';
import { markUnfinished, markWhole, requireRestorable } from './unfinished-restore.ts';

export interface RestoreOrder {
  /** Folder of the backup. */
  readonly from: string;
  readonly passphrase: string;
  readonly stores: StoresOptions;
  readonly onStep: (step: 'verify' | 'facts' | 'state' | 'open') => void;
  /** Last work on the opened stores before the folder counts as whole; repeated when it was cut short. */
  readonly finish: (stores: Stores) => Promise<void>;
}

/**
 * Restores into an empty or absent data folder. Throws `backup-not-found`, `backup-damaged`, `backup-newer`,
 * `folder-newer`, `passphrase-wrong`, `restore-target-not-empty` before anything is written. Killed at any moment it
 * may be run again; until then the folder is refused with `restore-unfinished`.
 */
export async function restoreBackup(order: RestoreOrder): Promise<Manifest> {
  const { from, stores: options, onStep } = order;
  if (options.clickhouseUrl) throw conflict('facts-backup-needs-embedded');
  const read = await readManifest(from);
  const { manifest } = read;
  const migrations = await migrationsOf(manifest);
  const keyFile = await unwrapped(from, order.passphrase);
  onStep('verify');
  await verifyFiles(from, read, keysOf(keyMaterialOf(keyFile)));
  await requireRestorable(options.dataFolder);
  await requireFreeServer(options);
  await loadStores({ order, manifest, migrations, keyFile });
  onStep('open');
  const opened = await openStores({ ...options, restoring: true });
  const { dataFolder } = opened.stores;
  try {
    await requireRows(opened.stores, manifest);
    await order.finish(opened.stores);
    await opened.stores.pg.deleteFrom('settings').where('key', '=', restoreSetting).execute();
  } finally {
    await opened.close();
  }
  await markWhole(dataFolder);
  return manifest;
}

interface Loading {
  readonly order: RestoreOrder;
  readonly manifest: Manifest;
  readonly migrations: readonly Migration[];
  readonly keyFile: KeyFile;
}

/** Keys, facts and state into the marked folder; what a killed attempt left is cleared first. */
async function loadStores({ order, manifest, migrations, keyFile }: Loading): Promise<void> {
  const { stores: options, onStep } = order;
  const claim = await claimFolder(options.dataFolder, { restoring: true });
  try {
    const { restoreId, repeated } = await markUnfinished(claim.folder);
    if (repeated) await clearRemains(claim.folder, options);
    await placeKeys(keyFilePath(claim.folder, options.secretFile), keyFile);
    await placeAuditNotes(order.from, options.auditFolder ?? join(claim.folder, 'audit'));
    onStep('facts');
    await loadFacts(claim.folder, order);
    onStep('state');
    if (!(await isLoaded(options, restoreId)))
      await loadStateInto(claim.folder, { order, manifest, migrations, restoreId });
  } finally {
    await claim.release();
  }
}

/** Before anything is written; the load asks once more in its own transaction. Throws `restore-target-not-empty`. */
async function requireFreeServer(options: StoresOptions): Promise<void> {
  if (!options.databaseUrl) return;
  const { settings, strangers } = await foundOn(options.databaseUrl, options.log);
  if (strangers || (settings.size > 0 && !settings.has(restoreSetting)))
    throw conflict('restore-target-not-empty', { path: 'DATABASE_URL', params: { path: 'DATABASE_URL' } });
}

/** A server's database takes part in one transaction: after a kill it holds all of this restore or nothing. */
async function isLoaded({ databaseUrl, log }: StoresOptions, restoreId: string): Promise<boolean> {
  if (!databaseUrl) return false;
  return (await foundOn(databaseUrl, log)).settings.get(restoreSetting) === restoreId;
}

interface FoundOnServer {
  /** None where the database has no tables of ours yet. */
  readonly settings: ReadonlyMap<string, unknown>;
  /** Whether somebody else's tables are there and none of ours. */
  readonly strangers: boolean;
}

/** What a server's database holds; a killed migration's leavings are ours. Tables that extensions bring count for nothing. */
async function foundOn(url: string, log: Logger): Promise<FoundOnServer> {
  const onLost = () => log.warn({}, 'state-connection-lost');
  const db = await connectState({ url }, { connections: 1, onLost });
  try {
    const { rows } = await sql<{ made: boolean; others: boolean }>`
      select to_regclass('settings') is not null as made, to_regclass('state_migrations') is null and exists (
        select from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
          and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')) as others`.execute(
      db,
    );
    const [found] = rows;
    if (found?.made !== true) return { settings: new Map(), strangers: found?.others === true };
    const settings = await db.selectFrom('settings').select(['key', 'value']).execute();
    return { settings: new Map(settings.map(row => [row.key, row.value])), strangers: false };
  } finally {
    await db.destroy();
  }
}

/** The migrations the backup's databases had; throws `folder-newer` when this program does not know one. */
async function migrationsOf(manifest: Manifest): Promise<Migration[]> {
  const state = await loadMigrations();
  const known = new Set([...state, ...factsMigrations()].map(each => each.name));
  const unknown = [...manifest.stateMigrations, ...manifest.factsMigrations].filter(name => !known.has(name));
  if (unknown.length > 0)
    throw badInput('folder-newer', { received: unknown.at(-1), params: { found: manifest.product } });
  return state.filter(each => manifest.stateMigrations.includes(each.name));
}

async function unwrapped(from: string, passphrase: string): Promise<KeyFile> {
  const text = await readPart(from, keysName);
  const wrapped = wrappedKeysSchema.safeParse(jsonOrNull(text));
  if (!wrapped.success) throw damaged(from, keysName);
  return unwrapKeys(wrapped.data, passphrase);
}

const jsonOrNull = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** What a killed restore left in the folder; a server's database holds nothing until everything is in it. */
async function clearRemains(folder: string, options: StoresOptions): Promise<void> {
  await rm(join(folder, 'facts'), { recursive: true, force: true });
  await rm(join(folder, 'audit'), { recursive: true, force: true });
  if (!options.databaseUrl) await dropState({ dataFolder: folder, log: options.log });
}

/** A key file that is there already must be the same data's; generations it no longer holds come back to it. */
async function placeKeys(path: string, file: KeyFile): Promise<void> {
  const found = loadKeyFile(path) ?? (await createKeyFile(path, file));
  const backed = keyMaterialOf(file);
  if (keysOf(found).fingerprint !== keysOf(backed).fingerprint) throw conflict('keys-wrong', { path });
  const generations = new Map(found.generations);
  for (const [number, generation] of backed.generations)
    generations.set(number, { ...generation, ...definedOf(found.generations.get(number)) });
  const merged = keyFileOf({ ...found, generations });
  if (JSON.stringify(merged) !== JSON.stringify(keyFileOf(found))) await replaceKeyFile(path, merged);
}

const definedOf = (generation: Generation | undefined): Partial<Generation> =>
  Object.fromEntries(Object.entries(generation ?? {}).filter(([, bytes]) => bytes !== undefined));

async function loadFacts(folder: string, { from }: RestoreOrder): Promise<void> {
  const facts = await openFacts({ folder: join(folder, 'facts'), stagingFolder: join(folder, 'staging') });
  try {
    await facts.restore(join(from, 'facts.tar'));
  } finally {
    await facts.close();
  }
}

async function loadStateInto(
  folder: string,
  parts: Omit<Loading, 'keyFile'> & { readonly restoreId: string },
): Promise<void> {
  const { order, manifest, migrations, restoreId } = parts;
  const { databaseUrl, machineNow, log } = order.stores;
  const { db, close } = await openState({ dataFolder: folder, databaseUrl, machineNow, log, migrations });
  try {
    await loadState(db, { folder: order.from, manifest, restoreId });
  } finally {
    await close();
  }
}

async function requireRows(stores: Stores, manifest: Manifest): Promise<void> {
  const rows = await countFacts(stores);
  const different = Object.entries(manifest.facts.rows).find(([table, count]) => rows[table] !== count);
  if (different) throw damaged(manifest.facts.file, different[0]);
}
