/** Who an event is about: identifiers as clients send them, in the one form customer ids are made of. */
import { canonicalIdentifier } from '../cells/customer-id.store.ts';
import { emailCell } from '../cells/email.ts';
import { phoneCell } from '../cells/phone.ts';
import { textOf } from './json-text.ts';

/** An identifier of a known kind; the customer id is made of both. */
export interface Identifier {
  readonly idType: 'member-no' | 'email' | 'phone' | 'anonymous-id';
  readonly value: string;
}

export const longestId = 255;

/** What programs send when they have no id: one person would become everybody. */
const junk =
  /^(?:null|nil|none|undefined|nan|\(null\)|\[object object\]|true|false|0+|-1|anonymous|guest|unknown)$/i;

export type IdProblem = 'track-field-invalid' | 'track-id-junk' | 'identifier-scientific';
export type IdReading =
  | { readonly ok: true; readonly value: Identifier | null }
  | { readonly ok: false; readonly code: IdProblem };

const none: IdReading = { ok: true, value: null };
const refused = (code: IdProblem): IdReading => ({ ok: false, code });

function idText(raw: unknown): { ok: true; text: string | null } | { ok: false; code: IdProblem } {
  if (raw === undefined || raw === null || raw === '') return { ok: true, text: null };
  const text = textOf(raw);
  if (text === null || text.length > longestId) return { ok: false, code: 'track-field-invalid' };
  return junk.test(text) ? { ok: false, code: 'track-id-junk' } : { ok: true, text };
}

/**
 * `userId`: a member number unless it is an e-mail address or a mobile number, so that the same person imported by one
 * of these is the same customer. Absent: null.
 */
export function userIdOf(raw: unknown): IdReading {
  const read = idText(raw);
  if (!read.ok) return refused(read.code);
  if (read.text === null) return none;
  const email = read.text.includes('@') ? emailCell(read.text) : null;
  if (email?.ok) return { ok: true, value: { idType: 'email', value: email.value } };
  if (/^(?:\+\d{8,15}|(?:00)?(?:86)?1[3-9]\d{9})$/.test(read.text)) {
    const phone = phoneCell(read.text);
    if (phone.ok) return { ok: true, value: { idType: 'phone', value: phone.value } };
  }
  const number = canonicalIdentifier('member-no', read.text);
  return number.ok
    ? { ok: true, value: { idType: 'member-no', value: number.value } }
    : refused('identifier-scientific');
}

/** `anonymousId` as it came; absent: null. */
export function anonymousIdOf(raw: unknown): IdReading {
  const read = idText(raw);
  if (!read.ok) return refused(read.code);
  return read.text === null ? none : { ok: true, value: { idType: 'anonymous-id', value: read.text } };
}
