/** E-mail addresses as one canonical form: lower case, nothing else changed (dots and plus tags belong to the person). */
import { type Cell, cell, refuse, typed } from './cell.ts';

const address =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{4,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/;

/** Refused with `cell-email-invalid` unless it is a plain address with a dotted domain. */
export function emailCell(raw: string): Cell<string> {
  const text = typed(raw)
    .replace(/^mailto:/i, '')
    .toLowerCase();
  if (!address.test(text) || text.includes('..') || /^\.|\.@/.test(text)) return refuse('cell-email-invalid');
  return cell(text);
}
