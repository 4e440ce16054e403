/**
 * A campaign's result as the API returns it: daily counts without a verdict while it runs, one verdict at the final
 * read, and later corrections that show both figures. Money is decimal strings in minor units of `currency`.
 */
import { z } from 'zod';
import { experimentEnvelope } from './experiment.ts';
import { instant } from './instant.ts';

const time = z.iso.datetime();
const minor = z.string().regex(/^-?\d+(\.\d+)?$/);
const arm = z.enum(['treatment', 'control']);
export const population = z.enum(['would-send', 'assigned']);
export type Population = z.infer<typeof population>;

/** What the money is: margin needs costs or a margin rate, otherwise it is sales and called so. */
export const valueName = z.enum(['margin', 'sales']);
export type ValueName = z.infer<typeof valueName>;

/** Day by day during the window, cumulative from each person's own slot; no test is made on these. */
export const armDay = z.object({
  day: z.iso.date(),
  arm,
  started: z.number().int(),
  buyers: z.number().int(),
  orders: z.number().int(),
  valueMinor: minor,
});
export type ArmDay = z.infer<typeof armDay>;

const quality = {
  level: z.number(),
  p: z.number().nullable(),
  /** Name of the method the figures come from, e.g. `miettinen-nurminen-score`, `studentised-rerandomisation`. */
  method: z.string(),
  status: z.enum(['ok', 'refused']),
  /** Catalogue code of a refusal; figures are null then. */
  refusal: z.string().nullable(),
};

/** Difference per person, treatment − control, in the metric's own unit (share of people, orders per person). */
export const difference = z.object({
  estimate: z.number().nullable(),
  lo: z.number().nullable(),
  hi: z.number().nullable(),
  ...quality,
});
export type Difference = z.infer<typeof difference>;

/** The same in money per person, minor units. */
export const moneyDifference = z.object({
  estimateMinor: minor.nullable(),
  loMinor: minor.nullable(),
  hiMinor: minor.nullable(),
  ...quality,
});
export type MoneyDifference = z.infer<typeof moneyDifference>;

export const armTotals = z.object({
  arm,
  people: z.number().int(),
  buyers: z.number().int(),
  orders: z.number().int(),
  valueMinor: minor,
  /** Value minus the variable contact cost, what profit is computed from. */
  netMinor: minor,
  contactCostMinor: minor,
});
export type ArmTotals = z.infer<typeof armTotals>;

export const populationResult = z.object({
  population,
  arms: z.array(armTotals),
  buyers: difference,
  orders: difference,
  value: moneyDifference,
});
export type PopulationResult = z.infer<typeof populationResult>;

/** N_treated × difference of value net of contact cost − fixed cost; refused without margins. */
export const profit = z.object({
  status: z.enum(['ok', 'refused']),
  refusal: z.string().nullable(),
  treated: z.number().int(),
  fixedCostMinor: minor,
  total: moneyDifference,
  /** Per 1,000 people of a roll-out, without the fixed cost. */
  perThousand: moneyDifference,
  /** Upper-type bound of incentive money given to people who would have bought anyway; null without incentive. */
  subsidyBoundMinor: minor.nullable(),
});
export type Profit = z.infer<typeof profit>;

export const verdictWord = z.enum(['paid', 'could-not-tell', 'lost', 'not-enough-data']);
export type VerdictWord = z.infer<typeof verdictWord>;

export const verdict = z.object({
  word: verdictWord,
  /** The figure the word was read from. */
  basis: z.enum(['profit', 'sales', 'buyers', 'none']),
  /** Direction shown on the basis: its interval lies above 0, below 0, or holds 0. */
  effect: z.enum(['more', 'fewer', 'not-shown']),
  /** Catalogue codes, most important first: why not another word. */
  reasons: z.array(z.string()),
});
export type Verdict = z.infer<typeof verdict>;

export const sampleRatio = z.object({
  population: z.enum(['would-send', 'assigned', 'contact-point-loss']),
  observed: z.object({ treatment: z.number().int(), control: z.number().int() }),
  expectedControlShare: z.number(),
  chi2: z.number(),
  p: z.number(),
  blocks: z.boolean(),
});
export type SampleRatio = z.infer<typeof sampleRatio>;

