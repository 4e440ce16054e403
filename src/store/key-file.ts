/**
 * The organisation's keys at rest: `DATA/keys.json`, or the file `REKINDLE_SECRET_FILE` names. Made once with
 * mode 600; afterwards only a rotation puts a longer or shorter one in its place, since losing it loses every contact
 * point.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { badInput, unavailable } from '../kernel/errors.ts';
import { fileFailure } from './file-failure.ts';
import { syncFile } from './sync-file.ts';

/** The keys of one generation; a rotation adds one. */
export interface Generation {
  /** Encrypts fields; absent once no ciphertext needs it. */
  readonly dataKey?: Uint8Array | undefined;
  /** Makes blind indexes; absent once no index needs it. */
  readonly indexKey?: Uint8Array | undefined;
  /** Seals tokens. Stays for good: links in letters already sent must open. */
  readonly tokenKey: Uint8Array;
}

export interface KeyMaterial {
  /** Makes customer ids; never rotates. */
  readonly idKey: Uint8Array;
  /** Makes hashes whose clear text is nowhere kept, so that they could not be made again; never rotates. */
  readonly matchKey: Uint8Array;
  readonly generations: ReadonlyMap<number, Generation>;
}

const hexKey = z.string().regex(/^[0-9a-f]{64}$/);
const generationNumber = z.string().regex(/^[1-9]\d{0,5}$/);
const firstFormSchema = z.object({
  version: z.literal(1),
  idKey: hexKey,
  indexKey: hexKey,
  tokenKey: hexKey,
  dataKeys: z.object({ 1: hexKey }),
  currentDataKey: z.literal(1),
});
const generationSchema = z.object({
  dataKey: hexKey.optional(),
  indexKey: hexKey.optional(),
  tokenKey: hexKey,
});
const secondFormSchema = z.object({
  version: z.literal(2),
  idKey: hexKey,
  matchKey: hexKey,
  generations: z
    .record(generationNumber, generationSchema)
    .refine(all => Object.values(all).some(({ dataKey, indexKey }) => dataKey && indexKey)),
});
/** A file from before keys could rotate is read as one whose first generation is all there is. */
export const keyFileSchema = z.union([
  secondFormSchema,
  firstFormSchema.transform(({ idKey, indexKey, tokenKey, dataKeys }) => ({
    version: 2 as const,
    idKey,
    matchKey: indexKey,
    generations: { '1': { dataKey: dataKeys[1], indexKey, tokenKey } },
  })),
]);
export type KeyFile = z.output<typeof secondFormSchema>;

/** The key file of a data folder; `secretFile` (from REKINDLE_SECRET_FILE) wins when given. */
export const keyFilePath = (dataFolder: string, secretFile?: string): string =>
  secretFile ?? join(dataFolder, 'keys.json');

const freshKey = () => randomBytes(32);

/** Three fresh random keys. */
export const freshGeneration = (): Generation => ({
  dataKey: freshKey(),
  indexKey: freshKey(),
  tokenKey: freshKey(),
});

/** Key material made from fresh random bytes. */
export const freshKeyFile = (): KeyFile =>
  keyFileOf({
    idKey: freshKey(),
    matchKey: freshKey(),
    generations: new Map([[1, freshGeneration()]]),
  });

/** The text form of keys, as their file holds it. */
export function keyFileOf(keys: KeyMaterial): KeyFile {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const one = ({ dataKey, indexKey, tokenKey }: Generation) => ({
    ...(dataKey ? { dataKey: hex(dataKey) } : {}),
    ...(indexKey ? { indexKey: hex(indexKey) } : {}),
    tokenKey: hex(tokenKey),
  });
  return {
    version: 2,
    idKey: hex(keys.idKey),
    matchKey: hex(keys.matchKey),
    generations: Object.fromEntries(
      [...keys.generations].map(([number, generation]) => [number, one(generation)]),
    ),
  };
}

/** The keys of a file as bytes; 32 each. */
export function keyMaterialOf(file: KeyFile): KeyMaterial {
  const bytes = (hex: string) => Buffer.from(hex, 'hex');
  return {
    idKey: bytes(file.idKey),
    matchKey: bytes(file.matchKey),
    generations: new Map(
      Object.entries(file.generations).map(([number, { dataKey, indexKey, tokenKey }]) => [
        Number(number),
        {
          dataKey: dataKey === undefined ? undefined : bytes(dataKey),
          indexKey: indexKey === undefined ? undefined : bytes(indexKey),
          tokenKey: bytes(tokenKey),
        },
      ]),
    ),
  };
}

/** The keys in a file, or null when there is none. Throws `keys-unreadable` when the file is not a key file. */
export function loadKeyFile(path: string): KeyMaterial | null {
  const text = textOrNull(path);
  if (text === null) return null;
  const parsed = keyFileSchema.safeParse(jsonOrNull(text));
  // Neither the text nor the parser's message may be shown: both quote the keys.
  if (!parsed.success) throw badInput('keys-unreadable', { path });
  return keyMaterialOf(parsed.data);
}

function textOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw fileFailure(cause, path);
  }
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
  await placed(path, file, draft => link(draft, path).catch(ignoreExisting));
  const keys = loadKeyFile(path);
  if (!keys) throw unavailable('keys-unreadable', { path });
  return keys;
}

/** Puts other keys in the file's place: whoever reads it sees the old file or the new one, also after a power cut. */
export const replaceKeyFile = (path: string, file: KeyFile): Promise<void> =>
  placed(path, file, draft => rename(draft, path));

async function placed(path: string, file: KeyFile, place: (draft: string) => Promise<void>): Promise<void> {
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
    await place(draft);
    await syncFile(dirname(path));
  } catch (cause) {
    throw fileFailure(cause, path);
  } finally {
    await rm(draft, { force: true }).catch(() => {});
  }
}

function ignoreExisting(cause: NodeJS.ErrnoException): void {
  if (cause.code !== 'EEXIST') throw cause;
}
