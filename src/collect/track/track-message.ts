/**
 * One call of the Segment HTTP Tracking API as a message, or the rule it breaks with place, value and expectation. What
 * breaks a rule is answered like anything else and stands in quarantine; only what is no JSON is refused at the door.
 */
import { CodedError } from '../../kernel/errors.ts';
import { requirePlainData } from '../../kernel/plain-data.ts';
import { maskName } from '../../records/masking.ts';
import { scrubText } from './contact-scrub.ts';
import { type EventTimes, eventTimes, momentOf } from './event-time.ts';
import { isObject, type JsonObject, mergedBeneath, textOf } from './json-text.ts';
import { anonymousIdOf, type Identifier, userIdOf } from './track-ids.ts';

export const eventKinds = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const;
export type EventKind = (typeof eventKinds)[number];

export interface TrackMessage {
  readonly kind: EventKind;
  /** As sent; null: the event's own hash stands for it. */
  readonly messageId: string | null;
  readonly user: Identifier | null;
  readonly anonymous: Identifier | null;
  /** Alias only: who the user was called before, as a visitor and as a user. */
  readonly previous: readonly Identifier[];
  /** Name of the event or page, id of the group. */
  readonly event: string;
  readonly times: EventTimes;
  readonly traits: JsonObject;
  readonly properties: JsonObject;
  readonly context: JsonObject;
}

export interface Refusal {
  readonly code: string;
  readonly path: string;
  /** Masked where it may be about a person. */
  readonly received: string;
  readonly expected: string;
}

export type MessageReading =
  | { readonly ok: true; readonly message: TrackMessage }
  | ({ readonly ok: false } & Refusal);

/** What the request says about all its events. */
export interface Envelope {
  /** The kind the address names; null in a batch, where each event says its own. */
  readonly kind: EventKind | null;
  readonly context: JsonObject;
  readonly sentAt: unknown;
  readonly receivedAt: Date;
  readonly machineAt: Date;
}

const longestName = 200;

/** Thrown inside a message only: the first rule it breaks. */
class Broken {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    this.refusal = refusal;
  }
}

/** What came, as far as its place lets it be shown: any text may be about a person. */
function shown(path: string, value: unknown): string {
  if (value === undefined) return '';
  if (value !== null && typeof value === 'object') return Array.isArray(value) ? '[…]' : '{…}';
  const text = String(value);
  if (/id$/i.test(path)) return maskName(text.slice(0, 200));
  if (path === 'type' || isTime(path)) return scrubText(text.slice(0, 60));
  return typeof value === 'string' ? `text (${value.length})` : typeof value;
}

const isTime = (path: string): boolean => /^(?:timestamp|originalTimestamp|sentAt)$/.test(path);

const broken = (
  code: string,
  path: string,
  { value, expected = '' }: { value?: unknown; expected?: string },
) => new Broken({ code, path, received: shown(path, value), expected });

function objectField(event: JsonObject, path: 'traits' | 'properties' | 'context'): JsonObject {
  const value = event[path];
  if (value === undefined || value === null) return {};
  if (isObject(value)) return value;
  throw broken('track-field-invalid', path, { value, expected: 'object' });
}

function idField(event: JsonObject, path: string, read: typeof userIdOf): Identifier | null {
  const reading = read(event[path]);
  if (reading.ok) return reading.value;
  // The junk itself says nothing about anybody, and is what the reader looks for in their program.
  const received = reading.code === 'track-id-junk' ? String(event[path]) : shown(path, event[path]);
  throw new Broken({ code: reading.code, path, received, expected: 'text, at most 255 characters' });
}

function momentField(event: JsonObject, path: string, value: unknown = event[path]): Date | null {
  if (value === undefined || value === null) return null;
  const moment = momentOf(value);
  if (!moment) throw broken('track-time-invalid', path, { value, expected: '2026-03-01T10:00:00.000Z' });
  return moment;
}

function nameOf(event: JsonObject, kind: EventKind): string {
  const path = kind === 'track' ? 'event' : kind === 'group' ? 'groupId' : 'name';
  const value = event[path];
  const needed = kind === 'track' || kind === 'group';
  const text = textOf(value) ?? '';
  if (text.length > longestName || (value !== undefined && value !== null && value !== '' && text === ''))
    throw broken('track-field-invalid', path, { value, expected: `text, at most ${longestName} characters` });
  if (needed && text === '') throw broken('track-field-missing', path, { value, expected: 'text' });
  return text;
}

function kindOf(event: JsonObject, envelope: Envelope): EventKind {
  if (envelope.kind) return envelope.kind;
  const kind = eventKinds.find(each => each === event['type']);
  if (!kind)
    throw broken('track-type-unknown', 'type', { value: event['type'], expected: eventKinds.join(', ') });
  return kind;
}

function messageIdOf(event: JsonObject): string | null {
  const value = event['messageId'];
  if (value === undefined || value === null || value === '') return null;
  const text = textOf(value);
  if (text === null || text.length > 255)
    throw broken('track-field-invalid', 'messageId', { value, expected: 'text, at most 255 characters' });
  return text;
}

function previousOf(event: JsonObject, kind: EventKind): Identifier[] {
  if (kind !== 'alias') return [];
  const asUser = idField(event, 'previousId', userIdOf);
  const asVisitor = idField(event, 'previousId', anonymousIdOf);
  if (!asUser || !asVisitor)
    throw broken('track-field-missing', 'previousId', { value: event['previousId'], expected: 'text' });
  return [asVisitor, asUser];
}

function read(value: unknown, envelope: Envelope): TrackMessage {
  if (!isObject(value)) throw broken('track-not-object', '', { value, expected: 'object' });
  requirePlainData(value);
  const kind = kindOf(value, envelope);
  const user = idField(value, 'userId', userIdOf);
  const anonymous = idField(value, 'anonymousId', anonymousIdOf);
  if (!user && (kind === 'alias' || !anonymous))
    throw broken('track-id-missing', 'userId', {
      expected: kind === 'alias' ? 'userId' : 'userId, anonymousId',
    });
  const originalPath = value['originalTimestamp'] === undefined ? 'timestamp' : 'originalTimestamp';
  const times = eventTimes({
    originalAt: momentField(value, originalPath),
    sentAt: momentField(value, 'sentAt', value['sentAt'] ?? envelope.sentAt),
    receivedAt: envelope.receivedAt,
    machineAt: envelope.machineAt,
  });
  return {
    kind,
    messageId: messageIdOf(value),
    user,
    anonymous,
    previous: previousOf(value, kind),
    event: nameOf(value, kind),
    times,
    traits: objectField(value, 'traits'),
    properties: objectField(value, 'properties'),
    context: mergedBeneath(envelope.context, objectField(value, 'context')),
  };
}

/** Reads one event. Never throws; about 3 µs beside the checks of its fields. */
export function readMessage(value: unknown, envelope: Envelope): MessageReading {
  try {
    return { ok: true, message: read(value, envelope) };
  } catch (error) {
    if (error instanceof Broken) return { ok: false, ...error.refusal };
    if (!(error instanceof CodedError)) throw error;
    const { path = '', expected = '' } = error.detail;
    return { ok: false, code: error.code, path, received: '', expected };
  }
}
