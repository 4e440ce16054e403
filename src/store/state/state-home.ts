/**
 * Where the embedded database's files and programs lie. Normally `DATA/state` and the installed package; when we
 * are root and the account PostgreSQL needs cannot reach them (a checkout below a home of mode 700), a copy of the
 * programs and the state stand under `/var/lib/rekindle`, and `DATA/state-location.json` points there.
 */
import { randomBytes } from 'node:crypto';
import { chmod, chown, cp, mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { conflict, unavailable } from '../../kernel/errors.ts';
import { fileFailure } from '../file-failure.ts';
import { canTraverse, type PostgresAccount, postgresAccount } from './postgres-account.ts';
import { binariesAt, findBinaries, type PostgresBinaries, prepareBinaries } from './postgres-binaries.ts';

export interface StateHome {
  /** Holds `pgdata`, the socket and the server's log; owned by the account the server runs under. */
  readonly folder: string;
  readonly binaries: PostgresBinaries;
  /** Null: the server runs under our own account. */
  readonly account: PostgresAccount | null;
}

export interface StateHomeOptions {
  readonly dataFolder: string;
  readonly binaries?: PostgresBinaries;
  /** Where state goes that cannot stay in the data folder; `/var/lib/rekindle` unless a test says otherwise. */
  readonly elsewhere?: string;
}

const pointerName = 'state-location.json';
const pointerSchema = z.object({ folder: z.string().startsWith('/') });
const ownerSchema = z.object({ dataFolder: z.string() });

/** Finds or makes the home of a data folder's state. The data folder must exist. Throws file errors as coded ones. */
export async function openStateHome({
  dataFolder,
  binaries = findBinaries(),
  elsewhere = '/var/lib/rekindle',
}: StateHomeOptions): Promise<StateHome> {
  try {
    const data = await realpath(dataFolder);
    const prepared = await prepareBinaries(binaries);
    const account = await postgresAccount();
    const input = { data, prepared, account, elsewhere };
    const folder = await statePlace(input);
    await ownFolder(folder, account);
    return { folder, binaries: await runnableBinaries(input), account };
  } catch (cause) {
    throw fileFailure(cause, dataFolder);
  }
}

/** Whether a database has been made in this home before. */
export const isInitialised = (home: StateHome): Promise<boolean> =>
  exists(join(home.folder, 'pgdata', 'PG_VERSION'));

interface PlaceInput {
  readonly data: string;
  readonly prepared: PostgresBinaries;
  readonly account: PostgresAccount | null;
  readonly elsewhere: string;
}

async function statePlace({ data, account, elsewhere }: PlaceInput): Promise<string> {
  const pointed = await loadPointer(data);
  if (pointed) return join(pointed, 'state');
  const own = join(data, 'state');
  if (account === null || (await canTraverse(account, data))) return own;
  // An existing database is never left behind for an empty one.
  if (await exists(join(own, 'pgdata')))
    throw unavailable('state-folder-closed', { path: data, params: { path: data } });
  const place = join(elsewhere, randomBytes(8).toString('hex'));
  await openFolder(elsewhere);
  await openFolder(place);
  await writeFile(join(place, 'owner.json'), `${JSON.stringify({ dataFolder: data })}\n`);
  await writeFile(join(data, pointerName), `${JSON.stringify({ folder: place })}\n`, { mode: 0o600 });
  return join(place, 'state');
}

/**
 * The folder the pointer names. A copied data folder still points at the original's state, which must not get two
 * owners: `state-belongs-elsewhere` as long as the original exists; a moved folder takes its state along.
 */
async function loadPointer(data: string): Promise<string | null> {
  const text = await readFile(join(data, pointerName), 'utf8').catch(() => null);
  if (text === null) return null;
  const { folder } = pointerSchema.parse(JSON.parse(text));
  const owner = ownerSchema.parse(JSON.parse(await readFile(join(folder, 'owner.json'), 'utf8')));
  if (owner.dataFolder === data) return folder;
  const original = await readFile(join(owner.dataFolder, pointerName), 'utf8').catch(() => '');
  if (original === text)
    throw conflict('state-belongs-elsewhere', { path: data, params: { owner: owner.dataFolder } });
  await writeFile(join(folder, 'owner.json'), `${JSON.stringify({ dataFolder: data })}\n`);
  return folder;
}

/**
 * The programs where the account can run them: as installed, else a copy (60 MB) per version that all data folders
 * share. A half-made copy never gets the final name.
 */
async function runnableBinaries({ prepared, account, elsewhere }: PlaceInput): Promise<PostgresBinaries> {
  if (account === null || (await canTraverse(account, join(prepared.folder, 'bin')))) return prepared;
  const manifest = await readFile(join(prepared.folder, '..', 'package.json'), 'utf8');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(manifest));
  const target = join(elsewhere, `postgres-${version}`);
  if (!(await exists(target))) {
    const draft = `${target}.${randomBytes(4).toString('hex')}`;
    await openFolder(elsewhere);
    await openFolder(draft);
    await cp(prepared.folder, join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    await rename(draft, target).catch(() => rm(draft, { recursive: true }));
  }
  return binariesAt(join(target, 'native'));
}

/** A folder of ours that other accounts may pass through but not list. */
async function openFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o711);
}

/** Makes the state folder private to the account; its contents are the server's own, made under that account. */
async function ownFolder(folder: string, account: PostgresAccount | null): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (account) await chown(folder, account.uid, account.gid);
  await chmod(folder, 0o700);
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
