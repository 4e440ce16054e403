/**
 * A fictional Chinese retailer whose truth is known: it writes its history as a shop would export it, lets its
 * customers answer the messages that reached them, and tells what a campaign really did.
 */
import { invariant } from '../kernel/invariant.ts';
import { openAssortment } from './assortment.ts';
import { dayMs, shopCalendar } from './calendar.ts';
import { type Customer, customerOf, numberOf } from './customer.ts';
import { type ExportOptions, type ExportReport, exportSpan } from './export.ts';
import type { DeliveredMessage, Engagement } from './message.ts';
import type { World } from './order.ts';
import {
  type PotentialOutcomes,
  potentialOutcomes,
  type Truth,
  type TruthRequest,
  truthOf,
} from './truth.ts';

export interface ShopOptions {
  readonly seed: number;
  /** Members registered between `startsAt` and `asOf`. */
  readonly customers: number;
  readonly startsAt: Date;
  readonly asOf: Date;
}

export interface RespondRequest {
  /** Every message ever delivered to this base, also before `from`: their effects last. */
  readonly messages: Iterable<DeliveredMessage> | AsyncIterable<DeliveredMessage>;
  readonly from: Date;
  readonly to: Date;
  readonly dir: string;
  readonly options?: ExportOptions;
}

export interface RespondReport extends ExportReport {
  /** Opens, clicks and unsubscribes within the span, in order of time. */
  readonly engagements: readonly Engagement[];
}

export interface Shop {
  readonly world: World;
  /** Writes everything known before `asOf`. */
  readonly writeHistory: (dir: string, options?: ExportOptions) => Promise<ExportReport>;
  /**
   * Writes what became known in [from, to) in the world where exactly these messages arrived; without messages the
   * base world. Spans may be cut anywhere: two halves hold the same rows as the whole (but for 已发货 and dirt).
   */
  readonly respond: (request: RespondRequest) => Promise<RespondReport>;
  /** The effect of a campaign on a population, from both worlds. */
  readonly truth: (request: TruthRequest) => Truth;
  readonly potentialOutcomes: (request: TruthRequest) => Generator<PotentialOutcomes>;
  /** A member's visible and hidden traits; null if the number belongs to no member. */
  readonly customerById: (externalId: string) => Customer | null;
}

/** The shop can be watched this long after `asOf`. */
const futureDays = 3 * 365;

/** Messages by customer number, each delivery once. Those of people who are no members fall away. */
async function byCustomer(messages: RespondRequest['messages']): Promise<Map<number, DeliveredMessage[]>> {
  const groups = new Map<number, DeliveredMessage[]>();
  const seen = new Set<string>();
  for await (const message of messages) {
    const number = numberOf(message.customerExternalId);
    if (number === null || seen.has(message.deliveryId)) continue;
    seen.add(message.deliveryId);
    const group = groups.get(number);
    if (group) group.push(message);
    else groups.set(number, [message]);
  }
  return groups;
}

/** Opens the shop of a seed; nothing is generated before it is asked for. */
export function openShop(options: ShopOptions): Shop {
  const { seed, customers } = options;
  const startsAt = options.startsAt.getTime();
  const asOf = options.asOf.getTime();
  invariant(Number.isSafeInteger(seed) && seed >= 0, 'a seed is a whole number from 0 to 2^53');
  invariant(customers > 0 && asOf - startsAt > dayMs, 'a shop needs customers and time');
  const until = asOf + futureDays * dayMs;
  const calendar = shopCalendar(startsAt - dayMs, until);
  const base = { seed, customers, startsAt, asOf, calendar };
  const world: World = { base, assortment: openAssortment(seed, startsAt - dayMs, until) };
  return {
    world,
    writeHistory: (dir, exportOptions = {}) =>
      exportSpan(world, dir, {
        span: { from: startsAt, to: asOf },
        messages: new Map(),
        options: exportOptions,
        engaged: () => {},
      }),
    async respond({ messages, from, to, dir, options: exportOptions = {} }) {
      invariant(to.getTime() <= until, 'the shop cannot be watched that far ahead');
      const engagements: Engagement[] = [];
      const report = await exportSpan(world, dir, {
        span: { from: from.getTime(), to: to.getTime() },
        messages: await byCustomer(messages),
        options: exportOptions,
        engaged: engagement => engagements.push(engagement),
      });
      return { ...report, engagements: engagements.sort((a, b) => a.at.getTime() - b.at.getTime()) };
    },
    truth: request => truthOf(world, request),
    potentialOutcomes: request => potentialOutcomes(world, request),
    customerById(externalId) {
      const number = numberOf(externalId);
      const customer = number === null ? null : customerOf(base, number);
      return customer && customer.registeredAt < until ? customer : null;
    },
  };
}
