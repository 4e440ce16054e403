/** Whether a mapping fits a file: every column it names is there, and what a row cannot do without is named. */
import { badInput } from '../../kernel/errors.ts';
import { declaredKind, isDeclaredKind } from '../../records/declared-kinds.ts';
import type { Mapping, OrdersMapping } from '../../records/mapping.ts';

/** At least one field of each group. */
const orderNeeds: readonly (readonly string[])[] = [
  ['orderId'],
  ['orderedAt', 'paidAt'],
  ['netAmount', 'listAmount', 'unitPrice'],
  ['sku', 'productName'],
];
const eventNeeds: readonly (readonly string[])[] = [['event'], ['occurredAt'], ['customer', 'visitor']];
const refundNeeds: readonly (readonly string[])[] = [['orderId'], ['refundedAt'], ['refundAmount']];
const contactNeeds: readonly (readonly string[])[] = [['customer'], ['contact', 'consent']];
const customerNeeds: readonly (readonly string[])[] = [['customer']];

function needsOf(mapping: Mapping): readonly (readonly string[])[] {
  const { kind } = mapping;
  if (isDeclaredKind(kind))
    return declaredKind(kind)
      .columns.filter(({ needed }) => needed)
      .map(({ field }) => [field]);
  if (mapping.kind === 'refunds') return refundNeeds;
  if (mapping.kind === 'contacts') return contactNeeds;
  if (mapping.kind === 'events') return mapping.eventName === null ? eventNeeds : eventNeeds.slice(1);
  return kind === 'orders' ? orderNeeds : customerNeeds;
}

function assertRefunds({ refundDocumentTypes, columns }: OrdersMapping): void {
  if (refundDocumentTypes.length === 0) return;
  const missing = (['documentType', 'refundAmount'] as const).find(field => !columns[field]);
  if (missing)
    throw badInput('mapping-field-missing', {
      path: `mapping.columns.${missing}`,
      params: { fields: missing },
    });
}

/** What the nth of several columns with one name is called. */
export const numberedHeader = (name: string, nth: number): string => `${name} (${nth})`;

/** Enough of the headers to see what the file is. */
const listed = (headers: readonly string[]): string => {
  const names = headers.slice(0, 30).map(name => (name.length > 40 ? `${name.slice(0, 40)}…` : name));
  return headers.length > names.length
    ? `${names.join(', ')} … +${headers.length - names.length}`
    : names.join(', ');
};

/**
 * Throws `mapping-column-absent` (with the headers the file has), `mapping-column-repeated` or
 * `mapping-field-missing`.
 */
export function assertFits(mapping: Mapping, headers: readonly string[]): void {
  for (const [field, header] of Object.entries(mapping.columns)) {
    if (headers.includes(header)) continue;
    const isRepeated = headers.includes(numberedHeader(header, 1));
    throw badInput(isRepeated ? 'mapping-column-repeated' : 'mapping-column-absent', {
      path: `mapping.columns.${field}`,
      received: header,
      expected: listed(headers),
      params: { column: header, field },
    });
  }
  const needs = needsOf(mapping);
  const named = Object.keys(mapping.columns);
  const missing = needs.find(group => !group.some(field => named.includes(field)));
  if (missing) {
    const fields = missing.join(' / ');
    throw badInput('mapping-field-missing', {
      path: 'mapping.columns',
      expected: fields,
      params: { fields },
    });
  }
  if (mapping.kind === 'orders') assertRefunds(mapping);
}
