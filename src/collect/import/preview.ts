/**
 * The first rows of a file as a mapping would read them: every mapped cell masked, with what it was read as or why
 * not. The same readings as the import, in TypeScript because a hundred rows need no engine.
 */

import { isDealingKind } from '../../records/dealing-kinds.ts';
import { type DeclaredField, declaredKind, isDeclaredKind } from '../../records/declared-kinds.ts';
import {
  type ContactFileField,
  type CustomerField,
  contactFields,
  type EventField,
  type Mapping,
  type OrderField,
  propertyPrefix,
} from '../../records/mapping.ts';
import type { DeclaredColumn } from '../../records/reference-kinds.ts';
import { type Cell, cell, identifierCell, refuse, trimmed, typed } from '../cells/cell.ts';
import { canonicalIdentifier } from '../cells/customer-id.store.ts';
import { dateCell } from '../cells/date-cell.ts';
import { emailCell } from '../cells/email.ts';
import { maskCell, maskClass } from '../cells/mask.ts';
import { numberCell } from '../cells/number-cell.ts';
import { phoneCell } from '../cells/phone.ts';
import { consentCell, contactCell, contactWord } from '../contact-file/contact-row.ts';
import { propertiesCell } from '../event-file/event-row.ts';
import { namesContact, scrub, scrubLongText, scrubText } from '../track/contact-scrub.ts';

type Field = OrderField | CustomerField | DeclaredField | EventField | ContactFileField;

const dates: readonly Field[] = [
  'occurredAt',
  'orderedAt',
  'paidAt',
  'refundedAt',
  'registeredAt',
  'consentAt',
];
const numbers: readonly Field[] = [
  'amount',
  'quantity',
  'unitPrice',
  'listAmount',
  'discountAmount',
  'netAmount',
  'costAmount',
  'unitCost',
  'refundAmount',
];
const identifiers: readonly Field[] = [
  'visitor',
  'messageId',
  'orderId',
  'sku',
  'couponCode',
  'refundId',
  'lineNo',
];
const freeText: readonly Field[] = [
  'productName',
  'category',
  'channel',
  'store',
  'region',
  'refundReason',
  'name',
  'city',
];
const needed: readonly Field[] = ['orderId', 'occurredAt'];

export interface PreviewCell {
  readonly field: string;
  readonly raw: string;
  readonly value: string | null;
  readonly code: string | null;
}

export interface PreviewRow {
  readonly rowNumber: number;
  readonly cells: PreviewCell[];
}

