/**
 * A campaign as a person defines it and as the API shows it: goal, audience, control, message, budget, schedule and
 * the final read date, all fixed before launch. `act` stores it, `measure` and `learn` read it.
 */
import { z } from 'zod';
import { instant } from './instant.ts';
import { maskedContact, maskedName } from './masking.ts';

export const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
  .describe('lower-case letters, digits and hyphens, at most 63');

export const campaignChannel = z.enum(['sandbox', 'smtp', 'file']);
export type CampaignChannel = z.infer<typeof campaignChannel>;

export const campaignGoal = z.object({
  /** What is counted: people who buy, orders, or net money per person. */
  metric: z.enum(['buyers', 'orders', 'value']),
  statement: z.string().min(1).max(400),
  baseline: z.number().nullable(),
  target: z.number(),
  dueDate: z.iso.date(),
});

export const campaignOffer = z.object({
  kind: z.enum(['none', 'coupon']),
  faceValueMinor: z.number().int().min(0).default(0),
  thresholdMinor: z.number().int().min(0).default(0),
  code: z.string().max(40).default(''),
});

export const campaignMessage = z.object({
  channel: campaignChannel,
  purpose: z.literal('marketing').default('marketing'),
  senderName: z.string().max(80).default(''),
  senderAddress: z.string().max(200).default(''),
  subject: z.string().max(200).default(''),
  /** MJML for e-mail channels; Liquid variables inside. */
  mjml: z.string().max(200_000).default(''),
  /** Plain text for the file channel (SMS, 企业微信, phone script); Liquid variables inside. */
  text: z.string().max(5_000).default(''),
  offer: campaignOffer.default({ kind: 'none', faceValueMinor: 0, thresholdMinor: 0, code: '' }),
});

/** A sliding cap: at most `count` contacts of the campaign's medium per customer in `windowDays`. */
export const frequencyCap = z.object({
  count: z.number().int().min(1).max(1000),
  windowDays: z.number().int().min(1).max(366),
});

/**
 * Shares of the last 1,000 answers since launch or the last resume above which a running campaign pauses itself:
 * refused for good or bounced, complained about, put off for now.
 */
export const stopShares = z.object({
  rejectedShare: z.number().min(0).max(1).default(0.05),
  complainedShare: z.number().min(0).max(1).default(0.003),
  temporaryShare: z.number().min(0).max(1).default(0.5),
});
const usualStopShares = { rejectedShare: 0.05, complainedShare: 0.003, temporaryShare: 0.5 };

export const contactPolicy = z.object({
  caps: z.array(frequencyCap).default([
    { count: 1, windowDays: 1 },
    { count: 3, windowDays: 7 },
  ]),
  /** Local hours [from, to) in which sending is allowed, in the recipient's zone. */
  sendFromHour: z.number().int().min(0).max(23).default(9),
  sendToHour: z.number().int().min(1).max(24).default(20),
  stopAt: stopShares.default(usualStopShares),
});

export const campaignPlanning = z.object({
  /** Share of the audience expected to buy within the outcome window without the campaign. */
  baseRate: z.number().min(0).max(1),
  /** Expected margin (or sales) of one buyer, minor units. */
  valuePerBuyerMinor: z.number().min(0),
  valueIs: z.enum(['margin', 'sales']).default('sales'),
  source: z.enum(['opportunity', 'manual']).default('manual'),
  baselineMinor: z
    .object({ estimate: z.string(), lo: z.string().nullable(), hi: z.string().nullable() })
    .nullable()
    .default(null),
});

export const campaignDefinition = z.object({
  name: slug,
  title: z.string().min(1).max(120),
  goal: campaignGoal,
  audience: z.object({
    segment: slug,
    opportunityId: z.uuid().nullable().default(null),
    /** The audience of a retrospective assignment is fixed; no intent is ever written for it. */
    retrospective: z.boolean().default(false),
  }),
  control: z
    .object({
      share: z.number().min(0).max(0.9),
      /** Required when `share` is 0: who signs off that nothing can be measured, and why. */
      absenceReason: z.string().max(400).default(''),
    })
    .default({ share: 0.2, absenceReason: '' }),
  message: campaignMessage,
  budget: z.object({
    capMinor: z.number().int().min(0),
    contactCostMinor: z.number().min(0).default(0),
    fixedCostMinor: z.number().int().min(0).default(0),
  }),
  schedule: z.object({
    startsAt: instant,
    /** Hours over which the personal slots are spread. */
    spreadHours: z.number().min(0).max(720).default(8),
  }),
  outcome: z
    .object({
      windowDays: z.number().int().min(1).max(180).default(30),
      refundLagDays: z.number().int().min(0).max(60).default(14),
    })
    .default({ windowDays: 30, refundLagDays: 14 }),
  policy: contactPolicy.default({
    caps: [
      { count: 1, windowDays: 1 },
      { count: 3, windowDays: 7 },
    ],
    sendFromHour: 9,
    sendToHour: 20,
    stopAt: usualStopShares,
  }),
  planning: campaignPlanning.nullable().default(null),
});
export type CampaignDefinition = z.infer<typeof campaignDefinition>;
export type CampaignDefinitionInput = z.input<typeof campaignDefinition>;

