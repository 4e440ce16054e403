/**
 * The organisation's keys wrapped by a passphrase: the only form in which they leave the machine. The wrapping key
 * is derived by scrypt, so that each guess costs an attacker 128 MB and a third of a second.
 */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';
import { badInput } from '../kernel/errors.ts';
import { type KeyFile, keyFileSchema } from './key-file.ts';

const cost = { N: 2 ** 17, r: 8, p: 1 } as const;
const place = 'rekindle keys 1';
const shortest = 12;

const bytes = z.base64();
export const wrappedKeysSchema = z.object({
  version: z.literal(1),
  /** The newest generation inside; a copy of the database may hold nothing newer. */
  generation: z.int().min(1).default(1),
  kdf: z.literal('scrypt'),
  N: z
    .int()
    .min(2 ** 14)
    .max(2 ** 20),
  r: z.int().min(1).max(32),
  p: z.int().min(1).max(16),
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

/** Wraps a key file (0.4 s, 128 MB for that time). Throws `passphrase-short`. */
export async function wrapKeys(file: KeyFile, passphrase: string): Promise<WrappedKeys> {
  const [salt, nonce] = [randomBytes(16), randomBytes(12)];
  const key = await derive(checkedPassphrase(passphrase), salt, cost);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(file), 'utf8'), cipher.final()]);
  return {
    version: 1,
    generation: Math.max(...Object.keys(file.generations).map(Number)),
    kdf: 'scrypt',
    ...cost,
    salt: salt.toString('base64'),
    nonce: nonce.toString('base64'),
    cipher: sealed.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
  };
}

/** The key file behind a wrapping. Throws `passphrase-wrong` for another passphrase or altered bytes. */
export async function unwrapKeys(wrapped: WrappedKeys, passphrase: string): Promise<KeyFile> {
  const of = (text: string) => Buffer.from(text, 'base64');
  const key = await derive(passphrase, of(wrapped.salt), wrapped);
  try {
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
