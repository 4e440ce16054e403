/** Who the customers are and how they buy: spread by attribute, time, basket, category, discount, price and channel. */
import { z } from 'zod';

const count = z.int().min(0);
const share = z.number().min(0).max(1);
const minor = z.int();

export const spreadAttributes = ['age', 'sex', 'source', 'industry', 'city-tier', 'first-purchase'] as const;
export type SpreadAttribute = (typeof spreadAttributes)[number];

/** Customers of the snapshot with this value of an attribute; buyers and value of the last 365 days. */
const spreadGroup = z.object({
  /** Ages `18-24`, months `2026-01`, else as the organisation names it; '' for all beyond the largest. */
  name: z.string(),
  customers: count,
  buyers365: count,
  value365Minor: minor,
});
export type SpreadGroup = z.infer<typeof spreadGroup>;

export const attributeSpread = z.object({
  attribute: z.enum(spreadAttributes),
  groups: z.array(spreadGroup),
  /** Customers of whom it is not known. */
  unknown: count,
  /** Groups of age or sex with fewer than 20 customers are not named; they are among these. */
  suppressed: count,
});
export type AttributeSpread = z.infer<typeof attributeSpread>;

/** Customers who bought in the window, by a habit of theirs. */
const habit = z.object({
  name: z.string(),
  customers: count,
  orders: count,
  netMinor: minor,
});
export type Habit = z.infer<typeof habit>;

export const discountHabits = ['few', 'never', 'some', 'mostly', 'always'] as const;
export const priceHabits = ['cheap', 'middle', 'dear'] as const;

export const categoryHabit = z.object({
  category: z.string(),
  /** In the window. */
  buyers: count,
  orders: count,
  netMinor: minor,
  /**
   * From one purchase day in the category to the customer's next one there, over all history: days until half and until a
   * quarter have come back, and the share back within 90 days, each counting who has not yet; null below 100 gaps or never reached.
   */
  gaps: count,
  quarterBackDays: z.int().nullable(),
  halfBackDays: z.int().nullable(),
  backWithin90: z.object({ share, lo: share, hi: share }).nullable(),
});
export type CategoryHabit = z.infer<typeof categoryHabit>;

export const reviewBehaviour = z.object({
  currency: z.string(),
  valueIs: z.enum(['margin', 'sales']),
  /** Days before the as-of day that orders are taken from, and their span. */
  window: z.object({ days: count, from: z.iso.date(), to: z.iso.date() }),
  buyers: count,
  orders: count,
  spread: z.array(attributeSpread),
  /** Monday is 1. Hours are null where nine in ten orders stand at midnight: the file had days only. */
  weekdays: z.array(z.object({ weekday: z.int().min(1).max(7), orders: count, days: count })),
  hours: z
    .array(z.object({ weekday: z.int().min(1).max(7), hour: z.int().min(0).max(23), orders: count }))
    .nullable(),
  /** Null without an order. */
  basket: z
    .object({
      medianItems: z.number(),
      medianUnits: z.number(),
      medianNetMinor: minor,
      meanNetMinor: minor,
      /** Orders by the number of different products, 5 meaning five and more. */
      sizes: z.array(z.object({ items: z.int().min(1).max(5), orders: count, netMinor: minor })),
    })
    .nullable(),
  categories: z.array(categoryHabit),
  /** Gaps are those of one customer in so many, drawn by hash; 1: of all. */
  gapsOfOneIn: z.int().min(1),
  /** Largest brands by net sales; empty where the products carry none. */
  brands: z.array(habit),
  /** Of buyers with three orders and more, by how many of them had 5 % off or more; null where no line carries a discount. */
  discount: z.object({ discountedShare: share, depth: share, habits: z.array(habit) }).nullable(),
  /** By the unit prices they pay against the median of the category: below .8, to 1.25, above; null without quantities and prices. */
  price: z.array(habit).nullable(),
  /** By the number of channels they bought through; the last is three and more. */
  channels: z.array(habit),
  cityTiersOfDay: z.iso.date(),
  cityTiersSource: z.string().default(''),
});
export type ReviewBehaviour = z.infer<typeof reviewBehaviour>;
