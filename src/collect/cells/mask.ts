/**
 * What may be shown of a value about a person: enough for its owner to recognise the row, not enough to reach or
 * name anybody. Every example, preview cell and error goes through here by the class of its column.
 */
import { contactFields, type Mapping } from '../../records/mapping.ts';

const stars = (text: string, start: number, end: number): string => {
  const characters = [...text];
  if (characters.length <= start + end) return '*'.repeat(Math.max(characters.length, 1));
  const hidden = '*'.repeat(Math.min(characters.length - start - end, 8));
  return characters.slice(0, start).join('') + hidden + (end ? characters.slice(-end).join('') : '');
};

/** `138****5678`; of an E.164 number the country code stays. */
export const maskPhone = (phone: string): string => {
  const code = /^\+86/.exec(phone)?.[0] ?? '';
  const digits = phone.slice(code.length);
  return digits.length >= 9 ? `${code}${stars(digits, 3, 4)}` : stars(phone, 0, 2);
};

/** `a***@example.com`: the domain tells a typing error, the person stays hidden. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return at < 1 ? stars(email, 1, 0) : `${stars(email.slice(0, at), 1, 0)}${email.slice(at)}`;
}

/** `张**`. */
export const maskName = (name: string): string => stars(name, 1, 0);

/** A phone number or address inside other text is hidden too, wherever it stands. */
const hideContacts = (text: string): string =>
  text
    .replace(/[^\s@,;<>"']+@[^\s@,;<>"']+\.[^\s@,;<>"']+/g, found => maskEmail(found))
    .replace(/(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)/g, found => maskPhone(found));

/** A raw cell as it may be shown, by the field its column is mapped to (null: a column no field uses). */
export function maskCell(field: string | null, raw: string): string {
  if (raw === '') return '';
  if (field === 'phone') return maskPhone(raw.trim());
  if (field === 'email') return maskEmail(raw.trim());
  if (field !== null && contactFields.includes(field)) return maskName(raw.trim());
  return hideContacts(raw).slice(0, 200);
}

/** The class a field's values are masked by: an identifier that is a phone number is one. */
export const maskClass = ({ identifierType }: Pick<Mapping, 'identifierType'>, field: string): string =>
  field === 'customer' && (identifierType === 'phone' || identifierType === 'email') ? identifierType : field;
