/**
 * Channels of a review: whom they reach, what they sell and cost, how they share customers, where they stand against each
 * other, and how customers move between them.
 */
import { z } from 'zod';
import { costLine } from './channel-cost.ts';
import { channelSides, unitInputs, unitOutputs } from './channel-cost-names.ts';
import { bothLanguages } from './estimate.ts';
import { valueTiers } from './feature.ts';

const count = z.int().min(0);
const minor = z.int();

/** A difference or share with its 95 % interval. */
export const withInterval = z.object({ value: z.number(), lo: z.number(), hi: z.number() });
export type WithInterval = z.infer<typeof withInterval>;

/** What the organisation can write to; a phone number stands for SMS and calls. */
export const reachMedia = ['email', 'phone'] as const;
export type ReachMedium = (typeof reachMedia)[number];

/** Nested: deliverable customers are consented ones, those reachable ones. */
export const reachCounts = z.object({ reachable: count, consented: count, deliverable: count });
export type ReachCounts = z.infer<typeof reachCounts>;

export const channelCoverage = z.object({
  /** Addresses and consents are of this moment, not of the review's. */
  computedAt: z.iso.datetime(),
  /** Customers of the review. */
  target: count,
  any: reachCounts,
  media: z.array(
    reachCounts.extend({
      medium: z.enum(reachMedia),
      /** Deliverable through it and through nothing else. */
      alone: count,
    }),
  ),
  /** Deliverable customers by exactly which media reach them; none last. They add up to the target. */
  combos: z.array(z.object({ media: z.array(z.enum(reachMedia)), customers: count })),
  cells: z.array(
    reachCounts.extend({
      region: z.string(),
      tier: z.enum([...valueTiers, 'none']),
      customers: count,
    }),
  ),
  stages: z.array(reachCounts.extend({ stage: z.string(), customers: count })),
});
export type ChannelCoverage = z.infer<typeof channelCoverage>;

export const salesChannel = z.object({
  channel: z.string(),
  title: z.string(),
  side: z.enum(channelSides),
  /** What the side was told from. */
  sideBy: z.enum(['kind', 'name', 'stores', 'none']),
  orders: count,
  buyers: count,
  /** Customers whose first purchase ever was made through it within the year. */
  newBuyers: count,
  /** Buyers of the year who bought through nothing else. */
  aloneBuyers: count,
  salesMinor: minor,
  returnsMinor: minor,
  netMinor: minor,
  netShare: z.number().nullable(),
  costMinor: minor,
  /** Null without costs or without orders; the cost stands beside it. */
  costPerOrderMinor: z.number().nullable(),
  costShare: z.number().nullable(),
});
export type SalesChannel = z.infer<typeof salesChannel>;

export const channelOverlap = z.object({
  buyers: count,
  /** Buyers by exactly which channels they bought through, most first; with `restBuyers` they add up to `buyers`. */
  combos: z.array(z.object({ channels: z.array(z.string()), buyers: count, netMinor: minor })),
  restBuyers: count,
  /** Channels in the order in which each adds the most buyers to those before. */
  reach: z.array(z.object({ channel: z.string(), buyers: count, added: count, total: count })),
  /** Channels beyond the twelve largest, taken together as one of this empty name. */
  isGrouped: z.boolean(),
});
export type ChannelOverlap = z.infer<typeof channelOverlap>;

export const spendMonth = z.object({ month: z.iso.date(), spendMinor: minor, newCustomers: count });

/** What a further customer cost where spend was higher; null with the reason where the months do not tell. */
export const marginalCost = z.object({
  status: z.enum(['ok', 'insufficient', 'flat', 'undetermined']),
  months: count,
  costMinor: z.number().nullable(),
  loMinor: z.number().nullable(),
  /** Null where the slope's interval reaches towards nought and the cost has no upper bound. */
  hiMinor: z.number().nullable(),
});
export type MarginalCost = z.infer<typeof marginalCost>;

export const acquisitionSource = z.object({
  source: z.string(),
  spendMinor: minor,
  newCustomers: count,
  /** Null without new customers or with nothing spent. */
  costMinor: z.number().nullable(),
  marginal: marginalCost,
  months: z.array(spendMonth),
});
export type AcquisitionSource = z.infer<typeof acquisitionSource>;

