/** What changed in net sales between two spans of the same length, and why: parts that add up to the whole change. */
import { z } from 'zod';

const count = z.int().min(0);
/** Minor units of the organisation's currency. */
const minor = z.int();

/** 95 % interval of a change as chance moves it; reviews made before there was one lack it. */
const noise = z.object({ lo: minor, hi: minor });

/** First and last day of a span, both inside it. */
const span = z.object({ from: z.iso.date(), to: z.iso.date() });

/**
 * `year`: the last 365 whole days before the as-of day against the 365 before them. `weeks`: the last 28 days against the same
 * weekdays 52 weeks earlier. `recent`: the last 28 days against the 28 before them, festivals and all.
 */
export const changeKinds = ['year', 'weeks', 'recent'] as const;

/** In the order in which they multiply: buyers × orders a buyer × sales an order. */
export const changeDrivers = ['buyers', 'orders-per-buyer', 'sales-per-order'] as const;

/** What a buyer of either span was in the other. */
export const changeGroups = ['new', 'returned', 'kept', 'lost'] as const;

export const reviewChange = z.object({
  kind: z.enum(changeKinds),
  before: span,
  after: span,
  /** Sales by day of purchase minus refunds by day of refund, exclusions out. */
  beforeMinor: minor,
  afterMinor: minor,
  /** 95 % interval of the change as chance moves it: customers drawn anew, each with what they did. */
  noise,
  /** Their amounts with those of `refunds` and `anonymous` are the change. */
  drivers: z.array(
    z.object({ driver: z.enum(changeDrivers), before: z.number(), after: z.number(), amountMinor: minor }),
  ),
  /** `lmdi`, or `shapley` where a span has no buyer. */
  method: z.enum(['lmdi', 'shapley']),
  /** The same change by whose sales they are; adds up with `refunds` and `anonymous` as well. */
  groups: z.array(
    z.object({
      group: z.enum(changeGroups),
      customers: count,
      beforeMinor: minor,
      afterMinor: minor,
      amountMinor: minor,
      /** Of the group's net sales. */
      noise: noise.optional(),
    }),
  ),
  /** Refunds of either span; their amount is what they did to net sales. */
  refunds: z.object({
    beforeMinor: minor,
    afterMinor: minor,
    amountMinor: minor,
    /** Of `afterMinor` minus the refunds that the share of sales of the earlier span would have been. */
    rateNoise: noise.optional(),
  }),
  /** Sales without a customer. */
  anonymous: z.object({ beforeMinor: minor, afterMinor: minor, amountMinor: minor }),
  /** Net sales by category and by channel; the nameless last row is everything beyond the shown ones. */
  slices: z.array(
    z.object({
      by: z.enum(['category', 'channel']),
      rows: z.array(
        z.object({
          name: z.string().nullable(),
          beforeMinor: minor,
          afterMinor: minor,
          amountMinor: minor,
          /** Of `afterMinor` minus what it would be had it moved like the whole. */
          shiftNoise: noise.optional(),
        }),
      ),
    }),
  ),
});
export type ReviewChange = z.infer<typeof reviewChange>;

export const reviewChanges = z.object({
  currency: z.string(),
  /** Days from the first sale to the as-of day; a comparison that needs more is not among `changes`. */
  historyDays: count,
  /** Events of sources by month: with any of them no 28 days are compared; check-ups of before have none. */
  byMonth: z.array(z.string()).optional(),
  changes: z.array(reviewChange),
});
export type ReviewChanges = z.infer<typeof reviewChanges>;