export const campaignState = z.enum([
  'draft',
  'approved',
  'running',
  'paused',
  'canceled',
  'awaiting-read',
  'finished',
]);
export type CampaignState = z.infer<typeof campaignState>;

/** A masked person in a list: enough to recognise, not enough to contact. */
export const maskedPerson = z.object({ customerId: z.uuid(), name: maskedName, address: maskedContact });

export const waterfallStep = z.object({
  /** Catalogue code of the step, such as `audience-consent`. */
  step: z.string(),
  lost: z.number().int(),
  left: z.number().int(),
  /** People kept whose slot moves to the next opening of the sending hours; they are not lost. */
  deferred: z.number().int().default(0),
  reasons: z.array(
    z.object({ reason: z.string(), count: z.number().int(), examples: z.array(maskedPerson) }),
  ),
});
export type WaterfallStep = z.infer<typeof waterfallStep>;

/** What a control share costs and what the campaign can and cannot reveal with it. */
export const revealCheck = z.object({
  controlShare: z.number(),
  expectedSends: z.number().int(),
  controlPeople: z.number().int(),
  expectedControlBuyers: z.number().nullable(),
  /** Smallest detectable difference in share buying at 80 % power, two-sided 5 %. */
  mde: z.number().nullable(),
  breakEvenLift: z.number().nullable(),
  provable: z.boolean(),
  /** `audience-provable`, `audience-not-provable`, `audience-no-planning`, … */
  verdictCode: z.string(),
  proposedShare: z.number().nullable(),
  /** Where one run cannot tell: rounds of the same campaign that together can, by how many people come back each time. */
  programme: z
    .object({
      /** Everybody new in each round; null where two years of monthly rounds would not do. */
      rounds: z.number().int().nullable(),
      /** Half of each later round's people in an earlier one. */
      roundsHalfSame: z.number().int().nullable(),
    })
    .nullable()
    .default(null),
  /** Expected value given up by not contacting the control, if the break-even lift were true; minor units. */
  controlPriceMinor: z.string().nullable(),
});
export type RevealCheck = z.infer<typeof revealCheck>;

export const overlapWarning = z.object({
  campaign: slug,
  title: z.string(),
  people: z.number().int(),
  startsAt: z.iso.datetime(),
  /** One of the two is not launched: at most so many people, before consent, caps and control. */
  planned: z.boolean().default(false),
});

export const waterfall = z.object({
  name: slug,
  computedAt: z.iso.datetime(),
  segmentCount: z.number().int(),
  steps: z.array(waterfallStep),
  expectedSends: z.number().int(),
  control: z.number().int(),
  expectedCostMinor: z.string(),
  reveal: revealCheck,
  overlaps: z.array(overlapWarning),
  /** The day of the final read when it is launched as planned; null when nobody would be written to. */
  finalReadAt: z.iso.datetime().nullable(),
});
export type Waterfall = z.infer<typeof waterfall>;

/** Whether messages can leave over a channel now; `code` is a catalogue code whose remedy says what to do. */
export const channelState = z.object({
  channel: campaignChannel,
  state: z.enum(['working', 'stopped', 'not-configured']),
  code: z.string().nullable(),
  /** The provider's reply code or the system's error code, such as 535 or ECONNREFUSED. */
  replyCode: z.string().nullable(),
  /** Machine time, as `nextTryAt`. */
  since: z.iso.datetime().nullable(),
  nextTryAt: z.iso.datetime().nullable(),
});
export type ChannelState = z.infer<typeof channelState>;

/** A channel's state with its texts in the caller's language. */
export const channelView = channelState.extend({
  message: z.string().nullable(),
  remedy: z.string().nullable(),
});
export type ChannelView = z.infer<typeof channelView>;