/** Service cases of one channel; `ownMinor` is what they carry themselves, `laidMinor` what of the spend falls on them. */
export const serviceChannel = z.object({
  channel: z.string(),
  cases: count,
  people: count,
  /** On average, of the cases that say it, and of all of them together. */
  minutes: z.number().nullable(),
  minutesTotal: z.number(),
  costed: count,
  ownMinor: minor,
  laidMinor: minor,
  costMinor: minor,
  perCaseMinor: z.number().nullable(),
});
export type ServiceChannel = z.infer<typeof serviceChannel>;

/** Contacts of service and what they cost; with `spendMinor` per contact, without per case that carries a cost. */
export const serviceCost = z.object({
  state: z.enum(['known', 'no-cost', 'no-contacts', 'missing']),
  costMinor: minor,
  contacts: count,
  perContactMinor: z.number().nullable(),
  // Not in documents of before service cases counted.
  cases: count.default(0),
  events: count.default(0),
  costed: count.default(0),
  /** Cases whose cost is in another currency: counted, their cost left out. */
  otherCurrency: count.default(0),
  ownMinor: minor.default(0),
  spendMinor: minor.default(0),
  /** What of the spend falls on tracked events. */
  eventsMinor: minor.default(0),
  driver: z.enum(['minutes', 'contacts']).default('contacts'),
  byChannel: z.array(serviceChannel).default([]),
});
export type ServiceCost = z.infer<typeof serviceCost>;

export const channelCosts = z.object({
  state: z.enum(['known', 'missing']),
  totalMinor: minor,
  credits: z.object({ rows: count, amountMinor: minor }),
  otherCurrencies: z.array(z.object({ currency: z.string(), rows: count, amount: z.string() })),
  rulesVersion: count,
  lines: z.array(costLine),
  sourceIs: z.enum(['acquisition-channel', 'first-purchase']),
  sources: z.array(acquisitionSource),
  contacts: z.array(
    z.object({
      channel: z.string(),
      contacts: count,
      people: count,
      costMinor: minor,
      perContactMinor: z.number().nullable(),
    }),
  ),
  service: serviceCost,
  /** What was laid on sales channels, by month; it adds up to `lines`. Not in documents of before. */
  laid: z.array(z.object({ channel: z.string(), month: z.iso.date(), costMinor: minor })).default([]),
});
export type ChannelCosts = z.infer<typeof channelCosts>;

export const channelUnit = z.object({
  unit: z.string(),
  title: z.string(),
  region: z.string(),
  inputs: z.array(z.number()),
  outputs: z.array(z.number()),
  constant: z.number(),
  variable: z.number(),
  /** Constant over variable: what of the gap is the unit's size. */
  scale: z.number(),
  /** Of the variable returns; null on the frontier and above a hundred units. */
  lo: z.number().nullable(),
  hi: z.number().nullable(),
  peers: z.array(z.object({ unit: z.string(), weight: z.number() })),
  inputSlacks: z.array(z.number()),
  outputSlacks: z.array(z.number()),
});
export type ChannelUnit = z.infer<typeof channelUnit>;

export const channelEfficiency = z.object({
  status: z.enum(['ok', 'no-units', 'no-inputs', 'too-few']),
  units: count,
  leftOut: count,
  least: count,
  /** Of those left out, opened within the year: their costs are of a year, their sales are not. */
  young: count.default(0),
  /** Chosen by somebody, or what the data have. */
  isChosen: z.boolean().default(false),
  /** Stores that have each input and output, of all with sales. */
  known: z.array(z.object({ name: z.enum([...unitInputs, ...unitOutputs]), units: count })).default([]),
  inputs: z.array(z.enum(unitInputs)),
  outputs: z.array(z.enum(unitOutputs)),
  rows: z.array(channelUnit),
  /** Units beyond the 300 least efficient, which `rows` leaves out. */
  cut: count,
});
export type ChannelEfficiency = z.infer<typeof channelEfficiency>;

export const priceConflicts = z.object({
  /** The spread from which two prices of a day are a conflict, as a share of the lower. */
  tolerance: z.number(),
  /** Product-days sold through two channels and more, and those in conflict. */
  sharedDays: count,
  conflictDays: count,
  products: count,
  /** Paid above the day's cheapest channel, over all conflicts: an exposure, not a loss. */
  gapMinor: minor,
  pairs: z.array(
    z.object({ cheap: z.string(), dear: z.string(), days: count, products: count, gapMinor: minor }),
  ),
  top: z.array(
    z.object({
      sku: z.string(),
      name: z.string(),
      sharedDays: count,
      conflictDays: count,
      medianSpread: z.number(),
      cheap: z.string(),
      dear: z.string(),
      gapMinor: minor,
      lastDay: z.iso.date(),
    }),
  ),
});
export type PriceConflicts = z.infer<typeof priceConflicts>;

