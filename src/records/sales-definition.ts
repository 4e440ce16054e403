/**
 * The organisation's answer to "what counts as a sale": the one definition every total depends on. A change makes a
 * new version, and every figure names the version it was computed under.
 */
import { z } from 'zod';
import { activityCount, activitySources, ordersOnly } from './activity.ts';

/** Kinds of customers and behaviours a total may leave out; each is one row in `customer_exclusions`. */
export const exclusionRuleNames = ['staff', 'wholesale', 'test', 'brushing'] as const;
export const exclusionRuleName = z.enum(exclusionRuleNames);
export type ExclusionRuleName = z.infer<typeof exclusionRuleName>;

/** A share of net sales that is margin: 0.35 means 35 % of the net amount. Negative for goods sold at a loss. */
const marginRate = z.number().min(-1).max(1);

export const salesDefinition = z.object({
  /** Grows by one with each change; 1 is the definition written at first start. */
  version: z.int().min(1),
  /** What counts as activity and value: orders unless said otherwise. */
  activities: activitySources.default(ordersOnly),
  /** IANA zone in which a customer-day is a day. */
  zone: z.string().min(1),
  /** Whether exact repeats of a line (`duplicate_no` above 0) count as sales of their own. */
  includeDuplicates: z.boolean(),
  /** Whether postage, fees, samples and other non-product lines count. Adjustments never do. */
  includeNonProduct: z.boolean(),
  /** Whether refunds known at the as-of time reduce sales. */
  subtractReturns: z.boolean(),
  /** Customers under any of these exclusion rules are left out of customer and product figures. */
  excludeRules: z.array(exclusionRuleName),
  /** Margin share per category, used where a line carries no cost. */
  marginRateByCategory: z.record(z.string(), marginRate).nullable(),
  /** Margin share of lines without a cost and without a category rate; null: value is sales, profit is refused. */
  defaultMarginRate: marginRate.nullable(),
  /** ISO 4217 code of every amount; lines in another currency are left out and counted. */
  currency: z.string().regex(/^[A-Z]{3}$/, 'CNY'),
  /** Days after a sale within which most refunds arrive; figures younger than this are provisional. */
  refundLagDays: z.int().min(0).max(365),
});
export type SalesDefinition = z.infer<typeof salesDefinition>;

/** What a person may change; the version is the server's. The sources have no default here: left out, they stay. */
export const salesDefinitionChange = salesDefinition
  .omit({ version: true })
  .extend({ activities: activitySources })
  .partial();
export type SalesDefinitionChange = z.infer<typeof salesDefinitionChange>;

/** Key of the current definition in the state table `settings`. */
export const salesDefinitionKey = 'salesDefinition';

/** The definition before anybody has answered: every question at the answer that suits most retailers. */
export function defaultSalesDefinition(organisation: { zone: string; currency: string }): SalesDefinition {
  return {
    version: 1,
    activities: ordersOnly,
    zone: organisation.zone,
    includeDuplicates: true,
    includeNonProduct: false,
    subtractReturns: true,
    excludeRules: ['staff', 'wholesale', 'test', 'brushing'],
    marginRateByCategory: null,
    defaultMarginRate: null,
    currency: organisation.currency,
    refundLagDays: 14,
  };
}

/**
 * The definition under which the published figures of Online Retail II were computed: every line with a positive
 * quantity and price of a known customer, returns not subtracted, repeats and postage kept.
 */
export function referenceSalesDefinition(version: number): SalesDefinition {
  return {
    version,
    activities: ordersOnly,
    zone: 'Europe/London',
    includeDuplicates: true,
    includeNonProduct: true,
    subtractReturns: false,
    excludeRules: [],
    marginRateByCategory: null,
    defaultMarginRate: null,
    currency: 'GBP',
    refundLagDays: 14,
  };
}

/** Total sales under a definition, beside what one other answer would make of it. */
export const salesDefinitionEffect = z.object({
  question: z.enum(['duplicates', 'non-products', 'returns', 'exclusions']),
  answers: z.array(
    z.object({ answer: z.string(), chosen: z.boolean(), sales: z.string(), difference: z.string() }),
  ),
});
export type SalesDefinitionEffect = z.infer<typeof salesDefinitionEffect>;

export const salesDefinitionReply = z.object({
  definition: salesDefinition,
  /** Net sales of known customers under `definition`, decimal in major units. */
  sales: z.string(),
  /** The same under the definition before this change; equal to `sales` for a plain read. */
  salesBefore: z.string(),
  lines: z.int(),
  customers: z.int(),
  effects: z.array(salesDefinitionEffect),
  activities: z.array(activityCount),
  /** Share of sales whose margin is known by cost or by rate; profit figures need all of it. */
  marginKnownShare: z.number(),
  categories: z.array(
    z.object({ category: z.string(), sales: z.string(), marginRate: z.number().nullable() }),
  ),
});
export type SalesDefinitionReply = z.infer<typeof salesDefinitionReply>;

export const salesDefinitionPut = salesDefinitionChange.extend({ dryRun: z.boolean().default(false) });
