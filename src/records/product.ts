/**
 * Products of a review: what each sold, cost and brought in the 365 days that end with it, the life-cycle stage it is
 * in, what the rules advise, and what all of them together say.
 */
import { z } from 'zod';
import { bothLanguages } from './estimate.ts';
import { listPage, listQuery } from './list.ts';
import { productActions, productClasses, productStageNames } from './product-names.ts';

const count = z.int().min(0);
const minor = z.int();

export const productStageName = z.enum(productStageNames);

export const productAction = z.enum(productActions);
export type ProductAction = z.infer<typeof productAction>;

/** One figure an advice rests on, with the base's own where there is one. Money is in minor units. */
export const productEvidence = z.object({
  code: z.enum([
    'contribution',
    'contribution-before',
    'contribution-rate',
    'return-rate',
    'discount-share',
    'lapse-rate',
    'second-order-rate',
    'days-since-sale',
    'slope',
    'confidence',
    'stock-outs',
    'sales-growth',
  ]),
  value: z.number(),
  base: z.number().nullable(),
});
export type ProductEvidence = z.infer<typeof productEvidence>;

/** A share with the people it was counted on and its 95 % interval; null under 30 people. */
export const countedRate = z.object({
  n: count,
  rate: z.number().nullable(),
  lo: z.number().nullable(),
  hi: z.number().nullable(),
  /** Benjamini–Hochberg q over all products of differing from the base; null where the rate is. */
  q: z.number().nullable(),
});
export type CountedRate = z.infer<typeof countedRate>;

export const productStage = z.object({
  name: productStageName,
  /** Whole months in this stage, and whole months the series has. */
  monthsInStage: count,
  months: count,
  /** Change of ln share of category a month with its 90 % interval; null by age or without enough months. */
  slope: z.number().nullable(),
  lo: z.number().nullable(),
  hi: z.number().nullable(),
  p: z.number().nullable(),
  confidence: z.number().nullable(),
  stockOutMonths: count,
  promotionMonths: count,
  isEnded: z.boolean(),
  measuredAgainst: z.enum(['category', 'all', 'itself']),
});

export const product = z.object({
  sku: z.string(),
  name: z.string(),
  category: z.string(),
  units: z.number(),
  unitsBefore: z.number(),
  orders: count,
  buyers: count,
  /** Buyers whose first purchase ever, in the window, held it; and who bought it again on a later day. */
  newBuyers: count,
  repeatBuyers: count,
  /** Paid for purchases, discounts already out; returns by day of refund; net is the difference. */
  salesMinor: minor,
  salesBeforeMinor: minor,
  returnsMinor: minor,
  returnRate: z.number().nullable(),
  netMinor: minor,
  netBeforeMinor: minor,
  discountMinor: minor,
  discountShare: z.number().nullable(),
  costKnownShare: z.number(),
  marginMinor: minor.nullable(),
  channelCostMinor: minor,
  serviceCostMinor: minor,
  contributionMinor: minor.nullable(),
  contributionBeforeMinor: minor.nullable(),
  contributionRate: z.number().nullable(),
  totalNetMinor: minor,
  firstDay: z.iso.date().nullable(),
  lastDay: z.iso.date().nullable(),
  /** Months of the whole history in which it sold. */
  saleMonths: count,
  secondOrder: countedRate,
  lapse: countedRate,
  class: z.enum(productClasses),
  place: count,
  stage: productStage,
  action: productAction.nullable(),
  evidence: z.array(productEvidence),
});
export type Product = z.infer<typeof product>;

/** Columns a list of products can be ordered by. */
export const productSorts = [
  'sku',
  'name',
  'category',
  'place',
  'units',
  'orders',
  'buyers',
  'sales',
  'net',
  'returnRate',
  'discountShare',
  'contribution',
  'contributionRate',
  'secondOrder',
  'lapse',
  'slope',
  'monthsInStage',
  'firstDay',
  'lastDay',
] as const;
export const productListQuery = listQuery(productSorts).extend({
  class: z.enum(productClasses).optional(),
  stage: productStageName.optional(),
  action: productAction.optional(),
});
export const productList = listPage.extend({ currency: z.string(), products: z.array(product) });

export const productPair = z.object({
  if: z.string(),
  ifName: z.string(),
  then: z.string(),
  thenName: z.string(),
  /** Orders that hold both. */
  orders: count,
  support: z.number(),
  confidence: z.number(),
  lift: z.number(),
  q: z.number(),
  /** Lift in the older and the newer half of the orders. */
  liftByHalf: z.tuple([z.number().nullable(), z.number().nullable()]),
});
export type ProductPair = z.infer<typeof productPair>;

