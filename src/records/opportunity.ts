/**
 * An opportunity: a frozen customer list at a time with what it is worth as things go, what comparable customers still
 * on rhythm are worth, and what a campaign would have to achieve. A descriptive gap, never a forecast of gain.
 */
import { z } from 'zod';
import { bothLanguages, minorString, moneyEstimate } from './estimate.ts';
import { valueName } from './result.ts';

export const opportunityKinds = [
  'overdue',
  'high-value-lost',
  'first-not-repeated',
  'falling',
  'category-gap',
  'stop-spending',
] as const;
export const opportunityKind = z.enum(opportunityKinds);
export type OpportunityKind = z.infer<typeof opportunityKind>;

/** Why a card's figures deserve less trust; each is worded by the catalogue under `opportunity-quality-…`. */
export const opportunityQualityReasons = [
  'few-origins',
  'no-same-season-origin',
  'history-under-455-days',
  'no-interval',
  'stake-holds-zero',
  'small-cells',
  'money-is-sales',
  'few-buyers',
  'backtest-missed',
  'self-selected',
  'forecasts-missed',
] as const;

export const opportunityCell = z.object({
  /** The coordinates that were merged into this cell, e.g. `4-9 · .95-.99 · top third`, and at the end the categories of first purchases, where the kind tells those apart. */
  label: z.string(),
  customers: z.int(),
  /** Value per customer in the horizon, minor units, averaged over origins: this cell and what it is held against. */
  baselinePerCustomerMinor: minorString,
  referencePerCustomerMinor: minorString,
  buyingShare: z.number(),
  referenceBuyingShare: z.number(),
});

export const opportunityOrigin = z.object({
  at: z.iso.datetime(),
  seasonFactor: z.number(),
  comparedCustomers: z.int(),
  baselineMinor: minorString,
  referenceMinor: minorString,
  stakeMinor: minorString,
});

/** At a past time: what the same list was expected to bring as things go, from what was known, and what it brought. */
export const opportunityBacktest = z.object({
  at: z.iso.datetime(),
  customers: z.int(),
  baselineMinor: moneyEstimate,
  realisedMinor: minorString,
  inside: z.boolean(),
  /** The twins, for this list: expected then, and brought; null where a list is held against its own past or its cost. */
  twins: z.object({ estimateMinor: minorString, realisedMinor: minorString }).nullable(),
});

/** The prices a break-even needs: what a contact and an offer cost. Planning assumptions, stated on the card. */
export const offerAssumptions = z.object({
  contactCostMinor: z.number().min(0),
  incentiveMinor: z.number().min(0),
  /** Share of customers who would have bought anyway and redeem all the same. */
  redeemShare: z.number().min(0).max(1),
});
export type OfferAssumptions = z.infer<typeof offerAssumptions>;

export const opportunity = z.object({
  id: z.uuid(),
  kind: opportunityKind,
  /** The category of a category gap. */
  category: z.string().nullable().default(null),
  /** Messages to the list in the horizon before, and their cost; of lists to stop writing to. */
  messages: z.object({ count: z.int(), costMinor: minorString }).nullable().default(null),
  reviewId: z.uuid().nullable(),
  asOf: z.iso.datetime(),
  title: bothLanguages,
  status: z.enum(['ok', 'refused']),
  /** Catalogue code of a refusal: the list stands, its money does not. */
  refusal: z.string().nullable(),
  rank: z.int().nullable(),
  customers: z.int(),
  /** Customers with an address and a consent at the time of computation. */
  reachable: z.int(),
  horizonDays: z.int(),
  currency: z.string(),
  valueIs: valueName,
  baselineMinor: moneyEstimate.nullable(),
  /** The baseline by days of the horizon, each with its own interval over origins, the whole horizon last; see `baselineWithin`. */
  baselineByDays: z.array(moneyEstimate.extend({ days: z.int() })).default([]),
  referenceMinor: moneyEstimate.nullable(),
  valueAtStakeMinor: moneyEstimate.extend({ level: z.number() }).nullable(),
  /** Share of the list expected to buy within the horizon as things go (π) and on rhythm (ρ). */
  buyingShare: z.number().nullable(),
  referenceBuyingShare: z.number().nullable(),
  /** π by days of the horizon, as buyers of comparable lists came at past times, the whole horizon last; see `buyingShareWithin`. */
  buyingByDays: z.array(z.object({ days: z.int(), share: z.number() })).default([]),
  /** Value of one purchase occasion of this list, shrunk to the base (m̂), minor units. */
  valuePerOccasionMinor: minorString.nullable(),
  assumptions: offerAssumptions,
  /** Extra share of people who must buy (δ*); null when an order earns less than its incentive. */
  breakEvenLift: z.number().nullable(),
  /** Share of the gap ρ − π that must be closed to break even (φ*); above 1 it is not worth doing. */
  gapShareNeeded: z.number().nullable(),
  /** Smallest lift of the buying share a campaign to the reachable list would detect, and with which control share. */
  mde: z.number().nullable(),
  mdeControlShare: z.number().nullable(),
  provable: z.boolean().nullable(),
  evidence: z.enum(['E0', 'E1', 'E2']),
  expectedNetMinor: minorString.nullable(),
  /** What 2, 5 and 10 % of the gap would be in money: scenarios, not expectations. */
  scenarios: z.array(z.object({ gapShare: z.number(), valueMinor: minorString })),
  /** Customers who are also in the list of another kind. */
  overlap: z.array(z.object({ kind: opportunityKind, customers: z.int() })),
  /** What of this card a total over all cards counts: customers of no better-ranked card, and their stake; null on cards of before lists overlapped. */
  distinct: z.object({ customers: z.int(), stakeMinor: minorString.nullable() }).nullable().default(null),
  /** Customers worth over 5 % of the list's yearly value: listed apart, outside the money above. */
  dominantCustomers: z.array(z.uuid()),
  quality: z.enum(['ok', 'low']),
  qualityReasons: z.array(z.enum(opportunityQualityReasons)),
  cells: z.array(opportunityCell),
  origins: z.array(opportunityOrigin),
  /** What the record below made of both figures: its factors on value and buying shares, 1 without a record. */
  corrections: z
    .object({ baseline: z.number(), reference: z.number() })
    .default({ baseline: 1, reference: 1 }),
  /** Latest first, as estimated without correction; none where fewer than four origins exist. */
  backtests: z.array(opportunityBacktest).default([]),
  sentence: bothLanguages,
});
export type Opportunity = z.infer<typeof opportunity>;

export const opportunityList = z.object({
  asOf: z.iso.datetime().nullable(),
  /** Customers in any card and the stake of all cards, each customer once; the card of whom to stop writing to aside. */
  totalCustomers: z.int(),
  totalStakeMinor: minorString.nullable(),
  opportunities: z.array(opportunity),
});
export type OpportunityList = z.infer<typeof opportunityList>;

export const opportunityParams = z.object({ id: z.uuid() });
/** Turns a card into a segment; without a name one is made from kind and date. */
export const opportunityToSegment = z.object({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
    .optional(),
  title: z.string().min(1).max(120).optional(),
});
