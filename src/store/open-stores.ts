/**
 * Opens everything a data folder holds, in the order that makes mistakes impossible: claim the folder, the facts
 * engine's lock, the state database, its keys, settings; and closes it in reverse. Server, command line and demo
 * all come through here.
 */
import { join } from 'node:path';
import { sql } from 'kysely';
import { conflict, unavailable } from '../kernel/errors.ts';
import type { Logger } from '../kernel/log.ts';
import type { Settings } from '../kernel/settings.ts';
import type { Facts } from './facts/facts.ts';
import { migrateFacts } from './facts/migrations.ts';
import { openFacts } from './facts/open-facts.ts';
import { claimFolder, type FolderClaim } from './folder.ts';
import {
  createKeyFile,
  type KeyFile,
  type KeyMaterial,
  keyFilePath,
  loadKeyFile,
  replaceKeyFile,
} from './key-file.ts';
import { createKeyRing, generationMissing, type KeyRing } from './key-ring.ts';
import { newestGeneration } from './keys.ts';
import { findGenerations, type GenerationRow, saveGeneration } from './rekey/key-generations.store.ts';
import { forgetUnfinished } from './state/idempotency.store.ts';
import { openState } from './state/open-state.ts';
import {
  loadClockOffset,
  loadSetting,
  openSettings,
  type SettingsSeed,
  saveSetting,
} from './state/settings.store.ts';
import type { StateDb } from './state/state-db.ts';

export interface StoresOptions {
  readonly dataFolder: string;
  readonly databaseUrl?: string | undefined;
  readonly clickhouseUrl?: string | undefined;
  readonly clickhouseCluster?: string | undefined;
  readonly secretFile?: string | undefined;
  /** The keys a folder without any gets; fresh random ones unless given. */
  readonly firstKeys?: KeyFile | undefined;
  /** Where audit checkpoints go; `audit` in the data folder unless given. */
  readonly auditFolder?: string | undefined;
  readonly seed?: SettingsSeed;
  readonly machineNow: () => Date;
  readonly log: Logger;
  /** Called when the embedded PostgreSQL ended though nobody asked it to and would not start again. */
  readonly onStateEnded?: (() => void) | undefined;
  /** The restore that is not over yet opens the folder itself. */
  readonly restoring?: boolean;
  /** Cap of the embedded facts engine. */
  readonly maxServerMemoryMb?: number | undefined;
  /** Whether the embedded facts engine compiles expressions; default true. */
  readonly compile?: boolean | undefined;
}

export interface Stores {
  readonly pg: StateDb;
  readonly ch: Facts;
  readonly keys: KeyRing;
  readonly settings: Settings;
  /** Domain time minus machine time at opening; `saveClockOffset` changes it. */
  readonly clockOffsetMs: number;
  /** The data folder's real path. */
  readonly dataFolder: string;
  readonly stagingFolder: string;
  readonly auditFolder: string;
  /** Writes to `run.json` where this process answers HTTP. */
  readonly announce: FolderClaim['announce'];
}

export interface OpenStores {
  readonly stores: Stores;
  /** Releases everything; safe to call twice. */
  close(): Promise<void>;
}

/** `REKINDLE_FACTS_COMPILE`: `off` keeps the embedded engine from compiling. */
export const compileOf = (env: Readonly<Record<string, string | undefined>>): boolean =>
  env['REKINDLE_FACTS_COMPILE']?.trim() !== 'off';

/** What the environment says about stores; an empty variable counts as unset. */
export function storesEnvironment(env: Readonly<Record<string, string | undefined>>) {
  const value = (name: string) => env[name]?.trim() || undefined;
  return {
    dataFolder: value('REKINDLE_DATA') ?? './data',
    databaseUrl: value('DATABASE_URL'),
    clickhouseUrl: value('CLICKHOUSE_URL'),
    clickhouseCluster: value('CLICKHOUSE_CLUSTER'),
    secretFile: value('REKINDLE_SECRET_FILE'),
    auditFolder: value('REKINDLE_AUDIT_FOLDER'),
    compile: compileOf(env),
    seed: {
      zone: value('REKINDLE_ZONE'),
      currency: value('REKINDLE_CURRENCY'),
      locale: value('REKINDLE_LOCALE'),
    },
  };
}

/**
 * Opens and migrates the stores of a data folder (1.5–2.5 s new, 0.5–1 s later). Throws the coded errors of its
 * parts; whatever was open by then is closed again.
 */
