/**
 * The base check-up: how large the base is, what it is worth, how it moves and where it slips, at one as-of time and
 * under one sales definition. Every figure names its definition and the SQL it came from.
 */
import { z } from 'zod';
import { bothLanguages } from './estimate.ts';
import { lifeCycleStages, rfmCells, valueTiers } from './feature.ts';
import { instantWithOffset } from './instant.ts';
import { opportunity } from './opportunity.ts';
import { reviewGates } from './quality.ts';
import { valueName } from './result.ts';
import { reviewFindings } from './review-finding.ts';
import { reviewFormats } from './review-names.ts';

const count = z.int().min(0);
/** Exact sums in minor units of the organisation's currency. */
const minor = z.int();
const countsBy = <const K extends readonly [string, ...string[]]>(keys: K) => z.record(z.enum(keys), count);

export const reviewMonth = z.object({
  /** `2026-11`, in the organisation's zone. */
  month: z.string(),
  /** Sales by day of purchase minus refunds by day of refund. */
  revenueMinor: minor,
  refundsMinor: minor,
  /** Null where a line of the month has neither cost nor margin rate. */
  marginMinor: minor.nullable(),
  buyers: count,
  orders: count,
  /** The month holds the as-of time and is not over. */
  partial: z.boolean(),
});

const moneyRow = {
  revenueMinor: minor,
  marginMinor: minor.nullable(),
  buyers: count,
  orders: count,
  share: z.number(),
};
export const reviewProduct = z.object({
  sku: z.string(),
  name: z.string(),
  quantity: z.number(),
  ...moneyRow,
});
export const reviewRegion = z.object({ region: z.string(), ...moneyRow });
export const reviewChannel = z.object({ channel: z.string(), ...moneyRow });

/** A frozen cut: scores move only when a customer does, not when the base around them does. */
export const cutPoints = z.object({
  version: z.int(),
  asOf: z.iso.datetime(),
  definitionVersion: z.int(),
  valueIs: valueName,
  /** Buyers of the last 730 days, from whom the cuts were taken. */
  buyers: count,
  recencyDays: z.array(z.number()),
  frequency: z.array(z.number()),
  monetary: z.array(z.number()),
  effectiveLevels: z.object({ r: z.int(), f: z.int(), m: z.int() }),
  frequencyRule: z.enum(['quintiles', 'fixed-1-2-3-5-10', 'chosen']),
  medians: z.object({ recencyDays: z.number(), frequency: z.number(), monetary: z.number() }),
  /** Value score at and above which a customer is high, or at least mid. */
  tierCuts: z.object({ high: z.number(), mid: z.number() }),
  /** Value of 365 days from which on one is high or mid, where the organisation draws tiers so; then the score draws none. */
  tierMoney: z.object({ high: z.number(), mid: z.number() }).nullable().default(null),
  /** Shares of the buyers the score's cuts were taken at. */
  tierShares: z.object({ high: z.number(), mid: z.number() }).default({ high: 0.2, mid: 0.3 }),
  /** What the organisation fixed itself of these; the rest is from its buyers. */
  chosen: z.array(z.enum(['recencyDays', 'frequency', 'monetary', 'cells', 'tiers'])).default([]),
});
export type CutPoints = z.infer<typeof cutPoints>;

/** The log-gap model behind the overdue probability, or why there is none. */
export const rhythmModel = z.object({
  status: z.enum(['ok', 'insufficient']),
  customersWithGaps: count,
  gaps: count,
  sigma: z.number().nullable(),
  tau: z.number().nullable(),
  /** Share of repeat purchases after which the model sees no further one; never part of the overdue probability. */
  stop: z.number().nullable(),
  logLikelihood: z.number().nullable(),
  /** Typical gap per category prior, operational days; the empty name is the pooled prior. */
  typicalGapDays: z.array(z.object({ category: z.string(), days: z.number(), customers: count })),
  /** Days within which three quarters of first buyers who are seen to return have returned (new → not repeated). */
  newWindowDays: z.number().nullable(),
  newWindowFrom: z.enum(['kaplan-meier', 'rhythm-model', 'none']),
  seasonalClock: z.enum(['observed', 'plain']),
});
export type RhythmModel = z.infer<typeof rhythmModel>;

