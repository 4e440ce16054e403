/**
 * How names and contacts look to everyone who need not reach the person: enough to recognise, not to reach. The fields
 * below mask whatever is put in them as a reply is written, so that a handler that forgets to mask gives nothing away.
 * Every mask leaves what is already masked as it is.
 */
import { z } from 'zod';

/** `138****0000`; anything shorter than eleven characters shows only its last two. */
export function maskPhone(phone: string): string {
  const digits = phone.trim().replace(/^\+86/, '');
  if (digits === '' || /^\*{4}.{0,2}$/u.test(digits)) return digits;
  return digits.length >= 11 ? `${digits.slice(0, 3)}****${digits.slice(-4)}` : `****${digits.slice(-2)}`;
}

/** `z***@x.com`: the domain tells a typing error, the person stays hidden. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const first = [...email][0] ?? '';
  if (first === '') return '';
  return at < 1 ? `${first === '@' ? '' : first}***` : `${first}***${email.slice(at)}`;
}

export const maskContact = (contact: string): string =>
  contact.includes('@') ? maskEmail(contact) : maskPhone(contact);

const isMasked = /^.\*+$/u;

/** `王**`, `J*** S***`: the first character of each word. */
export const maskName = (name: string): string =>
  name
    .trim()
    .split(/\s+/)
    .filter(word => word !== '')
    .map(word => (isMasked.test(word) ? word : maskWord(word)))
    .join(' ');

function maskWord(word: string): string {
  const [first = '', ...rest] = [...word];
  const hidden = /^\p{Script=Han}+$/u.test(word) ? Math.max(1, Math.min(rest.length, 3)) : 3;
  return first + '*'.repeat(hidden);
}

/** As long as the name itself, for a message whose layout is to be judged: `欧***`, `J*** S****`. */
export const maskInPlace = (name: string): string =>
  name.replace(/\S+/gu, word => [...word].map((letter, at) => (at === 0 ? letter : '*')).join(''));

/** A person's name in a reply. */
export const maskedName = z.string().overwrite(maskName);

/** A phone number or e-mail address in a reply. */
export const maskedContact = z.string().overwrite(maskContact);
