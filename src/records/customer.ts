/**
 * One customer as a colleague may see them: identity with masked contacts, consents, what they bought and how they
 * were contacted. Never a whole phone number or address.
 */
import { z } from 'zod';
import { customerPlace } from './data-scope.ts';
import { listPage, listQuery } from './list.ts';
import { maskedContact, maskedName } from './masking.ts';
import { exclusionRuleName } from './sales-definition.ts';

export const customerListQuery = listQuery(['since']).omit({ query: true });

export const customerSearch = customerListQuery
  .extend({
    /** A member number, phone number, e-mail address or customer id, in full. */
    query: z.string().trim().min(1).max(200).optional(),
    /** These customers instead, for a list that knows only their ids. */
    ids: z.array(z.uuid()).max(200).optional(),
  })
  .refine(({ query, ids }) => (query === undefined) !== (ids === undefined), {
    path: ['query'],
    message: 'either query or ids',
  });

export const customerRow = z.object({
  customerId: z.uuid(),
  /** The organisation's own number, or null where the customer is known by phone or e-mail only. */
  externalId: z.string().nullable(),
  /** `张**`: enough to recognise, not to copy. */
  name: maskedName.nullable(),
  contacts: z.array(
    z.object({ kind: z.enum(['email', 'phone']), masked: maskedContact, status: z.string() }),
  ),
  createdAt: z.string(),
});
export type CustomerRow = z.infer<typeof customerRow>;

export const customerList = listPage.extend({ customers: z.array(customerRow) });

export const customerParams = z.object({ id: z.uuid() });

export const consentEntry = z.object({
  purpose: z.string(),
  channel: z.string(),
  action: z.enum(['granted', 'withdrawn']),
  method: z.string(),
  wordingVersion: z.string().nullable(),
  at: z.string(),
});
export type ConsentEntry = z.infer<typeof consentEntry>;

/** One thing that happened between the customer and the organisation, newest first. */
export const timelineEntry = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('order'),
    at: z.string(),
    orderId: z.string(),
    status: z.string(),
    /** Net amount of the order's lines, decimal in major units. */
    amount: z.string(),
    currency: z.string(),
    counts: z.boolean(),
    lines: z.array(
      z.object({ sku: z.string(), productName: z.string(), quantity: z.string(), amount: z.string() }),
    ),
  }),
  z.object({
    kind: z.literal('refund'),
    at: z.string(),
    orderId: z.string(),
    sku: z.string(),
    amount: z.string(),
    currency: z.string(),
    matched: z.boolean(),
  }),
  z.object({
    kind: z.literal('touch'),
    at: z.string(),
    /** The product's own campaign; null for a touch that was imported. */
    campaignId: z.uuid().nullable(),
    /** What an imported touch's file calls the campaign. */
    campaign: z.string().nullable(),
    channel: z.string(),
    event: z.string(),
  }),
  z.object({
    kind: z.literal('case'),
    at: z.string(),
    caseId: z.string(),
    closedAt: z.string().nullable(),
    channel: z.string(),
    category: z.string(),
    minutes: z.string().nullable(),
    satisfaction: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('answer'),
    at: z.string(),
    survey: z.string(),
    question: z.string(),
    metric: z.string(),
    /** Without contact data, as the text of feedback. */
    answer: z.string(),
    score: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('feedback'),
    at: z.string(),
    channel: z.string(),
    topic: z.string(),
    rating: z.string().nullable(),
    text: z.string(),
  }),
  z.object({
    kind: z.literal('consent'),
    at: z.string(),
    channel: z.string(),
    action: z.enum(['granted', 'withdrawn']),
    method: z.string(),
  }),
  z.object({
    kind: z.literal('event'),
    at: z.string(),
    source: z.string(),
    /** `track`, `page`, `screen`, `group` or `identify`. */
    type: z.string(),
    event: z.string(),
    /** JSON text without contact data, cut at 1,000 characters. */
    properties: z.string(),
  }),
]);
export type TimelineEntry = z.infer<typeof timelineEntry>;

/** What was decided about the customer in one campaign. */
export const customerCampaign = z.object({
  campaignId: z.uuid(),
  name: z.string(),
  title: z.string(),
  state: z.string(),
  /** Null: lost before the assignment, for `skipReason`. */
  arm: z.enum(['treatment', 'control']).nullable(),
  slotAt: z.string().nullable(),
  /** The send decision, made for the control group as well; null until it is made. */
  wouldSend: z.boolean().nullable(),
  /** A code of the catalogue. */
  skipReason: z.string().nullable(),
  intentState: z.string().nullable(),
});
export type CustomerCampaign = z.infer<typeof customerCampaign>;

