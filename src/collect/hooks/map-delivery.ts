/**
 * A delivery of a hook as events, by the hook's mapping. Pure, without code of the mapping's own: it walks values, and what
 * it may make is bounded. What cannot be read is a refusal with path, value and expectation; nothing is thrown.
 */
import { CodedError } from '../../kernel/errors.ts';
import { requirePlainData } from '../../kernel/plain-data.ts';
import type { HookEventRule, HookMapping, HookValue } from '../../records/hook-mapping.ts';
import type { JsonObject } from '../track/json-text.ts';
import type { Refusal } from '../track/track-message.ts';
import { follow, replaced, stepsOf } from './hook-path.ts';
import {
  entriesOf,
  evaluate,
  type Frame,
  fullBudget,
  holds,
  nothing,
  objectIn,
  placeIn,
  type Root,
  shown,
  Unreadable,
} from './hook-values.ts';

export interface Delivery {
  /** JSON. */
  readonly body: unknown;
  /** By lower-case name. They are not part of any signature: no mapping should decide by them what counts as a sale. */
  readonly headers: Readonly<Record<string, string>>;
  readonly hook: { readonly source: string };
  /** By what the delivery is known when it comes again. */
  readonly deliveryId: string;
}

export interface MappedEvent {
  readonly ok: true;
  /** Which rule made it. */
  readonly rule: number;
  /** As a tracking request would send it. */
  readonly event: JsonObject;
}
export interface RefusedRule extends Refusal {
  readonly ok: false;
  readonly rule: number;
}

export interface MappedDelivery {
  /** False: the mapping says that nothing of it is for us. */
  readonly wanted: boolean;
  readonly events: readonly (MappedEvent | RefusedRule)[];
  /** With what `decode` opened: what a refusal's path is about. */
  readonly body: unknown;
}

const mostEvents = 200;
const mostChars = 500_000;
/** What JSON lies in a text: as it is, or encoded as in an address, where `+` is a blank. */
function opened(text: string, as: 'json' | 'url-json'): unknown {
  try {
    return JSON.parse(as === 'json' ? text : decodeURIComponent(text.replaceAll('+', ' ')));
  } catch {
    return undefined;
  }
}

/** Refuses what no store can hold, at `path` or, without one, at the place in the body. */
function requirePlain(value: unknown, path?: string): void {
  try {
    requirePlainData(value, path ?? 'body');
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const { path: place = 'body', expected = '' } = error.detail;
    throw new Unreadable(error.code, { path: path ?? place, received: '', expected });
  }
}

function decoded(mapping: HookMapping, body: unknown): unknown {
  requirePlain(body);
  let open: unknown = { body };
  for (const { path, as } of mapping.decode ?? []) {
    const steps = stepsOf(path);
    const found = follow(open, steps);
    if (typeof found !== 'string' || found === '') continue;
    const inner = opened(found, as);
    if (inner === undefined)
      throw new Unreadable('hook-value-invalid', {
        path,
        received: shown(found),
        expected: as === 'json' ? 'JSON' : '%7B…%7D',
      });
    requirePlain(inner, path);
    open = replaced(open, steps, inner);
  }
  return (open as { body: unknown }).body;
}

function withNames(mapping: HookMapping, bare: Frame): Frame {
  const roots = new Map(bare.roots);
  for (const [name, value] of Object.entries(mapping.define ?? {}))
    roots.set(name, {
      value: attempted(() => evaluate(value, { ...bare, roots })),
      place: placeOf(value, bare) || name,
    });
  return { ...bare, roots };
}

/** Where a named value comes from; nowhere where that cannot be told. */
function placeOf(value: HookValue, frame: Frame): string {
  const place = attempted(() => placeIn(value, frame));
  return place instanceof Unreadable ? '' : place;
}

/** What the work gives, or the refusal it ends with: a name nobody uses must not refuse an event. */
function attempted<T>(work: () => T): T | Unreadable {
  try {
    return work();
  } catch (refusal) {
    if (refusal instanceof Unreadable) return refusal;
    throw refusal;
  }
}

const simple = ['event', 'groupId', 'previousId', 'userId', 'anonymousId', 'messageId', 'timestamp'] as const;

function eventIn(rule: HookEventRule, { frame, id }: { frame: Frame; id: string }): JsonObject {
  const plain = simple.flatMap(name => {
    const found = rule[name] === undefined ? undefined : evaluate(rule[name], frame);
    return nothing(found) ? [] : [[name, found] as const];
  });
  return {
    messageId: id,
    ...Object.fromEntries(plain),
    type: rule.type,
    ...(rule.traits ? { traits: objectIn(rule.traits, frame) } : {}),
    ...(rule.properties ? { properties: objectIn(rule.properties, frame) } : {}),
  };
}

function framesOf(rule: HookEventRule, frame: Frame): Frame[] {
  return (rule.for ?? []).reduce<Frame[]>(
    (frames, through) => frames.flatMap(each => entriesOf(through, { when: undefined, frame: each })),
    [frame],
  );
}

function eventsOfRule(
  rule: HookEventRule,
  { index, frame, deliveryId }: { index: number; frame: Frame; deliveryId: string },
) {
  const frames = attempted(() => framesOf(rule, frame));
  if (frames instanceof Unreadable) return [{ ok: false as const, rule: index, ...frames.refusal }];
  return frames.flatMap((inner, entry): (MappedEvent | RefusedRule)[] => {
    const id = `${deliveryId}:${index}${rule.for ? `.${entry}` : ''}`;
    const made = attempted(() =>
      rule.when === undefined || holds(rule.when, inner) ? eventIn(rule, { frame: inner, id }) : null,
    );
    if (made === null) return [];
    if (made instanceof Unreadable) return [{ ok: false, rule: index, ...made.refusal }];
    return [{ ok: true, rule: index, event: made }];
  });
}

const tooMuch = (path: string, received: number, expected: number): RefusedRule => ({
  ok: false,
  rule: 0,
  code: 'hook-too-much',
  path,
  received: String(received),
  expected: `≤ ${expected}`,
});

function bounded(events: (MappedEvent | RefusedRule)[]): (MappedEvent | RefusedRule)[] {
  if (events.length > mostEvents) return [tooMuch('', events.length, mostEvents)];
  const chars = events.reduce((all, each) => all + (each.ok ? JSON.stringify(each.event).length : 0), 0);
  return chars > mostChars ? [tooMuch('', chars, mostChars)] : events;
}

/** Maps a delivery whose body is nested no deeper than plain data is (kernel/plain-data.ts). An order of 50 lines takes some 0.2 ms. */
export function mapDelivery(
  mapping: HookMapping,
  { body, headers, hook, deliveryId }: Delivery,
): MappedDelivery {
  const open = attempted(() => decoded(mapping, body));
  if (open instanceof Unreadable)
    return { wanted: true, body, events: [{ ok: false, rule: 0, ...open.refusal }] };
  const roots = Object.entries({ body: open, headers, hook }).map(
    ([name, value]) => [name, { value, place: name }] as const,
  );
  const frame = withNames(mapping, { roots: new Map<string, Root>(roots), budget: fullBudget() });
  const wanted = attempted(() => mapping.when === undefined || holds(mapping.when, frame));
  if (wanted instanceof Unreadable)
    return { wanted: true, body: open, events: [{ ok: false, rule: 0, ...wanted.refusal }] };
  if (!wanted) return { wanted, events: [], body: open };
  const events = mapping.events.flatMap((rule, index) => eventsOfRule(rule, { index, frame, deliveryId }));
  return { wanted, events: bounded(events), body: open };
}
