/**
 * From the body of a tracking request to what is stored: rows of facts without contact data, people with theirs, links
 * between visitors and customers, and what broke a rule. Nothing is written here.
 */
import { createHash } from 'node:crypto';
import { emailCell } from '../cells/email.ts';
import { phoneCell } from '../cells/phone.ts';
import { holdsContact, scrub, scrubText } from './contact-scrub.ts';
import { canonicalJson, isObject, type JsonObject, mergedBeneath, objectOf, textOf } from './json-text.ts';
import { type OrderEvent, readOrderEvent } from './order-event.ts';
import { judge, noPlan, type TrackingPlan } from './plan-check.ts';
import type { EventKeys } from './remembered-ids.ts';
import type { Identifier } from './track-ids.ts';
import { type Envelope, type Refusal, readMessage, type TrackMessage } from './track-message.ts';

/** A row of `events` but for what is stamped as it is stored. */
export interface EventRow {
  readonly customer_id: string;
  readonly source: string;
  readonly message_id: string;
  readonly anonymous_id: string;
  readonly kind: string;
  readonly event: string;
  readonly occurred_at: string;
  readonly received_at: string;
  readonly original_at: string | null;
  readonly sent_at: string | null;
  readonly clock_flag: string;
  readonly properties: string;
  readonly context: string;
  readonly removed: number;
  readonly plan_version: number;
  /** Departures from the plan, each as `code path`. */
  readonly violations: readonly string[];
  readonly version: string;
}

/** What an event says about a customer; the values are personal and go encrypted to state only. */
export interface PersonSaid {
  readonly customerId: string;
  readonly identifier: Identifier;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  /** Where they live; only its key is kept. */
  readonly address: string | null;
}

export interface Link {
  readonly rawId: string;
  readonly customerId: string;
}

export interface RefusedEvent extends Refusal {
  readonly messageId: string | null;
  readonly kind: string;
  /** Name of the event, without contact data. */
  readonly name: string;
  /** The event as it came, as JSON: by it a repeat is known. */
  readonly said: string;
  /** The event with what its request said of it, so that it can be read again by itself. */
  readonly payload: string;
}

/** What an event says of an order. */
export interface OrderTold {
  readonly customerId: string;
  /** False: of a visitor only. */
  readonly isNamed: boolean;
  readonly messageId: string;
  readonly event: OrderEvent;
}

export interface PreparedEvents {
  readonly source: string;
  readonly receivedAt: Date;
  readonly machineAt: Date;
  readonly rows: readonly EventRow[];
  readonly people: readonly PersonSaid[];
  readonly links: readonly Link[];
  readonly refused: readonly RefusedEvent[];
  readonly orders: readonly OrderTold[];
  /** What the request weighs while it waits. */
  readonly bytes: number;
}

export interface PrepareOptions {
  readonly keys: EventKeys;
  /** Name of the key that sent it. */
  readonly source: string;
  readonly envelope: Envelope;
  readonly bytes: number;
  readonly plan?: TrackingPlan;
}

/** Zero: no visitor was named. */
export const noVisitor = '00000000-0000-0000-0000-000000000000';

const transport = new Set(['writeKey', 'sentAt', 'receivedAt', '_metadata', 'integrations']);

/** An event without id is the same event when it says the same; what a retry changes does not count. */
function hashOf(event: unknown): string {
  const said = Object.fromEntries(Object.entries(objectOf(event)).filter(([key]) => !transport.has(key)));
  return `sha256-${createHash('sha256').update(canonicalJson(said)).digest('base64url')}`;
}

function storedMessageId({ keys }: PrepareOptions, given: string | null, event: unknown): string {
  if (given === null) return keys.pseudonym('message', hashOf(event)).replace('hmac:', 'hash:');
  return holdsContact(given) ? keys.pseudonym('message', given) : given;
}

/** First arrivals win among rows of one key: the version falls with time. */
export const versionAt = (at: Date): string => (2n ** 63n - BigInt(at.getTime())).toString();

const shortText = (value: unknown): string | null => textOf(value)?.slice(0, 200) ?? null;