const dayText = (at: Date, zone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(at);

const asText = (value: Cell<Date>): Cell<string> => (value.ok ? cell(value.value.toISOString()) : value);

function readWord({ words = {}, blankWord = '', otherWord }: DeclaredColumn, raw: string): Cell<string> {
  const said = typed(raw).toLowerCase();
  const found = Object.entries(words).find(([, names]) => names.includes(said))?.[0];
  if (found !== undefined) return cell(found);
  if (otherWord === undefined) return refuse('word-unknown');
  return cell(otherWord === 'keep' ? scrubLongText(trimmed(raw)) : blankWord);
}

function readCustomer({ needed }: DeclaredColumn, raw: string, identifierType: string): Cell<string> {
  const identifier = canonicalIdentifier(identifierType, raw);
  return needed && identifier.ok && identifier.value === '' ? refuse('identifier-masked') : identifier;
}

/** As `declared-cells.store.ts` reads the column. */
function readDeclared(field: string, raw: string, mapping: Mapping & { zone: string }): Cell<string> | null {
  if (!isDeclaredKind(mapping.kind)) return null;
  const column = declaredKind(mapping.kind).columns.find(each => each.field === field);
  if (trimmed(raw) === '') return column?.needed ? refuse('required-missing') : cell(column?.blankWord ?? '');
  if (column?.reading === 'date' || column?.reading === 'time') {
    const at = dateCell(raw, { format: mapping.dateFormat, zone: mapping.zone });
    if (column.reading === 'time') return asText(at);
    return at.ok ? cell(dayText(at.value, mapping.zone)) : at;
  }
  if (column?.reading === 'customer') return readCustomer(column, raw, mapping.identifierType);
  if (column?.reading === 'word') return readWord(column, raw);
  if (column?.reading === 'currency') {
    const code = typed(raw).toUpperCase();
    return /^[A-Z]{3}$/.test(code) ? cell(code) : refuse('currency-unknown');
  }
  if (column?.reading === 'identifier') return identifierCell(raw);
  if (column?.reading !== 'amount')
    return cell(isDealingKind(mapping.kind) ? scrubLongText(trimmed(raw)) : trimmed(raw));
  const amount = numberCell(raw);
  return amount.ok && column.positive && amount.value.startsWith('-') ? refuse('amount-negative') : amount;
}

/** As `contact-row.ts` reads the column; null for a field that is none of it. */
function readContact(field: string, raw: string, mapping: Mapping): Cell<string> | null {
  if (mapping.kind !== 'contacts') return null;
  if (field === 'contactKind' || field === 'purpose' || field === 'consentChannel')
    return contactWord(field, raw);
  if (field === 'consent') return consentCell(mapping, raw);
  if (field === 'contact') return trimmed(raw) === '' ? cell('') : contactCell('', raw);
  return null;
}

/** As an event keeps its properties: without contact data. Null for a field that is none. */
function readProperty(field: string, raw: string): Cell<string> | null {
  if (field === 'properties') {
    const properties = propertiesCell(raw);
    return properties.ok ? cell(scrub(properties.value, 'properties').text) : properties;
  }
  if (!field.startsWith(propertyPrefix)) return null;
  return cell(namesContact(field.slice(propertyPrefix.length)) ? '' : scrubText(trimmed(raw)));
}

function read(field: Field, raw: string, mapping: Mapping & { zone: string }): Cell<string> {
  const own =
    readDeclared(field, raw, mapping) ?? readProperty(field, raw) ?? readContact(field, raw, mapping);
  if (own) return own;
  if (trimmed(raw) === '') return needed.includes(field) ? refuse('required-missing') : cell('');
  if (field === 'customer') return canonicalIdentifier(mapping.identifierType, raw);
  if (field === 'phone') return phoneCell(raw);
  if (field === 'email') return emailCell(raw);
  if (dates.includes(field)) return asText(dateCell(raw, { format: mapping.dateFormat, zone: mapping.zone }));
  if (numbers.includes(field)) return numberCell(raw);
  if (identifiers.includes(field)) return identifierCell(raw);
  return cell(freeText.includes(field) ? trimmed(raw) : typed(raw));
}

function previewCell(field: Field, raw: string, mapping: Mapping & { zone: string }): PreviewCell {
  const masked = maskClass(mapping, field);
  const value = read(field, raw, mapping);
  const isClean = field.startsWith('properties');
  const shown = (text: string) =>
    contactFields.includes(masked) && !isClean ? maskCell(masked, text) : maskCell(null, text);
  return {
    field,
    raw: maskCell(masked, raw),
    value: value.ok ? shown(value.value) : null,
    code: value.ok ? null : value.code,
  };
}

/** `zone` is the mapping's, or the organisation's where it names none. Row numbers count from the first data row. */
export function previewRows(
  rows: readonly (readonly string[])[],
  headers: readonly string[],
  mapping: Mapping & { zone: string },
): PreviewRow[] {
  const columns = Object.entries(mapping.columns).map(([field, header]) => ({
    field: field as Field,
    position: headers.indexOf(header),
  }));
  return rows.map((row, index) => ({
    rowNumber: index + 1,
    cells: columns.map(({ field, position }) => previewCell(field, row[position] ?? '', mapping)),
  }));
}

/** Distinct values of the status column with their rows, most frequent first. */
export function statusCounts(rows: readonly PreviewRow[]): { status: string; rows: number }[] {
  const counts = new Map<string, number>();
  for (const { cells } of rows) {
    const status = cells.find(each => each.field === 'status')?.value;
    if (status) counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return [...counts]
    .map(([status, count]) => ({ status, rows: count }))
    .sort((one, two) => two.rows - one.rows);
}

/** What is wrong in these rows, with the masked value of the first. */
export function previewReasons(
  rows: readonly PreviewRow[],
): { code: string; count: number; example: string | null }[] {
  const reasons = new Map<string, { code: string; count: number; example: string | null }>();
  for (const { code, raw } of rows.flatMap(row => row.cells)) {
    if (code === null) continue;
    const known = reasons.get(code);
    if (known) known.count += 1;
    else reasons.set(code, { code, count: 1, example: raw });
  }
  return [...reasons.values()].sort((one, two) => two.count - one.count);
}
