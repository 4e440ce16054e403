/**
 * One row of a file as an event: the rules, the scrubbing, the tracking plan and the identity are those of the tracking API,
 * so that an event that came both ways is one.
 */
import { type EventsMapping, propertyPrefix } from '../../records/mapping.ts';
import { type Cell, cell, identifierCell, refuse, trimmed, typed } from '../cells/cell.ts';
import { canonicalIdentifier } from '../cells/customer-id.store.ts';
import { dateCell } from '../cells/date-cell.ts';
import { numberCell } from '../cells/number-cell.ts';
import { isObject, type JsonObject } from '../track/json-text.ts';
import { orderEventNames } from '../track/order-event.ts';
import { judge, type TrackingPlan } from '../track/plan-check.ts';
import { type EventRow, eventRow } from '../track/prepare-events.ts';
import type { EventKeys } from '../track/remembered-ids.ts';
import { userIdOf } from '../track/track-ids.ts';
import { readMessage } from '../track/track-message.ts';

export interface EventReaderOptions {
  readonly mapping: EventsMapping;
  readonly headers: readonly string[];
  readonly zone: string;
  readonly keys: EventKeys;
  readonly plan: TrackingPlan;
  readonly receivedAt: Date;
  readonly machineAt: Date;
}

export type EventReading =
  | { readonly ok: true; readonly row: EventRow }
  | { readonly ok: false; readonly code: string; readonly field: string };

const plainNumber = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,8})?$/;

/** Inside a row only: the first cell that cannot be read. */
class Unreadable {
  readonly code: string;
  readonly field: string;
  constructor(code: string, field: string) {
    this.code = code;
    this.field = field;
  }
}

const taken = <T>(reading: Cell<T>, field: string): T => {
  if (!reading.ok) throw new Unreadable(reading.code, field);
  return reading.value;
};

/** The value a column of properties holds: a number where it is plainly one, else the text; null: blank. */
function propertyOf(raw: string): string | number | null {
  const text = trimmed(raw);
  if (text === '') return null;
  return plainNumber.test(text) ? Number(text) : text;
}

/** The object of a JSON cell; blank is an empty one. */
export function propertiesCell(raw: string): Cell<JsonObject> {
  if (trimmed(raw) === '') return cell({});
  try {
    const value: unknown = JSON.parse(trimmed(raw));
    return isObject(value) ? cell(value) : refuse('event-properties-invalid');
  } catch {
    return refuse('event-properties-invalid');
  }
}

/** Which field a rule of the tracking API is about. */
function fieldOfPath(path: string): string {
  if (path === 'anonymousId') return 'visitor';
  if (path === 'messageId') return path;
  return path.startsWith('properties') ? 'properties' : 'event';
}

type Raw = (field: string) => string;

/** Whom a row is about: a customer, a visitor or both. */
function identifiersOf(raw: Raw, identifierType: string): { customer: string; visitor: string } {
  const customer = taken(canonicalIdentifier(identifierType, raw('customer')), 'customer');
  const visitor = taken(identifierCell(raw('visitor')), 'visitor');
  if (customer === '' && visitor === '') {
    const isMasked = trimmed(raw('customer')) !== '';
    throw new Unreadable(isMasked ? 'identifier-masked' : 'required-missing', 'customer');
  }
  const named = userIdOf(customer);
  if (!named.ok) throw new Unreadable(named.code, 'customer');
  return { customer, visitor };
}

/** The JSON object, the columns of their own, and the amount, the later of one name winning. */
function propertiesOf(raw: Raw, own: readonly string[]): JsonObject {
  const properties: Record<string, unknown> = { ...taken(propertiesCell(raw('properties')), 'properties') };
  for (const field of own) {
    const value = propertyOf(raw(field));
    if (value !== null) properties[field.slice(propertyPrefix.length)] = value;
  }
  if (trimmed(raw('amount')) !== '')
    properties['amount'] = Number(taken(numberCell(raw('amount')), 'amount'));
  if (trimmed(raw('currency')) !== '') properties['currency'] = typed(raw('currency')).toUpperCase();
  return properties;
}

/** A reader of rows. Throws nothing for what a file may hold; about 25 µs a row. */
export function eventReader(options: EventReaderOptions): (cells: readonly string[]) => EventReading {
  const { mapping, headers, zone, keys, plan, receivedAt, machineAt } = options;
  const positions = new Map(
    Object.entries(mapping.columns).map(([field, header]) => [field, headers.indexOf(header)]),
  );
  const own = Object.keys(mapping.columns).filter(field => field.startsWith(propertyPrefix));
  const envelope = { kind: 'track', context: {}, sentAt: undefined, receivedAt, machineAt } as const;

  const rawOf = (cells: readonly string[]) => (field: string) => cells[positions.get(field) ?? -1] ?? '';

  function read(cells: readonly string[]): EventRow {
    if (cells.slice(headers.length).some(each => each !== '')) throw new Unreadable('row-too-long', '');
    const raw = rawOf(cells);
    const { customer, visitor } = identifiersOf(raw, mapping.identifierType);
    if (trimmed(raw('occurredAt')) === '') throw new Unreadable('required-missing', 'occurredAt');
    const at = taken(dateCell(raw('occurredAt'), { format: mapping.dateFormat, zone }), 'occurredAt');
    const properties = propertiesOf(raw, own);
    const said = {
      event: trimmed(raw('event')) || (mapping.eventName ?? ''),
      properties,
      timestamp: at.toISOString(),
      anonymousId: visitor || 'file',
      ...(customer === '' ? {} : { userId: customer }),
      ...(trimmed(raw('messageId')) === ''
        ? {}
        : { messageId: taken(identifierCell(raw('messageId')), 'messageId') }),
    };
    // Whom it is about is said by the mapping, so the API's own reading of ids is left out.
    const reading = readMessage({ ...said, userId: undefined }, envelope);
    if (!reading.ok) throw new Unreadable(reading.code, fieldOfPath(reading.path));
    if (orderEventNames.includes(reading.message.event)) throw new Unreadable('event-is-order', 'event');
    const { violations, refusal } = judge(plan, reading.message);
    if (refusal) throw new Unreadable(refusal.code, fieldOfPath(refusal.path));
    const message = { ...reading.message, anonymous: visitor === '' ? null : reading.message.anonymous };
    const row = eventRow(
      { keys, source: mapping.source, envelope, plan },
      { message, event: said, violations },
    );
    // History was known when it happened: a check-up as of a past day may use it. Both times are ISO texts of one length.
    const known = mapping.history && row.occurred_at < row.received_at ? row.occurred_at : row.received_at;
    const whose = customer === '' ? row.customer_id : keys.customerId(mapping.identifierType, customer);
    return { ...row, customer_id: whose, received_at: known };
  }

  return cells => {
    try {
      return { ok: true, row: read(cells) };
    } catch (error) {
      if (error instanceof Unreadable) return { ok: false, code: error.code, field: error.field };
      throw error;
    }
  };
}