/** The newest computed features, the few a person asks about first. */
/** One past check-up time of a customer; nulls where a model was refused. */
const customerThen = z.object({
  asOf: z.string(),
  stage: z.string(),
  tier: z.string(),
  rfmCell: z.string(),
  valueScore: z.number().nullable(),
  aliveProbability: z.number().nullable(),
  /** Decimal major units, mean. */
  value12: z.number().nullable(),
});

export const customerFeatures = z.object({
  asOf: z.string(),
  stage: z.string(),
  tier: z.string(),
  rfmCell: z.string(),
  rhythmBand: z.string(),
  occasions: z.int(),
  lastDay: z.string().nullable(),
  expectedGapDays: z.number().nullable(),
  overdueProbability: z.number().nullable(),
  stageSince: z.string().nullable(),
  /** What is expected next; null parts where a model was refused or the snapshot is older than the models. */
  outlook: z.object({
    aliveProbability: z.number().nullable(),
    orderProbability90: z.number().nullable(),
    orderProbability365: z.number().nullable(),
    expectedOrders365: z.number().nullable(),
    /** Days from the as-of time until the next purchase by the own rhythm: median and central 80 %. */
    nextPurchase: z.object({ days: z.number(), lo: z.number(), hi: z.number() }).nullable(),
    /** Decimal major units, discounted: mean and the central 80 % of one person's outcomes. */
    value12: z.object({ mean: z.number(), lo: z.number(), hi: z.number() }).nullable(),
    value36: z.object({ mean: z.number(), lo: z.number(), hi: z.number() }).nullable(),
    valueIs: z.enum(['margin', 'sales']),
  }),
  mainCategory: z.string(),
  mainChannel: z.string(),
  /** What the scores were made of; null for who has not bought. Money in decimal major units. */
  scores: z
    .object({
      recencyDays: z.number(),
      frequency: z.number(),
      monetary: z.number(),
      r: z.int(),
      f: z.int(),
      m: z.int(),
      valueScore: z.number(),
      cutVersion: z.int(),
      /** From which score, or money where tiers go by it, one is high and mid; null where the version is gone. */
      tiers: z.object({ by: z.enum(['score', 'money']), high: z.number(), mid: z.number() }).nullable(),
    })
    .nullable(),
  /** Earlier check-up times under the same sales definition, newest first, 24 at most; each as of what was known then. */
  history: z.array(customerThen),
});
export type CustomerFeatures = z.infer<typeof customerFeatures>;

export const customerPage = customerRow.extend({
  locale: z.string().nullable(),
  zone: z.string().nullable(),
  /** Whose customer this is, with the address the owner logs in with. */
  place: customerPlace.extend({ ownerEmail: z.string().nullable() }),
  restrictedAt: z.string().nullable(),
  erasedAt: z.string().nullable(),
  attributes: z
    .object({
      registeredAt: z.string().nullable(),
      region: z.string(),
      city: z.string(),
      birthYear: z.int().nullable(),
      sex: z.string(),
      acquisitionChannel: z.string(),
      industry: z.string(),
      kind: z.string(),
    })
    .nullable(),
  /** What programs said in identify calls, without contact data: each as it was said last. */
  traits: z.array(z.object({ name: z.string(), value: z.string(), at: z.string(), source: z.string() })),
  exclusions: z.array(z.object({ rule: exclusionRuleName, detail: z.string() })),
  consents: z.array(consentEntry),
  /** Contact points no letter may go to any more, by kind. */
  suppressed: z.array(z.object({ kind: z.enum(['email', 'phone']), reason: z.string(), at: z.string() })),
  totals: z.object({
    orders: z.int(),
    /** Net sales less refunds under the current sales definition, also of an excluded customer; major units. */
    sales: z.string(),
    currency: z.string(),
    firstAt: z.string().nullable(),
    lastAt: z.string().nullable(),
  }),
  /** Null before the first review. */
  features: customerFeatures.nullable(),
  /** Newest first, 50 at most. */
  campaigns: z.array(customerCampaign),
  /** The newest 100 entries. */
  timeline: z.array(timelineEntry),
});
export type CustomerPage = z.infer<typeof customerPage>;

/** Why somebody needs to see a person in clear: it stands in the audit log. */
export const revealRequest = z.object({ reason: z.string().trim().min(4).max(300) });

/** One person in clear, for whoever asked and gave a reason; not to be kept. */
export const revealedCustomer = z.object({
  customerId: z.uuid(),
  name: z.string().nullable(),
  /** What the organisation knows the person by, also where that is a phone number or address. */
  externalId: z.string().nullable(),
  contacts: z.array(z.object({ kind: z.enum(['email', 'phone']), value: z.string(), status: z.string() })),
});
export type RevealedCustomer = z.infer<typeof revealedCustomer>;