function personNameOf(traits: JsonObject): string | null {
  const given = shortText(traits['name']) ?? shortText(traits['fullName']) ?? shortText(traits['姓名']);
  const parts = [shortText(traits['firstName']), shortText(traits['lastName'])].filter(part => part !== null);
  return given ?? (parts.join(' ') || null);
}

/** Where somebody lives, as Segment's `address` trait says it: whole in a text, or in parts with a street. */
function addressOf(traits: JsonObject): string | null {
  const said = traits['address'];
  const whole = shortText(said);
  if (whole !== null) return whole;
  const parts = objectOf(said);
  if (shortText(parts['street']) === null) return null;
  return addressParts.flatMap(part => shortText(parts[part]) ?? []).join(' ');
}
const addressParts = ['country', 'state', 'city', 'street', 'postalCode'];

function contactsOf({
  kind,
  traits,
  user,
}: TrackMessage): Pick<PersonSaid, 'name' | 'email' | 'phone' | 'address'> {
  const own = (idType: Identifier['idType']) => (user?.idType === idType ? user.value : null);
  if (kind !== 'identify') return { name: null, email: own('email'), phone: own('phone'), address: null };
  const email = emailCell(textOf(traits['email']) ?? '');
  const phone = phoneCell(textOf(traits['phone'] ?? traits['mobile']) ?? '');
  return {
    name: personNameOf(traits),
    email: email.ok ? email.value : own('email'),
    phone: phone.ok ? phone.value : own('phone'),
    address: addressOf(traits),
  };
}

/** What is the same in all rows of a request. */
interface Arrival {
  readonly receivedAt: string;
  readonly version: string;
}

const arrivalOf = ({ receivedAt }: Envelope): Arrival => ({
  receivedAt: receivedAt.toISOString(),
  version: versionAt(receivedAt),
});

type Prepared = PrepareOptions & { readonly arrived: Arrival };

function rowOf(options: Prepared, { message, event, violations }: Told): EventRow {
  const { keys, source, arrived } = options;
  const idOf = ({ idType, value }: Identifier) => keys.customerId(idType, value);
  const { kind, user, anonymous, times } = message;
  const isTraits = kind === 'identify' || kind === 'group';
  const said = scrub(isTraits ? message.traits : message.properties, isTraits ? 'traits' : 'properties');
  const context = scrub(message.context, 'context');
  const visitor = anonymous ? idOf(anonymous) : noVisitor;
  return {
    customer_id: user ? idOf(user) : visitor,
    source,
    message_id: storedMessageId(options, message.messageId, event),
    anonymous_id: visitor,
    kind,
    event: scrubText(message.event),
    occurred_at: times.occurredAt.toISOString(),
    received_at: arrived.receivedAt,
    original_at: times.originalAt?.toISOString() ?? null,
    sent_at: times.sentAt?.toISOString() ?? null,
    clock_flag: times.flag,
    properties: said.text,
    context: context.text,
    removed: Math.min(said.removed + context.removed, 65_535),
    plan_version: options.plan?.version ?? 0,
    violations,
    version: arrived.version,
  };
}

/** A message that keeps the rules, as it came, and how it departs from the plan. */
export interface Told {
  readonly message: TrackMessage;
  readonly event: unknown;
  readonly violations: readonly string[];
}

/** The row of one event that came by itself. */
export const eventRow = (options: Omit<PrepareOptions, 'bytes'>, told: Told): EventRow =>
  rowOf({ ...options, bytes: 0, arrived: arrivalOf(options.envelope) }, told);

/** A visitor who says who they are, and the names an alias puts together. */
function linksOf({ keys }: PrepareOptions, { user, anonymous, previous }: TrackMessage): Link[] {
  if (!user || (!anonymous && previous.length === 0)) return [];
  const customerId = keys.customerId(user.idType, user.value);
  return [...(anonymous ? [anonymous] : []), ...previous]
    .map(({ idType, value }) => ({ rawId: keys.customerId(idType, value), customerId }))
    .filter(({ rawId }) => rawId !== customerId);
}

/** The events of a request, `{batch: […]}` or one event. */
export const eventsOf = (body: JsonObject, kind: Envelope['kind']): readonly unknown[] =>
  kind === null && Array.isArray(body['batch']) ? body['batch'] : [body];

