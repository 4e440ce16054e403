/**
 * What counts as activity and what as value: the sources lines of business are read from. Orders are one of them; an
 * event with an amount, a balance told again and again and a subscription paid for months are the others. A line with an
 * amount above nought is activity on its day, its amount is its sales, and its margin follows the margin rates.
 */
import { z } from 'zod';

/** A property by its path, levels parted by dots: `amount`, `invoice.total`. */
const propertyPath = z
  .string()
  .max(200)
  .regex(/^[^.]+(\.[^.]+){0,4}$/);
const eventName = z.string().trim().min(1).max(200);
const optionalPath = propertyPath.nullable().default(null);

/** Properties that name what was bought or held, its category and the channel; null: the line carries none. */
const named = {
  itemFrom: optionalPath,
  categoryFrom: optionalPath,
  channelFrom: optionalPath,
  /** ISO 4217 code of the amount; an event that names none is of the definition's currency. */
  currencyFrom: optionalPath,
};

export const orderSource = z.object({ kind: z.literal('orders') });

/** Each event is one line; a negative amount is money given back. */
export const eventSource = z.object({
  kind: z.literal('event'),
  event: eventName,
  amountFrom: propertyPath,
  ...named,
});

/**
 * A balance in money that is reported again and again, as of a deposit or a loan. The last report of each customer, item
 * and account in a calendar month counts, with a twelfth of it: the lines of a year add up to the year's average
 * balance, and a margin rate on them is the yearly margin of the balance.
 */
export const balanceSource = z.object({
  kind: z.literal('balance'),
  event: eventName,
  balanceFrom: propertyPath,
  accountFrom: optionalPath,
  /** Balances below it, in major units, hold nothing worth counting: no activity and no value. */
  minimumBalance: z
    .string()
    .regex(/^\d{1,12}(\.\d{1,4})?$/, '1000.00')
    .default('0.01'),
  ...named,
});

/** Each event is a payment for a number of months; each month begun is a line with its share of the amount. */
export const subscriptionSource = z.object({
  kind: z.literal('subscription'),
  event: eventName,
  amountFrom: propertyPath,
  /** Months a payment covers where `monthsFrom` names no property or the event does not carry it. */
  months: z.int().min(1).max(60).default(1),
  monthsFrom: optionalPath,
  ...named,
});

export const activitySource = z.discriminatedUnion('kind', [
  orderSource,
  eventSource,
  balanceSource,
  subscriptionSource,
]);
export type ActivitySource = z.infer<typeof activitySource>;
export type ToldSource = Exclude<ActivitySource, { kind: 'orders' }>;

/** One source a name: an event read twice would count twice. */
export const activitySources = z
  .array(activitySource)
  .min(1)
  .max(10)
  .refine(
    sources =>
      new Set(sources.map(source => (source.kind === 'orders' ? '' : source.event))).size === sources.length,
    'each event, and orders, at most once',
  );

export const ordersOnly: ActivitySource[] = [{ kind: 'orders' }];

export const isToldByEvents = (source: ActivitySource): source is ToldSource => source.kind !== 'orders';

/** Amounts of whole months: the day such a line stands under says nothing, so that spans of some days do not compare them. */
export const isByMonth = (source: ActivitySource): boolean =>
  source.kind === 'balance' || source.kind === 'subscription';

/** What a source is called where it is named: the event, '' for orders. */
export const sourceName = (source: ActivitySource): string => (source.kind === 'orders' ? '' : source.event);

/** Why an event of a source makes no line. */
export const activityFaults = ['amount', 'currency', 'minimum', 'months'] as const;

/** What a source contributes under a definition, as of now; amounts are decimals in major units. */
export const activityCount = z.object({
  kind: z.enum(['orders', 'event', 'balance', 'subscription']),
  event: z.string(),
  lines: z.int(),
  customers: z.int(),
  sales: z.string(),
  /** Events that make no line, by reason; `visitor`: told of somebody who had not said who they are. */
  leftOut: z.array(z.object({ reason: z.enum([...activityFaults, 'visitor']), events: z.int() })),
});
export type ActivityCount = z.infer<typeof activityCount>;

/** Events that could be sources: how many came, and the properties of the newest of them. */
export const activityEvents = z.object({
  events: z.array(
    z.object({
      event: z.string(),
      events: z.int(),
      /** `isAmount`: every value seen was a number. */
      properties: z.array(z.object({ path: z.string(), isAmount: z.boolean() })),
    }),
  ),
});
export type ActivityEvents = z.infer<typeof activityEvents>;
