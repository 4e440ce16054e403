/** A mapping tried on an example: what would be stored of it, and every refusal. Pure; nothing is kept. */
import { textOf } from '../../kernel/catalogue.ts';
import type { Locale } from '../../kernel/settings.ts';
import type { HookTrialReply } from '../../records/hook.ts';
import type { HookMapping } from '../../records/hook-mapping.ts';
import { maskName } from '../../records/masking.ts';
import { objectOf, textOf as plainOf } from '../track/json-text.ts';
import type { TrackingPlan } from '../track/plan-check.ts';
import { type PreparedEvents, type PrepareOptions, prepareEvents } from '../track/prepare-events.ts';
import type { Refusal } from '../track/track-message.ts';
import { orderAfter, type TrackedOrder } from '../track/tracked-order.ts';
import { mapDelivery } from './map-delivery.ts';

export interface Trial {
  readonly mapping: HookMapping;
  readonly source: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly keys: PrepareOptions['keys'];
  readonly plan: TrackingPlan;
  readonly now: Date;
  readonly machineNow: Date;
  readonly currency: string;
  readonly locale: Locale;
}

function ordersIn({ orders }: PreparedEvents, { source, currency }: Trial): TrackedOrder[] {
  const known = new Map<string, TrackedOrder>();
  for (const { customerId, isNamed, event } of orders) {
    if (event.kind === 'refunded') continue;
    const told = { source, customerId, saidId: customerId, isNamed, event, currency };
    known.set(event.orderId, orderAfter(known.get(event.orderId) ?? null, told));
  }
  return [...known.values()];
}

function personOf(event: unknown): string {
  const { userId, anonymousId } = objectOf(event);
  const named = plainOf(userId) ?? plainOf(anonymousId);
  return named === null ? '' : maskName(named.slice(0, 200));
}

/** Maps the example and prepares it as if it had come. */
export function tryMapping(trial: Trial): HookTrialReply {
  const { mapping, source, body, headers, keys, plan, now, machineNow, locale } = trial;
  const mapped = mapDelivery(mapping, { body, headers, hook: { source }, deliveryId: 'example' });
  const made = mapped.events.flatMap(each => (each.ok ? [each.event] : []));
  const envelope = { kind: null, context: {}, sentAt: undefined, receivedAt: now, machineAt: machineNow };
  const prepare = (events: readonly unknown[]) =>
    prepareEvents(events, { keys, source, envelope, bytes: 0, plan });
  const prepared = prepare(made);
  const worded = ({ code, path, received, expected }: Refusal) => {
    const { message, remedy } = textOf(code, locale, { path, received, expected });
    return { code, path, received, expected, message, ...(remedy ? { remedy } : {}) };
  };
  return {
    wanted: mapped.wanted,
    events: made.flatMap(event =>
      prepare([event]).rows.map(row => ({
        type: row.kind,
        event: row.event,
        at: row.occurred_at,
        person: personOf(event),
        messageId: row.message_id,
        properties: row.properties,
      })),
    ),
    orders: ordersIn(prepared, trial).map(({ orderId, status, orderedAt, currency, lines }) => ({
      orderId,
      status,
      orderedAt: orderedAt.toISOString(),
      currency,
      lines: lines.map(({ sku, name, quantity, listAmount, netAmount }) => ({
        sku,
        name,
        quantity,
        listAmount,
        netAmount,
      })),
    })),
    refunds: prepared.orders.flatMap(({ messageId, event }) =>
      event.kind === 'refunded'
        ? [
            {
              orderId: event.orderId,
              refundId: event.refundId ?? messageId,
              at: event.occurredAt.toISOString(),
              amount: event.amount,
            },
          ]
        : [],
    ),
    refused: [...mapped.events.filter(each => !each.ok), ...prepared.refused].map(worded),
  };
}
