/**
 * From a delivery to what is stored of it: the events its mapping makes, as tracking prepares them, and one refused message
 * where the mapping cannot make one of them. Nothing is written here.
 */
import { badInput } from '../../kernel/errors.ts';
import { mostDepth, requireDepth } from '../../kernel/plain-data.ts';
import type { HookMapping } from '../../records/hook-mapping.ts';
import { scrubText } from '../track/contact-scrub.ts';
import { canonicalJson, isObject, objectOf } from '../track/json-text.ts';
import type { TrackingPlan } from '../track/plan-check.ts';
import {
  type PreparedEvents,
  type PrepareOptions,
  prepareEvents,
  type RefusedEvent,
} from '../track/prepare-events.ts';
import { type MappedDelivery, mapDelivery, type RefusedRule } from './map-delivery.ts';

/** What quarantine calls a delivery that waits for its mapping. */
export const deliveryKind = 'webhook';

export interface HookOfDelivery {
  readonly id: string;
  readonly source: string;
  readonly mapping: HookMapping;
}

export interface DeliveryPayload {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly deliveryId: string;
}

export interface PrepareDelivery {
  readonly hook: HookOfDelivery;
  readonly delivery: DeliveryPayload;
  readonly keys: PrepareOptions['keys'];
  readonly plan: TrackingPlan;
  readonly receivedAt: Date;
  readonly machineAt: Date;
  readonly bytes: number;
}

export interface PreparedDelivery {
  readonly wanted: boolean;
  readonly prepared: PreparedEvents;
}

/** Prepares a delivery whose body is `readBody`'s. */
export function prepareDelivery({ hook, delivery, ...options }: PrepareDelivery): PreparedDelivery {
  const mapped = mapDelivery(hook.mapping, { ...delivery, hook: { source: hook.source } });
  const { keys, plan, receivedAt, machineAt, bytes } = options;
  const events = mapped.events.flatMap(each => (each.ok ? [each.event] : []));
  const envelope = { kind: null, context: {}, sentAt: undefined, receivedAt, machineAt };
  const prepared = prepareEvents(events, { keys, source: hook.source, envelope, bytes, plan });
  const refused = [...refusedOf(hook, { delivery, mapped }), ...prepared.refused];
  return { wanted: mapped.wanted, prepared: { ...prepared, refused } };
}

/** The whole message, once, under the first thing that cannot be read: replayed it is mapped anew. */
function refusedOf(
  hook: HookOfDelivery,
  { delivery, mapped }: { readonly delivery: DeliveryPayload; readonly mapped: MappedDelivery },
): RefusedEvent[] {
  const first = mapped.events.find((each): each is RefusedRule => !each.ok);
  if (!first) return [];
  const { code, path, received, expected, rule } = first;
  const payload = { type: deliveryKind, hook: hook.id, ...delivery, body: mapped.body };
  const name = hook.mapping.events[rule]?.event;
  return [
    {
      code,
      path: scrubText(path).slice(0, 300),
      received,
      expected,
      messageId: null,
      kind: deliveryKind,
      name: typeof name === 'string' ? name : '',
      said: canonicalJson({ hook: hook.id, path, body: mapped.body }),
      payload: JSON.stringify(payload),
    },
  ];
}

/** What quarantine holds of a delivery, and of which hook; null where it is none. */
export function heldDelivery(
  event: unknown,
): { readonly hookId: string; readonly delivery: DeliveryPayload } | null {
  if (!isObject(event) || event['type'] !== deliveryKind) return null;
  const { hook, body, headers, deliveryId } = event;
  return {
    hookId: String(hook),
    delivery: {
      body,
      headers: objectOf(headers) as Readonly<Record<string, string>>,
      deliveryId: String(deliveryId),
    },
  };
}

/** Whole numbers beyond what a number holds exactly stay the digits they were sent as: ids do not lose their end. */
function exactly(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const { source = '' } = context ?? {};
  return /^-?\d{16,40}$/.test(source) ? source : value;
}

/**
 * The JSON of a body. Throws `body-not-json` and `body-too-deep`. Texts no store can hold are the mapping's to refuse: a shop
 * that is refused sends the same again and gives up.
 */
export function readBody(bytes: Uint8Array): unknown {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes), exactly);
  } catch (cause) {
    if (cause instanceof RangeError) throw badInput('body-too-deep', { expected: String(mostDepth) });
    throw badInput('body-not-json');
  }
  if (value === null || typeof value !== 'object') throw badInput('body-not-json', { expected: 'object' });
  return requireDepth(value);
}
