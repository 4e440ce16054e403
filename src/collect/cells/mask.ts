/**
 * What may be shown of a value about a person: enough for its owner to recognise the row, not enough to reach or
 * name anybody. Every example, preview cell and error goes through here by the class of its column.
 */

import { contactFields, type Mapping, propertyPrefix } from '../../records/mapping.ts';
import { maskEmail, maskName, maskPhone } from '../../records/masking.ts';
import { namesContact } from '../track/contact-scrub.ts';

/** A phone number or address inside other text is hidden too, wherever it stands. */
const hideContacts = (text: string): string =>
  text
    .replace(/[^\s@,;<>"']+@[^\s@,;<>"']+\.[^\s@,;<>"']+/g, found => maskEmail(found))
    .replace(/(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)/g, found => maskPhone(found));

const longestShown = 200;

/** A raw cell as it may be shown, by the field its column is mapped to (null: a column no field uses). */
export function maskCell(field: string | null, raw: string): string {
  if (raw === '') return '';
  if (field === 'phone') return maskPhone(raw.trim());
  if (field === 'email') return maskEmail(raw.trim());
  if (field !== null && contactFields.includes(field)) return maskName(raw.trim());
  // Cut first: the patterns cost the square of the length, 0.25 s at ten thousand characters and a day at five million.
  return hideContacts(raw.slice(0, 2 * longestShown)).slice(0, longestShown);
}

/** A cell nobody said what it is: a name or street may stand in it, so of each word only the first character is shown. */
export const maskUnread = (raw: string): string => maskName(raw.slice(0, longestShown));

/**
 * The class a field's values are masked by: an identifier that is a phone number is one, and properties of an event are a
 * person's where their name says so, or where nobody can tell.
 */
export function maskClass({ identifierType }: Pick<Mapping, 'identifierType'>, field: string): string {
  if (field === 'customer' && (identifierType === 'phone' || identifierType === 'email'))
    return identifierType;
  const isPersonal =
    field === 'properties' ||
    (field.startsWith(propertyPrefix) && namesContact(field.slice(propertyPrefix.length)));
  return isPersonal ? 'name' : field;
}