export const reviewCustomers = z.object({
  /** Customers known at the as-of time, exclusions already out. */
  total: count,
  /** With at least one purchase occasion. */
  buyers: count,
  buyersLast365: count,
  buyersLast730: count,
  /** Buyers with exactly one occasion, and with two or more. */
  oneTime: count,
  repeat: count,
  tiers: countsBy(valueTiers),
  stages: countsBy(lifeCycleStages),
  rfmCells: countsBy(rfmCells),
  /** Buyers by score of recency (highest: most recent) and frequency; combinations without any are left out. */
  rfmGrid: z.array(z.object({ r: z.int(), f: z.int(), customers: count, value365Minor: minor })).default([]),
  /** Overdue probability .80–.95, and one-time buyers past the window for new ones. */
  flags: z.object({ warning: count, notRepeated: count }),
  rhythmBands: z.object({
    onRhythm: count,
    warning: count,
    overdue: count,
    farOverdue: count,
    unknown: count,
  }),
  /** Value of the last 365 days by tier, minor units. */
  tierValueMinor: z.record(z.enum(valueTiers), minor),
  medianRecencyDays: z.number().nullable(),
  medianFrequency: z.number().nullable(),
  medianMonetaryMinor: z.number().nullable(),
});

export const reviewDocument = z.object({
  asOf: z.iso.datetime(),
  definitionVersion: z.int(),
  zone: z.string(),
  currency: z.string(),
  /** Margin only when costs or a margin rate cover the sales; otherwise every value below is sales, by name. */
  valueIs: valueName,
  /** Share of net sales with a cost or a margin rate. */
  marginCoverage: z.number(),
  status: z.enum(['ok', 'empty']),
  customers: reviewCustomers,
  /** Everything the sales definition counts before the as-of time, customers known or not. */
  sales: z.object({
    firstDay: z.iso.date().nullable(),
    lastDay: z.iso.date().nullable(),
    revenueMinor: minor,
    refundsMinor: minor,
    marginMinor: minor.nullable(),
    orders: count,
    lines: count,
    withoutCustomer: z.object({ lines: count, revenueMinor: minor }),
  }),
  months: z.array(reviewMonth),
  products: z.object({ count: count, top: z.array(reviewProduct) }),
  regions: z.object({ count: count, top: z.array(reviewRegion) }),
  channels: z.object({ count: count, top: z.array(reviewChannel) }),
  cuts: cutPoints.nullable(),
  rhythm: rhythmModel,
  excluded: z.array(z.object({ rule: z.string(), customers: count, revenueMinor: minor, share: z.number() })),
  /** Things a reader must know before quoting a figure; catalogue codes with their parameters. */
  warnings: z.array(
    z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }),
  ),
  definitions: z.array(z.object({ figure: z.string(), text: bothLanguages })),
  /** The statement behind each figure with its typed parameters, runnable by hand. */
  sql: z.array(z.object({ figure: z.string(), text: z.string(), params: z.record(z.string(), z.string()) })),
});
export type ReviewDocument = z.infer<typeof reviewDocument>;

/** A stored review as the API returns it; the opportunities found at its as-of time stand in it. */
export const review = reviewDocument.extend({
  reviewId: z.uuid(),
  createdAt: z.iso.datetime(),
  opportunities: z.array(opportunity),
  /** Null for a review that was made before there were findings, and while its chapters are under way. */
  findings: reviewFindings.nullable(),
  /** What to do about it, at most three: opportunities by rank, then data that would make the figures better. */
  actions: z.array(
    z.object({
      kind: z.enum(['opportunity', 'data']),
      opportunityId: z.uuid().nullable(),
      /** The warning that the data would lift. */
      code: z.string().nullable(),
      title: bothLanguages,
      sentence: bothLanguages,
    }),
  ),
  /** Gates of the data it was made on; null of a review from before they were measured. Failed ones stand among the warnings. */
  quality: reviewGates.nullable(),
});
export type Review = z.infer<typeof review>;

/** Starts a review; without a time it is taken as of now. */
export const reviewRequest = z.object({ asOf: instantWithOffset.optional() });
export const reviewParams = z.object({ id: z.union([z.uuid(), z.literal('latest')]) });
export const reviewSummary = z.object({
  reviewId: z.uuid(),
  asOf: z.iso.datetime(),
  createdAt: z.iso.datetime(),
  definitionVersion: z.int(),
  customers: count,
  buyers: count,
});
export const reviewList = z.object({
  reviews: z.array(reviewSummary),
  /** First and last day of purchases in the data, in the organisation's zone; null without any. */
  purchases: z.object({ firstDay: z.iso.date(), lastDay: z.iso.date() }).nullable(),
});

export type ReviewFormat = (typeof reviewFormats)[number];
export const reviewExportQuery = z.object({
  format: z.enum(reviewFormats).default('html'),
  /** The asker's own language unless given. */
  locale: z.enum(['zh-CN', 'en']).optional(),
});
