/** Which field a header probably is, for the exports of Chinese shops and their English cousins. A person confirms. */

import { type DeclaredKindName, declaredKind, isDeclaredKind } from '../../records/declared-kinds.ts';
import { type ImportKind, type Mapping, mapping, propertyPrefix } from '../../records/mapping.ts';
import { typed } from '../cells/cell.ts';
import { contactHeaderWords } from './dealing-header-words.ts';
import { headerWords } from './header-words.ts';

const plain = (header: string): string =>
  typed(header)
    .toLowerCase()
    .replace(/[（(].*?[)）]/g, '')
    .replace(/[_\s]+/g, ' ')
    .trim();

const lastPart = (header: string): string => header.split('/').at(-1) ?? header;

/** Field → header, each header used once; exact words before the order of the fields. */
export function suggestColumns(headers: readonly string[], kind: ImportKind): Record<string, string> {
  // Of a heading over several rows, `订单/订单号`, the last part says what it is.
  const free = new Map([...headers.map(header => [plain(lastPart(header)), header] as const)].reverse());
  for (const header of headers) free.set(plain(header), header);
  const columns: Record<string, string> = {};
  for (const [field, names] of Object.entries(headerWords[kind])) {
    const found = names.find(name => free.has(name));
    if (found === undefined) continue;
    const header = free.get(found) ?? '';
    columns[field] = header;
    for (const [name, each] of [...free]) if (each === header) free.delete(name);
  }
  return columns;
}

/** What a customer column of contact points says of its kind. */
function identifierOf(columns: Readonly<Record<string, string>>): { identifierType?: 'phone' | 'email' } {
  const customer = columns.customer === undefined ? '' : plain(lastPart(columns.customer));
  const contact = (['phone', 'email'] as const).find(type => contactHeaderWords[type].includes(customer));
  return contact ? { identifierType: contact } : {};
}

/** What is not recognised of an events file becomes a property under its own name. */
function eventsSuggestion(headers: readonly string[], columns: Readonly<Record<string, string>>) {
  if (!columns.event || !columns.occurredAt || !(columns.customer || columns.visitor)) return null;
  const used = new Set(Object.values(columns));
  const others = headers.filter(header => header !== '' && header.length <= 200 && !used.has(header));
  const properties = Object.fromEntries(others.map(header => [`${propertyPrefix}${header}`, header]));
  return mapping.parse({
    kind: 'events',
    name: 'suggested',
    title: 'suggested',
    ...identifierOf(columns),
    columns: { ...columns, ...properties },
  });
}

/** A file without a customer column is about whom its phones or addresses are. */
function contactsSuggestion(columns: Readonly<Record<string, string>>): Mapping | null {
  const customer = columns.customer ?? columns.contact;
  if (customer === undefined || !(columns.contact || columns.consent)) return null;
  const whole = { ...columns, customer };
  if (!columns.customer && identifierOf(whole).identifierType === undefined) return null;
  return mapping.parse({
    kind: 'contacts',
    name: 'suggested',
    title: 'suggested',
    ...identifierOf(whole),
    columns: whole,
  });
}

const refundsSuggestion = (columns: Readonly<Record<string, string>>): Mapping | null =>
  columns.orderId && columns.refundedAt && columns.refundAmount
    ? mapping.parse({ kind: 'refunds', name: 'suggested', title: 'suggested', columns })
    : null;

/** Null unless every column such a file cannot do without was recognised. */
function declaredSuggestion(kind: DeclaredKindName, columns: Record<string, string>): Mapping | null {
  const isWhole = declaredKind(kind).columns.every(({ field, needed }) => !needed || columns[field]);
  if (!isWhole) return null;
  return mapping.parse({ kind, name: 'suggested', title: 'suggested', ...identifierOf(columns), columns });
}

/** A whole mapping from headers alone, or null when not even an order or customer number was recognised. */
export function suggestMapping(headers: readonly string[], kind: ImportKind): Mapping | null {
  const columns = suggestColumns(headers, kind);
  if (isDeclaredKind(kind)) return declaredSuggestion(kind, columns);
  if (kind === 'contacts') return contactsSuggestion(columns);
  if (kind === 'refunds') return refundsSuggestion(columns);
  if (kind === 'events') return eventsSuggestion(headers, columns);
  const isUseless =
    kind === 'orders' ? !columns.orderId : !columns.customer && !columns.phone && !columns.email;
  if (isUseless) return null;
  const identifier = columns.customer ? {} : { identifierType: columns.phone ? 'phone' : 'email' };
  const customer =
    kind === 'customers' ? { customer: columns.customer ?? columns.phone ?? columns.email } : {};
  const dateField = kind === 'orders' && !columns.paidAt ? { dateField: 'orderedAt' } : {};
  return mapping.parse({
    kind,
    name: 'suggested',
    title: 'suggested',
    ...identifier,
    ...dateField,
    columns: { ...columns, ...customer },
  });
}
