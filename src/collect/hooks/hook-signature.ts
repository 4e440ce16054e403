/**
 * Whether a delivery was signed by whoever has the hook's secret: over the bytes as they came, compared in constant time.
 * Pure.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { HookScheme, HookSigning } from '../../records/hook.ts';

export interface Signed {
  readonly bytes: Uint8Array;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly secret: string;
  readonly signing: HookSigning;
  /** By the machine's clock. */
  readonly now: Date;
}

/** How far a signed time may be from now (Standard Webhooks). */
const toleranceMs = 5 * 60_000;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
/** Hashed first: neither where two texts differ nor how long they are can be told from the time it takes. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

const hmac = (secret: string | Uint8Array, bytes: Uint8Array, encoding: 'base64' | 'hex'): string =>
  createHmac('sha256', secret).update(bytes).digest(encoding);

/** `whsec_` and base64: the bytes; anything else is the secret itself. */
const standardKey = (secret: string): Uint8Array =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);

/** `v1,SIGNATURE` over `id.timestamp.body`, several apart by blanks; signed more than five minutes ago is no more. */
function isStandard({ bytes, headers, secret, now }: Signed): boolean {
  const id = headers['webhook-id'] ?? '';
  const at = headers['webhook-timestamp'] ?? '';
  if (id === '' || !/^\d{9,12}$/.test(at) || Math.abs(Number(at) * 1000 - now.getTime()) > toleranceMs)
    return false;
  const expected = hmac(standardKey(secret), Buffer.concat([Buffer.from(`${id}.${at}.`), bytes]), 'base64');
  return (headers['webhook-signature'] ?? '')
    .split(' ')
    .slice(0, 10)
    .some(each => isSame(each, `v1,${expected}`));
}

/** MD5 of client id, body and client secret, as 有赞云 documents `Event-Sign`; the sign within the body covers less. */
function isYouzan({ bytes, headers, secret, signing }: Signed): boolean {
  const expected = createHash('md5')
    .update(signing.clientId ?? '')
    .update(bytes)
    .update(secret)
    .digest('hex');
  return isSame((headers['event-sign'] ?? '').toLowerCase(), expected);
}

function isHmac({ bytes, headers, secret, signing }: Signed): boolean {
  const { header = '', encoding = 'hex', prefix = '' } = signing;
  const given = headers[header.toLowerCase()] ?? '';
  const expected = `${prefix}${hmac(secret, bytes, encoding)}`;
  return isSame(
    encoding === 'hex' ? given.toLowerCase() : given,
    encoding === 'hex' ? expected.toLowerCase() : expected,
  );
}

const schemes: Readonly<Record<HookScheme, (signed: Signed) => boolean>> = {
  shopify: ({ bytes, headers, secret }) =>
    isSame(headers['x-shopify-hmac-sha256'] ?? '', hmac(secret, bytes, 'base64')),
  woocommerce: ({ bytes, headers, secret }) =>
    isSame(headers['x-wc-webhook-signature'] ?? '', hmac(secret, bytes, 'base64')),
  youzan: isYouzan,
  standard: isStandard,
  hmac: isHmac,
};

/** Never throws; some 10 µs for an order. */
export const isSigned = (signed: Signed): boolean => schemes[signed.signing.scheme](signed);

/** WooCommerce asks once whether the address answers, unsigned, before it sends anything. */
export const isPing = ({ scheme }: HookSigning, bytes: Uint8Array): boolean =>
  scheme === 'woocommerce' &&
  bytes.length < 60 &&
  /^webhook_id=\d+$/.test(Buffer.from(bytes).toString('latin1'));

/** By what a delivery is known when it comes again: a signed id, else its very bytes. An unsigned header could be another each time. */
export function deliveryIdOf(
  { bytes, headers, signing }: Pick<Signed, 'bytes' | 'headers' | 'signing'>,
  body: unknown,
): string {
  const signed =
    signing.scheme === 'standard'
      ? headers['webhook-id']
      : signing.scheme === 'youzan'
        ? messageIdIn(body)
        : undefined;
  return signed && signed.length <= 200
    ? signed
    : `sha256-${createHash('sha256').update(bytes).digest('base64url')}`;
}

function messageIdIn(body: unknown): string | undefined {
  const id: unknown = (body as { msg_id?: unknown } | null)?.msg_id;
  return typeof id === 'string' && id !== '' ? id : undefined;
}