/** What a test of a channel or of a message showed; `code` is null when it worked. */
export const channelTest = channelView
  .pick({ code: true, replyCode: true, message: true, remedy: true })
  .extend({ ok: z.boolean() });
export type ChannelTest = z.infer<typeof channelTest>;

/** Why a campaign was paused by itself; `code` is a catalogue code and `params` fill its text. */
export const pauseReason = z.object({
  code: z.enum([
    'campaign-stopped-rejected',
    'campaign-stopped-complained',
    'campaign-stopped-temporary',
    'campaign-stopped-sender',
  ]),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type PauseReason = z.infer<typeof pauseReason>;

export const campaignStatus = z.object({
  name: slug,
  state: campaignState,
  audience: z.number().int(),
  control: z.number().int(),
  intents: z.number().int(),
  delivered: z.number().int(),
  failed: z.number().int(),
  unknown: z.number().int(),
  queued: z.number().int(),
  skipped: z.record(z.string(), z.number().int()),
  undecided: z.number().int(),
  spentMinor: z.string(),
  launchedAt: z.iso.datetime().nullable(),
  finalReadAt: z.iso.datetime().nullable(),
  /** Null when nothing waits to be sent by this campaign any more. */
  channel: channelView.nullable(),
  /** Null unless it is paused and no person paused it; message and remedy in the caller's language. */
  pause: pauseReason.extend({ message: z.string(), remedy: z.string().nullable() }).nullable(),
});
export type CampaignStatus = z.infer<typeof campaignStatus>;

export const campaignView = z.object({
  campaignId: z.uuid(),
  definition: campaignDefinition,
  state: campaignState,
  version: z.number().int(),
  approvedAt: z.iso.datetime().nullable(),
  launchedAt: z.iso.datetime().nullable(),
  finalReadAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** Null unless it is paused and no person paused it. */
  pauseReason: pauseReason.nullable(),
  /** What is missing before approval, as catalogue codes. */
  missing: z.array(z.string()),
});
export type CampaignView = z.infer<typeof campaignView>;

export const messagePreview = z.object({
  customer: maskedPerson.nullable(),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  problems: z.array(z.object({ code: z.string(), message: z.string() })),
});

export const audienceRow = z.object({
  customerId: z.uuid(),
  name: maskedName,
  address: maskedContact,
  arm: z.enum(['treatment', 'control']).nullable(),
  slotAt: z.iso.datetime().nullable(),
  wouldSend: z.boolean().nullable(),
  reason: z.string().nullable(),
  intentState: z.string().nullable(),
});

/** `why CUSTOMER CAMPAIGN`: every rule in order with its outcome. */
export const decisionTrace = z.object({
  customerId: z.uuid(),
  campaign: slug,
  outcome: z.enum(['sent', 'control', 'skipped', 'not-in-audience', 'pending', 'failed', 'unknown']),
  reason: z.string().nullable(),
  rules: z.array(
    z.object({
      rule: z.string(),
      version: z.number().int(),
      outcome: z.enum(['passed', 'failed', 'not-evaluated']),
      detail: z.string().nullable(),
      text: z.string(),
    }),
  ),
});
export type DecisionTrace = z.infer<typeof decisionTrace>;

export const calendarEntry = z.object({
  kind: z.enum(['campaign', 'festival', 'promotion']),
  code: z.string(),
  title: z.string(),
  from: z.iso.date(),
  to: z.iso.date(),
  campaign: slug.nullable(),
  warnings: z.array(overlapWarning),
});

export const sandboxMessage = z.object({
  messageId: z.uuid(),
  to: maskedContact,
  subject: z.string(),
  receivedAt: z.iso.datetime(),
  campaign: slug.nullable(),
});
export const sandboxMessageBody = sandboxMessage.extend({
  html: z.string(),
  text: z.string(),
  headers: z.record(z.string(), z.string()),
});

export const fileExport = z.object({
  exportId: z.uuid(),
  campaign: slug,
  people: z.number().int(),
  createdAt: z.iso.datetime(),
  /** From then on the list can no longer be downloaded. */
  expiresAt: z.iso.datetime(),
  watermark: z.string(),
  approvedBy: z.string(),
});

export const receiptSummary = z.object({
  rowsRead: z.number().int(),
  delivered: z.number().int(),
  failed: z.number().int(),
  repeated: z.number().int(),
  unmatched: z.array(z.object({ row: z.number().int(), received: z.string(), code: z.string() })),
});
