/**
 * What the ready mappings have in common: who an order's buyer is, and the events by which an order is told. Where they
 * differ (what a shop calls things, when an order counts) they say so themselves.
 */
import type { HookCondition, HookEventRule, HookValue } from '../../../records/hook-mapping.ts';

export const at = (path: string): HookValue => ({ path });

/** Times in these fields, the first that is there; without an offset they are local to the zone. */
export const momentIn =
  (zone: string) =>
  (...paths: readonly string[]): HookValue => ({
    date: paths.length === 1 && paths[0] !== undefined ? at(paths[0]) : { first: paths.map(at) },
    zone,
  });

interface Customer {
  /** When the shop names a customer of its own, and by what. */
  readonly isNamed: HookCondition;
  readonly id: HookValue;
  /** The definition that tells the buyer where a contact is given. */
  readonly buyer: string;
}

/**
 * Definitions `shopper` (the shop's own customer), `orderVisitor` (whoever made the order) and `visitor` (the better known of
 * them). A shop's customer id is no member number: two systems number their customers independently.
 */
export const visitors = ({ isNamed, id, buyer }: Customer) =>
  ({
    shopper: { if: isNamed, then: { concat: [at('hook.source'), 'customer', id], with: ':' } },
    orderVisitor: { concat: [at('hook.source'), 'order', at('order')], with: ':' },
    visitor: { first: [at('shopper'), { if: { not: { present: at(buyer) } }, then: at('orderVisitor') }] },
  }) satisfies Record<string, HookValue>;

interface ToldOrder {
  readonly ordered: HookValue;
  readonly changed: HookValue;
  /** Told as it is now; `sold` holds besides. */
  readonly stands: HookCondition;
  readonly isCancelled: HookCondition;
  readonly properties: HookEventRule['properties'];
  readonly name: readonly [HookValue, HookValue];
}

const isSold: HookCondition = { present: at('sold') };

/**
 * An order by its definitions `order`, `buyer`, `sold`, `state`, `email` and `phone`: who bought, the order once at the time
 * it was placed, as it is now, and that it was cancelled.
 */
export function orderEvents(told: ToldOrder): HookEventRule[] {
  const { ordered, changed, stands, isCancelled, properties, name } = told;
  const buyer = { userId: at('buyer'), anonymousId: at('visitor') };
  return [
    {
      note: 'Who bought',
      when: { all: [isSold, { present: at('buyer') }] },
      type: 'identify',
      userId: at('buyer'),
      anonymousId: at('shopper'),
      messageId: { concat: ['buyer', at('state')], with: ':' },
      timestamp: changed,
      traits: { email: at('email'), phone: at('phone'), name: { concat: [...name], with: ' ' } },
    },
    {
      note: 'The order, once, at the time it was placed',
      when: isSold,
      type: 'track',
      event: 'Order Completed',
      ...buyer,
      messageId: { concat: ['order', at('order')], with: ':' },
      timestamp: ordered,
      properties,
    },
    {
      note: 'The order as it is now',
      when: { all: [isSold, stands, { not: { equals: [changed, ordered] } }] },
      type: 'track',
      event: 'Order Updated',
      ...buyer,
      messageId: at('state'),
      timestamp: changed,
      properties: { ...properties, cancelled: false },
    },
    {
      when: isCancelled,
      type: 'track',
      event: 'Order Cancelled',
      ...buyer,
      messageId: at('state'),
      timestamp: changed,
      properties,
    },
  ];
}