const monthText = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
export const monthSpan = z.object({ from: monthText, to: monthText });
export type MonthSpan = z.infer<typeof monthSpan>;

/** Two spans of whole months, `2026-01` to `2026-03`, both ends counted; without them the review's own choice. */
export const bridgeQuery = z.object({
  beforeFrom: monthText.optional(),
  beforeTo: monthText.optional(),
  afterFrom: monthText.optional(),
  afterTo: monthText.optional(),
});
export const productBridge = z.object({
  currency: z.string(),
  before: monthSpan,
  after: monthSpan,
  /** Net sales of both spans. */
  beforeMinor: minor,
  afterMinor: minor,
  /** Parts of the change; they add up to it to the last minor unit. */
  parts: z.object({ volume: minor, mix: minor, price: minor, entered: minor, left: minor, returns: minor }),
  /** Products sold in both spans, in the later only, in the earlier only. */
  products: z.object({ both: count, entered: count, left: count }),
});
export type ProductBridge = z.infer<typeof productBridge>;

export const productSummary = z.object({
  reviewId: z.uuid(),
  createdAt: z.iso.datetime(),
  asOf: z.iso.datetime(),
  definitionVersion: z.int(),
  zone: z.string(),
  currency: z.string(),
  status: z.enum(['ok', 'empty']),
  /** The days the figures are of; the year before is as long. */
  window: z.object({ from: z.iso.date(), to: z.iso.date() }),
  products: z.object({ known: count, sold: count, ended: count }),
  /** What classes rank by: contribution where costs cover the sales, otherwise net sales, by that name. */
  rankedBy: z.enum(['contribution', 'sales']),
  totals: z.object({
    salesMinor: minor,
    returnsMinor: minor,
    netMinor: minor,
    discountMinor: minor,
    marginMinor: minor.nullable(),
    channelCostMinor: minor,
    // Not in documents of before service costs counted.
    serviceCostMinor: minor.default(0),
    contributionMinor: minor.nullable(),
    totalNetMinor: minor,
  }),
  costs: z.object({
    goodsKnownShare: z.number(),
    /** Products whose sales have too few costs for a contribution. */
    productsWithout: count,
    channel: z.object({
      state: z.enum(['allocated', 'missing']),
      key: z.literal('sales-of-channel-and-month'),
      allocatedMinor: minor,
      unallocatedMinor: minor,
    }),
    service: z.object({
      state: z.enum(['allocated', 'missing']),
      allocatedMinor: minor.default(0),
      unallocatedMinor: minor.default(0),
      /** Cases that carry a cost, of all; without spend for service the others count as costing nothing. */
      costed: count.default(0),
      cases: count.default(0),
    }),
  }),
  classes: z.array(z.object({ class: z.enum(productClasses), products: count, moneyMinor: minor })),
  concentration: z.object({
    hhi: z.number().nullable(),
    gini: z.number().nullable(),
    shareHolding80: z.number().nullable(),
  }),
  stages: z.array(z.object({ stage: productStageName, products: count, salesMinor: minor })),
  slopeSpread: z.number(),
  base: z.object({
    returnRate: z.number().nullable(),
    discountShare: z.number().nullable(),
    secondOrder: countedRate,
    lapse: countedRate,
  }),
  actions: z.array(z.object({ action: productAction, products: count })),
  /** The spans a bridge takes by itself: the last months against the same a year before, or the months before. */
  spans: z.object({ before: monthSpan, after: monthSpan }).nullable(),
  pairs: z.object({
    orders: count,
    tested: count,
    isCut: z.boolean(),
    rules: z.array(productPair),
  }),
  warnings: z.array(
    z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }),
  ),
  definitions: z.array(z.object({ figure: z.string(), text: bothLanguages })),
  sql: z.array(z.object({ figure: z.string(), text: z.string(), params: z.record(z.string(), z.string()) })),
});
export type ProductSummary = z.infer<typeof productSummary>;

/** Null while nobody has computed the products of this review. */
export const productSummaryReply = z.object({ summary: productSummary.nullable() });

export const productMonth = z.object({
  month: z.iso.date(),
  units: z.number(),
  orders: count,
  salesMinor: minor,
  returnsMinor: minor,
  discountMinor: minor,
});

export const productDetail = z.object({
  currency: z.string(),
  product,
  months: z.array(productMonth),
  /** Rules this product stands in, either side. */
  pairs: z.array(productPair),
});
export type ProductDetail = z.infer<typeof productDetail>;

/** An SKU may hold any character, so it travels as a query and not in the path. */
export const productQuery = z.object({ sku: z.string().max(200) });