export async function openStores(options: StoresOptions): Promise<OpenStores> {
  const undo: (() => Promise<void>)[] = [];
  const close = () => releaseAll(undo);
  try {
    return { stores: await openAll(options, undo), close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** Releases in reverse order; a failing part does not keep the others, the first failure is thrown at the end. */
async function releaseAll(undo: (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (let release = undo.pop(); release; release = undo.pop()) {
    await release().catch(cause => failures.push(cause));
  }
  if (failures.length > 0) throw failures[0];
}

async function openAll(options: StoresOptions, undo: (() => Promise<void>)[]): Promise<Stores> {
  const { machineNow, log } = options;
  const claim = await claimFolder(options.dataFolder, { restoring: options.restoring ?? false });
  undo.push(claim.release);
  const dataFolder = claim.folder;
  const ch = await openFacts(factsOptions(options, dataFolder));
  undo.push(() => ch.close());
  const shared = Boolean(options.databaseUrl && options.clickhouseUrl);
  const { databaseUrl, onStateEnded: onServerEnded } = options;
  const { db: pg, close } = await openState({
    dataFolder,
    databaseUrl,
    shared,
    machineNow,
    log,
    onServerEnded,
  });
  undo.push(close);
  const path = keyFilePath(dataFolder, options.secretFile);
  const keys = await openKeys(pg, path, { machineNow, firstKeys: options.firstKeys });
  const settings = await openSettings(pg, options.seed);
  await migrateRecorded(pg, ch, machineNow);
  if (!shared) await forgetUnfinished(pg, machineNow());
  return {
    pg,
    ch,
    keys,
    settings,
    clockOffsetMs: await loadClockOffset(pg),
    dataFolder,
    stagingFolder: ch.stagingFolder,
    auditFolder: options.auditFolder ?? join(dataFolder, 'audit'),
    announce: claim.announce,
  };
}

const factsOptions = (options: StoresOptions, dataFolder: string) => ({
  folder: join(dataFolder, 'facts'),
  stagingFolder: join(dataFolder, 'staging'),
  ...(options.clickhouseUrl ? { url: options.clickhouseUrl } : {}),
  ...(options.clickhouseCluster ? { cluster: options.clickhouseCluster } : {}),
  compile: options.compile ?? true,
  ...(options.maxServerMemoryMb ? { maxServerMemoryMb: options.maxServerMemoryMb } : {}),
});

/**
 * The keys, made at first start only. Data remembers the fingerprint of its keys and each generation of them:
 * `keys-missing` when they are gone, `keys-wrong` when they are another data's, `keys-generation-missing` when the file
 * is older than a rotation whose keys are in use.
 */
async function openKeys(
  pg: StateDb,
  path: string,
  { machineNow, firstKeys }: Pick<StoresOptions, 'machineNow' | 'firstKeys'>,
): Promise<KeyRing> {
  const expected = await loadSetting(pg, 'keyFingerprint');
  const found = loadKeyFile(path);
  if (!found && expected !== null) throw unavailable('keys-missing', { path, params: { path } });
  const material = found ?? (await createKeyFile(path, firstKeys));
  const generations = await findGenerations(pg);
  const store = {
    path,
    load: () => loadKeyFile(path),
    save: (file: KeyFile) => replaceKeyFile(path, file),
  };
  // What the file holds beyond the database was prepared by a rotation that never began.
  const newest = generations.at(-1)?.generation ?? newestGeneration(material);
  const keys = createKeyRing(store, material, newest);
  if (expected === null) await saveSetting(pg, 'keyFingerprint', keys.fingerprint);
  else if (expected !== keys.fingerprint) throw conflict('keys-wrong', { path });
  requireGenerations(path, material, { keys, generations });
  if (generations.length === 0)
    await saveGeneration(pg, { keys, generation: newest, madeAt: machineNow(), rotationId: null });
  return keys;
}

function requireGenerations(
  path: string,
  material: KeyMaterial,
  { keys, generations }: { keys: KeyRing; generations: readonly GenerationRow[] },
): void {
  for (const { generation, checkValue, dataRetiredAt, indexRetiredAt } of generations) {
    const held = material.generations.get(generation);
    const lacks = (!held?.dataKey && !dataRetiredAt) || (!held?.indexKey && !indexRetiredAt);
    if (lacks || keys.generationCheck(generation) !== checkValue) throw generationMissing(path, generation);
  }
}

/** The facts migrations' lock: "RKFM" in ASCII. */
const factsMigrationLock = 0x524b464d;

/** Facts migrations, recorded in state; processes starting together take turns. */
async function migrateRecorded(pg: StateDb, ch: Facts, machineNow: () => Date): Promise<void> {
  await pg.connection().execute(async db => {
    await sql`select pg_advisory_lock(${factsMigrationLock})`.execute(db);
    try {
      const rows = await db.selectFrom('facts_migrations').select('name').execute();
      await migrateFacts(ch, {
        applied: rows.map(row => row.name),
        record: async name => {
          await db.insertInto('facts_migrations').values({ name, applied_at: machineNow() }).execute();
        },
      });
    } finally {
      await sql`select pg_advisory_unlock(${factsMigrationLock})`.execute(db);
    }
  });
}