/** Prepares every event of a request. Cost about 20 µs an event: keyed hashes, the scrub, one JSON text. */
export function prepareEvents(events: readonly unknown[], given: PrepareOptions): PreparedEvents {
  const options = { ...given, arrived: arrivalOf(given.envelope) };
  const rows: EventRow[] = [];
  const people = new Map<string, PersonSaid>();
  const links = new Map<string, Link>();
  const refused: RefusedEvent[] = [];
  const orders: OrderTold[] = [];
  for (const [index, event] of events.entries()) {
    const reading = readMessage(event, options.envelope);
    if (!reading.ok) {
      refused.push(refusedOf(options, { event, index, reading }));
      continue;
    }
    const { message } = reading;
    const told = readOrderEvent(message);
    if (!told.ok) {
      refused.push(refusedOf(options, { event, index, reading: told }));
      continue;
    }
    const { violations, refusal } = judge(options.plan ?? noPlan, message);
    if (refusal) {
      refused.push(refusedOf(options, { event, index, reading: refusal }));
      continue;
    }
    const row = rowOf(options, { message, event, violations });
    rows.push(row);
    if (told.event)
      orders.push({
        customerId: row.customer_id,
        isNamed: message.user !== null,
        messageId: row.message_id,
        event: told.event,
      });
    for (const link of linksOf(options, message)) links.set(link.rawId, link);
    if (message.user) keepPerson(people, row.customer_id, { message, user: message.user });
  }
  const { source, envelope, bytes } = options;
  return {
    source,
    receivedAt: envelope.receivedAt,
    machineAt: envelope.machineAt,
    rows,
    people: [...people.values()],
    links: [...links.values()],
    refused,
    orders,
    bytes,
  };
}

/** What later events of a request say of a person replaces what earlier ones did; silence replaces nothing. */
function keepPerson(
  people: Map<string, PersonSaid>,
  customerId: string,
  { message, user }: { message: TrackMessage; user: Identifier },
): void {
  const before = people.get(customerId);
  const said = contactsOf(message);
  people.set(customerId, {
    customerId,
    identifier: user,
    name: said.name ?? before?.name ?? null,
    email: said.email ?? before?.email ?? null,
    phone: said.phone ?? before?.phone ?? null,
    address: said.address ?? before?.address ?? null,
  });
}

const storable = (text: string, longest: number): string =>
  text.slice(0, longest).toWellFormed().replaceAll('\u0000', '');

function nameOf(event: unknown): string {
  const name = isObject(event) ? textOf(event['event'] ?? event['name']) : null;
  return storable(scrubText(name ?? ''), 200);
}

/** The event as one of a batch without a context of its own; what is no object stays what it is. */
function wholeEvent(event: unknown, { kind, context, sentAt }: Envelope): unknown {
  if (!isObject(event)) return event;
  const own = event['context'];
  const hasContext = Object.keys(context).length > 0 && (own === undefined || own === null || isObject(own));
  return {
    ...event,
    ...(kind === null ? {} : { type: kind }),
    ...(hasContext ? { context: mergedBeneath(context, objectOf(own)) } : {}),
    ...(event['sentAt'] === undefined && sentAt !== undefined ? { sentAt } : {}),
  };
}

function refusedOf(
  { envelope }: PrepareOptions,
  { event, index, reading }: { event: unknown; index: number; reading: Refusal },
): RefusedEvent {
  const { kind } = envelope;
  const { code, path, received, expected } = reading;
  const given = isObject(event) ? textOf(event['messageId']) : null;
  const place = kind === null ? (path ? `batch[${index}].${path}` : `batch[${index}]`) : path;
  const said = JSON.stringify(event);
  return {
    code,
    path: scrubText(place),
    received,
    expected,
    messageId: given === null ? null : holdsContact(given) ? '[removed]' : storable(given, 255),
    kind:
      kind ??
      (isObject(event) && typeof event['type'] === 'string' ? storable(scrubText(event['type']), 40) : ''),
    name: nameOf(event),
    said,
    payload: code === tooDeep ? said : JSON.stringify(wholeEvent(event, envelope)),
  };
}

/** Beyond the nesting we read nothing is put together with it. */
const tooDeep = 'body-too-deep';