/** Parameters of the sentence "what this run could have seen, and what it would take". */
export const whatItWouldTake = z.object({
  power: z.number(),
  /** Smallest difference in the share of buyers this run could show with that power. */
  couldHaveSeenBuyers: z.number().nullable(),
  couldHaveSeenValueMinor: minor.nullable(),
  breakEvenLift: z.number().nullable(),
  /** People (both arms together) needed to show the break-even lift at the same control share. */
  peopleNeeded: z.number().int().nullable(),
  /** The same in campaigns of this size. */
  waves: z.number().int().nullable(),
});
export type WhatItWouldTake = z.infer<typeof whatItWouldTake>;

export const contacts = z.object({
  arm,
  people: z.number().int(),
  /** Messages of this campaign, and of all other campaigns in the window, per person. */
  own: z.number(),
  others: z.number(),
});
export type Contacts = z.infer<typeof contacts>;

/** The figures a correction compares. */
export const headline = z.object({
  word: verdictWord,
  buyers: difference,
  value: moneyDifference,
  profitTotalMinor: minor.nullable(),
});
export type Headline = z.infer<typeof headline>;

/** A later read of a finished campaign: figures change, both are shown, no new "significant" is fired. */
export const restatement = z.object({
  previousResultId: z.uuid(),
  previousComputedAt: time,
  previous: headline,
  current: headline,
  delta: z.object({
    buyers: z.number().nullable(),
    valueMinor: minor.nullable(),
    profitTotalMinor: minor.nullable(),
  }),
  reasons: z.array(
    z.object({
      code: z.enum([
        'late-orders',
        'late-refunds',
        'corrected-orders',
        'erased-customers',
        'exclusions-changed',
        'definition-changed',
        'cost-changed',
      ]),
      arm: arm.nullable(),
      rows: z.number().int(),
      valueMinor: minor.nullable(),
    }),
  ),
});
export type Restatement = z.infer<typeof restatement>;

export const resultDocument = z.object({
  campaignId: z.uuid(),
  campaign: z.string(),
  title: z.string(),
  read: z.enum(['running', 'final', 'corrected']),
  computedAt: time,
  /** Orders and refunds booked before this moment and known by then are in the figures. */
  asOf: time,
  launchedAt: time.nullable(),
  finalReadAt: time.nullable(),
  windowDays: z.number().int(),
  currency: z.string(),
  value: valueName,
  /** Names what the page must say: e.g. a retrospective assignment where nobody was contacted. */
  notes: z.array(z.string()),
  daily: z.array(armDay),
  verdict: verdict.nullable(),
  populations: z.array(populationResult),
  profit: profit.nullable(),
  sampleRatio: z.array(sampleRatio),
  contacts: z.array(contacts),
  whatItWouldTake: whatItWouldTake.nullable(),
  restatement: restatement.nullable(),
  excluded: z.array(z.object({ reason: z.string(), n: z.number().int() })),
  factsWatermark: z.object({ enqueued: z.string(), shipped: z.string() }),
  queryVersions: z.record(z.string(), z.string()),
  seed: z.number().int(),
  methods: z.array(z.string()),
});
export type ResultDocument = z.infer<typeof resultDocument>;

/** What the state table keeps of one read. */
export const storedResult = z.object({ document: resultDocument, envelope: experimentEnvelope.nullable() });
export type StoredResult = z.infer<typeof storedResult>;

/** GET /api/campaigns/:name/result, and the reply of POST. */
export const resultView = z.object({
  resultId: z.uuid(),
  supersedes: z.uuid().nullable(),
  document: resultDocument,
  /** The contract's experiment envelope, which the command line prints; null while running. */
  envelope: experimentEnvelope.nullable(),
  /** Earlier reads, newest first. */
  history: z.array(
    z.object({
      resultId: z.uuid(),
      read: z.enum(['running', 'final', 'corrected']),
      computedAt: time,
      word: verdictWord.nullable(),
    }),
  ),
});
export type ResultView = z.infer<typeof resultView>;
export const resultParams = z.object({ name: z.string() });
export const resultRequest = z.object({
  /** Read as of this moment instead of now. */
  asOf: instant.optional(),
});
