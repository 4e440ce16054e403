/**
 * Who is left out of totals and audiences, and by which rule: staff, dealers, test accounts and brushing (orders
 * placed to raise a sales rank). Rules are stated with their thresholds, their count and their share of sales.
 */
import { z } from 'zod';
import { exclusionRuleName } from './sales-definition.ts';

/** Members by the `kind` of the customers file. */
const byKind = { enabled: z.boolean() };

export const staffRule = z.object({ rule: z.literal('staff'), ...byKind });
export const testRule = z.object({ rule: z.literal('test'), ...byKind });

export const wholesaleRule = z.object({
  rule: z.literal('wholesale'),
  ...byKind,
  /** Also whoever bought at least this quantity in one order line; null: by kind only. */
  lineQuantity: z.int().min(2).nullable(),
  /** Also whoever's sales in any 365-day-aligned calendar year reach this, major units; null: not used. */
  yearlySales: z
    .string()
    .regex(/^\d+(\.\d{1,4})?$/)
    .nullable(),
});

export const brushingRule = z.object({
  rule: z.literal('brushing'),
  enabled: z.boolean(),
  /** At least this many distinct orders on one day; null: not used. */
  ordersPerDay: z.int().min(2).nullable(),
  /** Or at least `minimumOrders` orders of which this share was refunded in full or nearly so; null: not used. */
  refundShare: z.number().min(0.5).max(1).nullable(),
  minimumOrders: z.int().min(2),
});

export const exclusionRule = z.discriminatedUnion('rule', [staffRule, wholesaleRule, testRule, brushingRule]);
export type ExclusionRule = z.infer<typeof exclusionRule>;

/** A rule with what it does today. */
export const exclusionEffect = z.object({
  rule: exclusionRuleName,
  definition: exclusionRule,
  customers: z.int(),
  orders: z.int(),
  /** Net sales of these customers, decimal in major units, and their share of all sales with a known customer. */
  sales: z.string(),
  salesShare: z.number(),
});
export type ExclusionEffect = z.infer<typeof exclusionEffect>;

export const exclusionsReply = z.object({
  rules: z.array(exclusionEffect),
  /** Customers under at least one enabled rule, and their share of sales. */
  together: z.object({ customers: z.int(), sales: z.string(), salesShare: z.number() }),
  computedAt: z.string(),
});
export type ExclusionsReply = z.infer<typeof exclusionsReply>;

export const exclusionsChange = z.object({
  rules: z.array(exclusionRule).min(1).max(4),
  /** Show the effect without saving. */
  dryRun: z.boolean().default(false),
});

/** The rules before anybody has answered: by kind, and brushing at plainly unnatural behaviour. */
export const defaultExclusionRules: readonly ExclusionRule[] = [
  { rule: 'staff', enabled: true },
  { rule: 'wholesale', enabled: true, lineQuantity: null, yearlySales: null },
  { rule: 'test', enabled: true },
  { rule: 'brushing', enabled: true, ordersPerDay: 20, refundShare: 0.9, minimumOrders: 5 },
];
