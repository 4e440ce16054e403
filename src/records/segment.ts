/**
 * A segment: a named rule over features and purchase behaviour that compiles to one facts query. Its count is always
 * the number of its members at a stated time, never an estimate.
 */
import { z } from 'zod';
import { featureName } from './feature.ts';
import { listPage, listQuery } from './list.ts';

export const segmentName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/);

const scalar = z.union([z.number(), z.string().max(200)]);

/** `{feature: "tier", op: "eq", value: "high"}`; `in` takes a list, `between` takes [from, to] with both ends. */
export const featureRule = z.strictObject({
  feature: featureName,
  op: z.enum(['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'between', 'in', 'has', 'is-null', 'not-null']),
  value: z.union([scalar, z.array(scalar).max(500)]).optional(),
});
export type FeatureRule = z.infer<typeof featureRule>;

export const purchaseFilters = ['sku', 'category', 'channel', 'store', 'region'] as const;

/** What a customer bought: lines under the sales definition, filtered, measured and compared. */
export const purchaseRule = z.strictObject({
  purchases: z.strictObject({
    measure: z.enum(['lines', 'orders', 'days', 'quantity', 'net']),
    op: z.enum(['eq', 'ne', 'lt', 'lte', 'gt', 'gte']),
    /** `net` is in major units of the organisation's currency, as people say it. */
    value: z.number(),
    /** Days before the time of computation; without it, all history. */
    withinDays: z.int().min(1).max(36_500).optional(),
    where: z.partialRecord(z.enum(purchaseFilters), z.array(z.string().max(200)).min(1).max(500)).optional(),
  }),
});
export type PurchaseRule = z.infer<typeof purchaseRule>;

export const opportunityRule = z.strictObject({ inOpportunity: z.uuid() });

/** How many people live together, as far as keys say; 1 for whoever is in no household. */
export const householdRule = z.strictObject({
  household: z.strictObject({
    op: z.enum(['eq', 'ne', 'lt', 'lte', 'gt', 'gte']),
    people: z.int().min(1).max(100),
  }),
});
export type HouseholdRule = z.infer<typeof householdRule>;

export type SegmentRule =
  | FeatureRule
  | PurchaseRule
  | z.infer<typeof opportunityRule>
  | HouseholdRule
  /** Of whom the rule matches, one of each household: who brought most in the year to their last purchase. */
  | { onePerHousehold: SegmentRule }
  | { all: SegmentRule[] }
  | { any: SegmentRule[] }
  | { not: SegmentRule };

/** Depth and width are bounded when a rule is saved; see `segment-rule.ts`. */
export const segmentRule: z.ZodType<SegmentRule> = z.lazy(() =>
  z.union([
    featureRule,
    purchaseRule,
    opportunityRule,
    householdRule,
    z.strictObject({ onePerHousehold: segmentRule }),
    z.strictObject({ all: z.array(segmentRule).min(1).max(50) }),
    z.strictObject({ any: z.array(segmentRule).min(1).max(50) }),
    z.strictObject({ not: segmentRule }),
  ]),
);

/** What `segment put FILE` and PUT /api/segments/:name take. */
export const segmentDefinition = z.strictObject({
  name: segmentName,
  title: z.string().min(1).max(120),
  rule: segmentRule,
});
export type SegmentDefinition = z.infer<typeof segmentDefinition>;
export const segmentPut = segmentDefinition.partial({ name: true });

export const segment = segmentDefinition.extend({
  segmentId: z.uuid(),
  opportunityId: z.uuid().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** The last count and when it was made; null before the first. */
  lastCount: z.int().nullable(),
  lastCountedAt: z.iso.datetime().nullable(),
  lastCountSeconds: z.number().nullable(),
});
export type Segment = z.infer<typeof segment>;

export const segmentList = listPage.extend({ segments: z.array(segment) });
export const segmentListQuery = listQuery(['title', 'count', 'counted', 'changed']).extend({
  origin: z.enum(['opportunity', 'rule']).optional(),
});
export const segmentParams = z.object({ name: segmentName });

/** A count is a snapshot: the members counted are kept, so that a campaign approaches exactly these people. */
export const segmentCount = z.object({
  name: segmentName,
  count: z.int(),
  computedAt: z.iso.datetime(),
  seconds: z.number(),
  /** Null: counted for somebody with a data scope, among their customers only, and not kept. */
  snapshotId: z.uuid().nullable(),
  /** The features used are those of this time; purchases are those known at `computedAt`. */
  featuresAsOf: z.iso.datetime(),
});
export type SegmentCount = z.infer<typeof segmentCount>;

export const segmentMembersQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.uuid().optional(),
  format: z.enum(['json', 'csv']).default('json'),
});
export const segmentMember = z.object({
  customerId: z.uuid(),
  tier: z.string(),
  stage: z.string(),
  recencyDays: z.number().nullable(),
  frequency: z.number(),
  monetaryMinor: z.int(),
});
export const segmentMembers = z.object({
  name: segmentName,
  count: z.int(),
  computedAt: z.iso.datetime(),
  members: z.array(segmentMember),
  nextCursor: z.uuid().nullable(),
});

/** The compiled statement and its typed parameters, runnable by hand. */
export const segmentSql = z.object({
  name: segmentName,
  sql: z.string(),
  params: z.record(z.string(), z.string()),
});
