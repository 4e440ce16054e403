/** Passwords: what one must be, and their argon2id hashes. */
import { hash, verify } from '@node-rs/argon2';
import { badInput } from '../../kernel/errors.ts';

const minimum = 10;

/** Long enough and yet among the first that are tried; letters only, as `plain` leaves them. */
const wellKnown = new Set(
  'password passwordpassword qwertyuiop asdfghjkl iloveyou administrator letmein welcome changeme rekindle woaini wodemima mimamima'.split(
    ' ',
  ),
);

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, '');
const isRun = (text: string): boolean => {
  const steps = [...text].slice(1).map((letter, at) => letter.charCodeAt(0) - text.charCodeAt(at));
  return new Set(steps).size <= 1 || /^(0?123456789)+0?$/.test(text);
};

/** Throws `password-too-short` and, for one that is tried first, `password-too-easy`. */
export function requirePassword(password: string, email: string): void {
  if (password.length < minimum)
    throw badInput('password-too-short', { path: 'password', expected: String(minimum) });
  const [local = ''] = email.toLowerCase().split('@');
  const ofOwnAddress = local.length >= 4 && plain(password) === plain(local) && plain(local) !== '';
  if (ofOwnAddress || isRun(password) || wellKnown.has(plain(password))) {
    throw badInput('password-too-easy', { path: 'password' });
  }
}

/** Defaults of the binding: argon2id, 19 MiB, two passes, 5 ms when idle. */
export const hashPassword = (password: string): Promise<string> => hash(password);

let decoy: Promise<string> | undefined;

/** Whether the password is the hash's; without a hash the same work is done against a decoy and the answer is no. */
export async function isPassword(
  passwordHash: string | null | undefined,
  password: string,
): Promise<boolean> {
  decoy ??= hashPassword('nobody has this password');
  const right = await verify(passwordHash ?? (await decoy), password);
  return right && typeof passwordHash === 'string';
}
