/**
 * What of a refused event may be seen and changed: the fields its reason is about, and the event without contact data. Pure.
 */
import { maskName } from '../../records/masking.ts';
import { scrub, scrubText } from './contact-scrub.ts';
import { isObject, type JsonObject, objectOf, textOf } from './json-text.ts';

export interface Reason {
  readonly code: string;
  /** As it is stored: a batch says the place in it. */
  readonly path: string;
  readonly expected: string;
}

const fieldForm = /^[\p{L}\p{N}_$ -]+(?:\.[\p{L}\p{N}_$ -]+|\[\d{1,4}\])*$/u;
const forbidden = /(?:^|\.)(?:__proto__|constructor|prototype)(?:$|[.[])/;

/** `batch[2].timestamp` → `timestamp`. */
export const placeInEvent = (path: string): string => path.replace(/^batch\[\d+\]\.?/, '');

/** The fields whose change can mend the event; none where the reason is not about a field. */
export function mendableFields({ code, path, expected }: Reason): string[] {
  if (code === 'track-id-missing') return expected.split(', ');
  const place = placeInEvent(path);
  return fieldForm.test(place) && !forbidden.test(place) ? [place] : [];
}

type Step = string | number;

const stepsOf = (path: string): Step[] =>
  [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name = '']) =>
    index === undefined ? name : Number(index),
  );

/** The event with the value at the path, or without the field where the value is undefined. Nothing is changed in place. */
export function withValue(event: unknown, path: string, value: unknown): unknown {
  return changed(event, stepsOf(path), value);
}

function changed(at: unknown, [step, ...rest]: readonly Step[], value: unknown): unknown {
  if (step === undefined) return value;
  // A reason from the border (kernel/plain-data.ts) names entries of lists by a number between dots.
  if (typeof step === 'string' && Array.isArray(at) && /^\d{1,4}$/.test(step))
    return changed(at, [Number(step), ...rest], value);
  if (typeof step === 'number') {
    const list = Array.isArray(at) ? [...(at as unknown[])] : [];
    if (step > list.length) return at;
    const inner = changed(list[step], rest, value);
    if (inner === undefined) list.splice(step, 1);
    else list[step] = inner;
    return list;
  }
  const fields = new Map<string, unknown>(Object.entries(objectOf(at)));
  const inner = changed(fields.get(step), rest, value);
  if (inner === undefined) fields.delete(step);
  else fields.set(step, inner);
  return Object.fromEntries(fields);
}

const ids = ['userId', 'anonymousId', 'previousId', 'groupId'];
const plain = ['type', 'event', 'name', 'messageId', 'timestamp', 'originalTimestamp', 'sentAt'];

function shownField(name: string, value: unknown): unknown {
  if (name === 'traits' || name === 'properties' || name === 'context')
    return isObject(value) ? JSON.parse(scrub(value, name).text) : typeof value;
  const text = textOf(value);
  if (ids.includes(name)) return text === null ? value : maskName(text.slice(0, 200));
  if (plain.includes(name)) return text === null ? typeof value : scrubText(text);
  return '…';
}

/** The event as a colleague may see it: ids masked, contact data out, of other fields only that they are there. */
export function shownEvent(event: unknown): JsonObject | null {
  if (!isObject(event)) return null;
  return Object.fromEntries(
    Object.entries(event).map(([name, value]) => [scrubText(name), shownField(name, value)]),
  );
}
