/** What an unsubscribe token holds: one person, one purpose, one consent channel, and the message it came in. */
import { z } from 'zod';

export const unsubscribePurpose = 'unsubscribe';

const payload = z.tuple([z.uuid(), z.literal('marketing'), z.enum(['email', 'sms']), z.uuid()]);

export interface UnsubscribeClaim {
  readonly customerId: string;
  readonly purpose: 'marketing';
  readonly consentChannel: 'email' | 'sms';
  readonly intentId: string;
}

export const claimText = (claim: UnsubscribeClaim): string =>
  JSON.stringify([claim.customerId, claim.purpose, claim.consentChannel, claim.intentId]);

/** The claim of an opened token, or null when it is not one. */
export function parseClaim(text: string | null): UnsubscribeClaim | null {
  if (text === null) return null;
  const parsed = payload.safeParse(JSON.parse(text));
  if (!parsed.success) return null;
  const [customerId, purpose, consentChannel, intentId] = parsed.data;
  return { customerId, purpose, consentChannel, intentId };
}

/** The link of one message; a public address may have been typed with a slash at its end. */
export const unsubscribeUrl = (publicUrl: string, token: string): string =>
  `${publicUrl.replace(/\/+$/, '')}/u/${token}`;

/** RFC 2369 and RFC 8058 headers for one message. */
export const unsubscribeHeaders = (url: string): Record<string, string> => ({
  'List-Unsubscribe': `<${url}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
});
