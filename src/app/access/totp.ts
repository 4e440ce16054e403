/** Time-based one-time codes (RFC 6238 on RFC 4226): HMAC-SHA1, 30 seconds, six digits, what every authenticator app reads. */
import { createHmac, timingSafeEqual } from 'node:crypto';

const stepSeconds = 30;
const digits = 6;
/** Codes of the step before and after count too: clocks differ and people type slowly. */
const drift = [0, -1, 1] as const;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 base32 without padding, as authenticator apps take a secret. */
export function base32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{1,5}/g) ?? [])
    .map(group => alphabet[Number.parseInt(group.padEnd(5, '0'), 2)])
    .join('');
}

/** RFC 4226: the code of one counter value. `length` is for the RFC's own vectors, which have eight digits. */
export function hotp(secret: Uint8Array, counter: number, length = digits): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac('sha1', secret).update(message).digest();
  const offset = (mac[19] ?? 0) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** length).padStart(length, '0');
}

export const stepAt = (instant: Date): number => Math.floor(instant.getTime() / 1000 / stepSeconds);

/** The step whose code this is, near `instant`; null when it is none. The caller lets each step be used once. */
export function matchingStep(secret: Uint8Array, code: string, instant: Date): number | null {
  const given = Buffer.from(code.replace(/\s/g, ''));
  const steps = drift.map(offset => stepAt(instant) + offset);
  const found = steps.filter(step => {
    const right = Buffer.from(hotp(secret, step));
    return right.length === given.length && timingSafeEqual(right, given);
  });
  return found[0] ?? null;
}

/** The address an app reads from a QR code. */
export function otpauthUri(input: { secret: Uint8Array; issuer: string; account: string }): string {
  const { secret, issuer, account } = input;
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  const query = new URLSearchParams({ secret: base32(secret), issuer });
  return `otpauth://totp/${label}?${query.toString().replaceAll('+', '%20')}`;
}
