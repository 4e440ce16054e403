/**
 * The organisation's keys at rest: `DATA/keys.json`, or the file `REKINDLE_SECRET_FILE` names. Made once with
 * mode 600 and never overwritten, since losing it loses every contact point.
 */
import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { badInput, unavailable } from '../kernel/errors.ts';
import { fileFailure } from './file-failure.ts';

export interface KeyMaterial {
  /** Makes customer ids; never rotates. */
  readonly idKey: Uint8Array;
  /** Makes blind indexes. */
  readonly indexKey: Uint8Array;
  readonly tokenKey: Uint8Array;
  /** Encryption keys by version; new ciphertexts use `currentDataKey`, old ones stay readable. */
  readonly dataKeys: ReadonlyMap<number, Uint8Array>;
  readonly currentDataKey: number;
}

const hexKey = z.string().regex(/^[0-9a-f]{64}$/);
export const keyFileSchema = z.object({
  version: z.literal(1),
  idKey: hexKey,
  indexKey: hexKey,
  tokenKey: hexKey,
  dataKeys: z.record(z.string().regex(/^[1-9]\d*$/), hexKey),
  currentDataKey: z.number().int().positive(),
});
export type KeyFile = z.infer<typeof keyFileSchema>;

/** The key file of a data folder; `secretFile` (from REKINDLE_SECRET_FILE) wins when given. */
export const keyFilePath = (dataFolder: string, secretFile?: string): string =>
  secretFile ?? join(dataFolder, 'keys.json');

/** Key material made from fresh random bytes. */
export function freshKeyFile(): KeyFile {
  const key = () => randomBytes(32).toString('hex');
  return {
    version: 1,
    idKey: key(),
    indexKey: key(),
    tokenKey: key(),
    dataKeys: { 1: key() },
    currentDataKey: 1,
  };
}

/** The text form of keys, as their file holds it. */
export function keyFileOf(keys: KeyMaterial): KeyFile {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  return {
    version: 1,
    idKey: hex(keys.idKey),
    indexKey: hex(keys.indexKey),
    tokenKey: hex(keys.tokenKey),
    dataKeys: Object.fromEntries([...keys.dataKeys].map(([version, bytes]) => [version, hex(bytes)])),
    currentDataKey: keys.currentDataKey,
  };
}

/** The keys of a file as bytes; 32 each. */
export function keyMaterialOf(file: KeyFile): KeyMaterial {
  const bytes = (hex: string) => Buffer.from(hex, 'hex');
  return {
    idKey: bytes(file.idKey),
    indexKey: bytes(file.indexKey),
    tokenKey: bytes(file.tokenKey),
    dataKeys: new Map(Object.entries(file.dataKeys).map(([version, hex]) => [Number(version), bytes(hex)])),
    currentDataKey: file.currentDataKey,
  };
}

/** The keys in a file, or null when there is none. Throws `keys-unreadable` when the file is not a key file. */
export async function loadKeyFile(path: string): Promise<KeyMaterial | null> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw fileFailure(cause, path);
  });
  if (text === null) return null;
  const parsed = keyFileSchema.safeParse(jsonOrNull(text));
  // Neither the text nor the parser's message may be shown: both quote the keys.
  if (!parsed.success || !parsed.data.dataKeys[String(parsed.data.currentDataKey)]) {
    throw badInput('keys-unreadable', { path });
  }
  return keyMaterialOf(parsed.data);
}

const jsonOrNull = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/**
 * Makes the key file (mode 600, synced to disk before it gets its name), of fresh keys unless given some, and returns
 * its keys. A file that appeared meanwhile is kept and read instead.
 */
export async function createKeyFile(path: string, file: KeyFile = freshKeyFile()): Promise<KeyMaterial> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.draft`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(file, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await link(draft, path).catch(ignoreExisting);
  } catch (cause) {
    throw fileFailure(cause, path);
  } finally {
    await rm(draft, { force: true }).catch(() => {});
  }
  const keys = await loadKeyFile(path);
  if (!keys) throw unavailable('keys-unreadable', { path });
  return keys;
}

function ignoreExisting(cause: NodeJS.ErrnoException): void {
  if (cause.code !== 'EEXIST') throw cause;
}
