/**
 * The organisation's keys wrapped by a passphrase: the only form in which they leave the machine. The wrapping key
 * is derived by scrypt, so that each guess costs an attacker 128 MB and a third of a second. What the server does by
 * itself cannot ask for a passphrase: it wraps for a lock, the public half of a key pair the passphrase makes, and only
 * the passphrase opens that again.
 */
import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  scrypt,
} from 'node:crypto';
import { z } from 'zod';
import { badInput } from '../kernel/errors.ts';
import { type KeyFile, keyFileSchema } from './key-file.ts';

const cost = { N: 2 ** 17, r: 8, p: 1 } as const;
const place = 'rekindle keys 1';
const shortest = 12;

const bytes = z.base64();
const costSchema = {
  N: z
    .int()
    .min(2 ** 14)
    .max(2 ** 20),
  r: z.int().min(1).max(32),
  p: z.int().min(1).max(16),
};

/** What keys are wrapped for without the passphrase at hand. */
export const passphraseLockSchema = z.object({ ...costSchema, salt: bytes, publicKey: bytes });
export type PassphraseLock = z.infer<typeof passphraseLockSchema>;

export const wrappedKeysSchema = z.object({
  /** 2: for a lock; `ephemeral` is the sender's public half. */
  version: z.literal([1, 2]),
  ephemeral: bytes.optional(),
  /** The newest generation inside; a copy of the database may hold nothing newer. */
  generation: z.int().min(1).default(1),
  kdf: z.literal('scrypt'),
  ...costSchema,
  salt: bytes,
  nonce: bytes,
  cipher: bytes,
  tag: bytes,
});
export type WrappedKeys = z.infer<typeof wrappedKeysSchema>;

type Cost = Pick<WrappedKeys, 'N' | 'r' | 'p'>;

const derive = (passphrase: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const options = { N, r, p, maxmem: 256 * N * r };
    scrypt(passphrase.normalize('NFKC'), salt, 32, options, (cause, key) =>
      cause ? reject(cause) : resolve(key),
    );
  });

/** The passphrase, if it is long enough to be one; throws `passphrase-short`. */
export function checkedPassphrase(passphrase: string): string {
  if (passphrase.normalize('NFKC').length >= shortest) return passphrase;
  throw badInput('passphrase-short', {
    path: 'passphrase',
    expected: `>= ${shortest}`,
    params: { shortest },
  });
}

const generationOf = (file: KeyFile) => Math.max(...Object.keys(file.generations).map(Number));

function sealed(file: KeyFile, key: Uint8Array) {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(place));
  const body = Buffer.concat([cipher.update(JSON.stringify(file), 'utf8'), cipher.final()]);
  return {
    generation: generationOf(file),
    kdf: 'scrypt' as const,
    nonce: nonce.toString('base64'),
    cipher: body.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
  };
}

/** Wraps a key file (0.4 s, 128 MB for that time). Throws `passphrase-short`. */
export async function wrapKeys(file: KeyFile, passphrase: string): Promise<WrappedKeys> {
  const salt = randomBytes(16);
  const key = await derive(checkedPassphrase(passphrase), salt, cost);
  return { version: 1, ...sealed(file, key), ...cost, salt: salt.toString('base64') };
}

/** PKCS#8 and SubjectPublicKeyInfo around raw X25519 keys (RFC 8410). */
const privateHead = Buffer.from('302e020100300506032b656e04220420', 'hex');
const publicHead = Buffer.from('302a300506032b656e032100', 'hex');
const privateKeyOf = (seed: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([privateHead, seed]), format: 'der', type: 'pkcs8' });
const publicKeyOf = (raw: string): KeyObject =>
  createPublicKey({
    key: Buffer.concat([publicHead, Buffer.from(raw, 'base64')]),
    format: 'der',
    type: 'spki',
  });
const rawOf = (key: KeyObject): string =>
  key.export({ format: 'der', type: 'spki' }).subarray(publicHead.length).toString('base64');

function agreed(privateKey: KeyObject, publicKey: KeyObject, [ephemeral, lock]: readonly [string, string]) {
  const shared = diffieHellman({ privateKey, publicKey });
  return new Uint8Array(hkdfSync('sha256', shared, `${ephemeral} ${lock}`, place, 32));
}

/** The lock a passphrase opens (0.4 s, 128 MB for that time). It reveals as much as a hash of it. Throws `passphrase-short`. */
export async function lockOf(passphrase: string): Promise<PassphraseLock> {
  const salt = randomBytes(16);
  const seed = await derive(checkedPassphrase(passphrase), salt, cost);
  const publicKey = rawOf(createPublicKey(privateKeyOf(seed)));
  return { ...cost, salt: salt.toString('base64'), publicKey };
}

/** Wraps a key file for a lock, without its passphrase (0.2 ms). */
export function wrapKeysFor(file: KeyFile, lock: PassphraseLock): WrappedKeys {
  const pair = generateKeyPairSync('x25519');
  const ephemeral = rawOf(pair.publicKey);
  const key = agreed(pair.privateKey, publicKeyOf(lock.publicKey), [ephemeral, lock.publicKey]);
  const { N, r, p, salt } = lock;
  return { version: 2, ephemeral, ...sealed(file, key), N, r, p, salt };
}

async function wrappingKey(wrapped: WrappedKeys, passphrase: string): Promise<Uint8Array> {
  const derived = await derive(passphrase, Buffer.from(wrapped.salt, 'base64'), wrapped);
  if (wrapped.ephemeral === undefined) return derived;
  const own = privateKeyOf(derived);
  const publicKey = rawOf(createPublicKey(own));
  return agreed(own, publicKeyOf(wrapped.ephemeral), [wrapped.ephemeral, publicKey]);
}

/** The key file behind a wrapping. Throws `passphrase-wrong` for another passphrase or altered bytes. */
export async function unwrapKeys(wrapped: WrappedKeys, passphrase: string): Promise<KeyFile> {
  const of = (text: string) => Buffer.from(text, 'base64');
  try {
    const key = await wrappingKey(wrapped, passphrase);
    const decipher = createDecipheriv('aes-256-gcm', key, of(wrapped.nonce), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(of(wrapped.tag));
    const text = Buffer.concat([decipher.update(of(wrapped.cipher)), decipher.final()]).toString('utf8');
    return keyFileSchema.parse(JSON.parse(text));
  } catch {
    // The cause is left out: a parser's message would quote the keys.
    throw badInput('passphrase-wrong', { path: 'passphrase' });
  }
}