export const contactConflicts = z.object({
  hours: z.int(),
  /** People contacted in the year, and those whom two channels reached within the hours. */
  people: count,
  hit: count,
  share: withInterval.nullable(),
  pairs: z.array(z.object({ first: z.string(), second: z.string(), people: count, times: count })),
});
export type ContactConflicts = z.infer<typeof contactConflicts>;

export const channelPaths = z.object({
  status: z.enum(['ok', 'no-touches', 'too-few']),
  gapDays: z.int(),
  /** Paths that ended in a purchase, that ended in none, that may still go on, and those cut to 20 steps. */
  converted: count,
  lost: count,
  open: count,
  truncated: count,
  rate: withInterval.nullable(),
  paths: z.array(z.object({ channels: z.array(z.string()), converted: count, lost: count })),
  /** Steps of all closed paths; `from` null: the start; `to` purchase and nothing are `conversion` and `none`. */
  steps: z.array(
    z.object({
      from: z.string().nullable(),
      to: z.string(),
      kind: z.enum(['channel', 'conversion', 'none']),
      n: count,
    }),
  ),
  assists: z.array(
    z.object({
      channel: z.string(),
      paths: count,
      last: count,
      assisted: count,
      ratio: z.number().nullable(),
    }),
  ),
  /** Days from the first contact to the purchase. */
  daysToConvert: z.object({ p25: z.number(), p50: z.number(), p75: z.number(), p90: z.number() }).nullable(),
});
export type ChannelPaths = z.infer<typeof channelPaths>;

export const channelSwitching = z.object({
  /** Repeat purchases of the year; the rows add up to it. */
  purchases: count,
  rows: z.array(
    z.object({
      from: z.string(),
      n: count,
      medianDays: z.number().nullable(),
      to: z.array(z.object({ channel: z.string(), n: count, share: withInterval.nullable() })),
    }),
  ),
});
export type ChannelSwitching = z.infer<typeof channelSwitching>;

export const synergyGroup = z.object({
  group: z.enum(['both', 'online', 'store']),
  customers: count,
  /** Of the year after, at the mixture of purchase counts of those who used both; null under 30 customers. */
  valueMinor: z.number().nullable(),
  buyAgain: z.number().nullable(),
});
export const channelSynergy = z.object({
  status: z.enum(['ok', 'one-side', 'too-few', 'unknown-sides']),
  groups: z.array(synergyGroup),
  /** Both sides against one side, at equal numbers of purchases in the year before. */
  difference: z
    .object({
      customers: count,
      others: count,
      valueMinor: withInterval,
      buyAgain: withInterval,
    })
    .nullable(),
});
export type ChannelSynergy = z.infer<typeof channelSynergy>;

export const channelSummary = z.object({
  reviewId: z.uuid(),
  createdAt: z.iso.datetime(),
  asOf: z.iso.datetime(),
  definitionVersion: z.int(),
  zone: z.string(),
  currency: z.string(),
  status: z.enum(['ok', 'empty']),
  window: z.object({ from: z.iso.date(), to: z.iso.date() }),
  totals: z.object({ orders: count, buyers: count, newBuyers: count, netMinor: minor }),
  channels: z.array(salesChannel),
  coverage: channelCoverage,
  overlap: channelOverlap,
  costs: channelCosts,
  efficiency: channelEfficiency,
  priceConflicts,
  contactConflicts,
  paths: channelPaths,
  switching: channelSwitching,
  synergy: channelSynergy,
  warnings: z.array(
    z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }),
  ),
  definitions: z.array(z.object({ figure: z.string(), text: bothLanguages })),
  sql: z.array(z.object({ figure: z.string(), text: z.string(), params: z.record(z.string(), z.string()) })),
});
export type ChannelSummary = z.infer<typeof channelSummary>;

/** Null while nobody has computed the channels of this review. */
export const channelSummaryReply = z.object({ summary: channelSummary.nullable() });
