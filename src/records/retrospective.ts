/**
 * A finished campaign's retrospective: what was wanted, what came, what the control did, who was and was not
 * reached, whether the forecast held, and what the team writes down. Figures freeze with their query versions.
 */
import { z } from 'zod';
import { listPage, listQuery } from './list.ts';
import { difference, moneyDifference, profit, valueName, verdict, verdictWord } from './result.ts';

const time = z.iso.datetime();
const minor = z.string().regex(/^-?\d+(\.\d+)?$/);

/** Goal as approved, beside what was reached. */
export const goalOutcome = z.object({
  metric: z.string(),
  baseline: z.number().nullable(),
  target: z.number().nullable(),
  by: z.string().nullable(),
  text: z.string(),
  /** The metric in the treated group, in the control group, and the difference that is the campaign's doing. */
  treated: z.number().nullable(),
  control: z.number().nullable(),
  effect: difference.nullable(),
  reached: z.enum(['reached', 'not-reached', 'cannot-say']),
});
export type GoalOutcome = z.infer<typeof goalOutcome>;

export const waterfallLine = z.object({
  step: z.string(),
  remaining: z.number().int(),
  lost: z.number().int(),
  reason: z.string().nullable(),
});
export type WaterfallLine = z.infer<typeof waterfallLine>;

/** What happened to the people of each arm after assignment. */
export const sendOutcome = z.object({
  assigned: z.object({ treatment: z.number().int(), control: z.number().int() }),
  sent: z.number().int(),
  delivered: z.number().int(),
  failed: z.number().int(),
  unknown: z.number().int(),
  unsubscribed: z.number().int(),
  costMinor: minor,
  notSent: z.array(z.object({ reason: z.string(), treatment: z.number().int(), control: z.number().int() })),
});
export type SendOutcome = z.infer<typeof sendOutcome>;

/** The opportunity's baseline of approval, against what the control group really did. */
export const forecastCheck = z.object({
  people: z.number().int(),
  /** Days the forecast is for: the outcome window where the opportunity knows it, else its whole horizon. */
  horizonDays: z.number().int(),
  forecast: z.object({ estimateMinor: minor, loMinor: minor, hiMinor: minor, level: z.number() }).nullable(),
  /** Control's value per person × people, over the campaign's window. */
  actualMinor: minor.nullable(),
  windowDays: z.number().int(),
  /** Share buying without the campaign: planned, and what the control did in the window. */
  baseRate: z.object({ planned: z.number().nullable(), actual: z.number().nullable() }),
  verdict: z.enum(['inside', 'below', 'above', 'no-forecast', 'windows-differ']),
});
export type ForecastCheck = z.infer<typeof forecastCheck>;

export const lessons = z.object({
  wentWell: z.string().max(4000),
  wentBadly: z.string().max(4000),
  learned: z.string().max(4000),
  nextTime: z.array(
    z.object({
      action: z.string().min(1).max(500),
      owner: z.string().max(200),
      due: z.iso.date().nullable(),
    }),
  ),
  tags: z.array(z.string().min(1).max(60)).max(20),
});
export type Lessons = z.infer<typeof lessons>;
export const emptyLessons: Lessons = { wentWell: '', wentBadly: '', learned: '', nextTime: [], tags: [] };

export const retrospectiveDocument = z.object({
  campaignId: z.uuid(),
  campaign: z.string(),
  title: z.string(),
  resultId: z.uuid(),
  read: z.enum(['final', 'corrected']),
  asOf: time,
  currency: z.string(),
  value: valueName,
  goal: goalOutcome,
  verdict: verdict.nullable(),
  buyers: difference,
  orders: difference,
  valuePerCustomer: moneyDifference,
  profit: profit.nullable(),
  waterfall: z.array(waterfallLine),
  sends: sendOutcome,
  forecast: forecastCheck,
  queryVersions: z.record(z.string(), z.string()),
});
export type RetrospectiveDocument = z.infer<typeof retrospectiveDocument>;

/** GET and PUT /api/retrospectives/:campaign, and the reply of freeze. */
export const retrospectiveView = z.object({
  retrospectiveId: z.uuid(),
  document: retrospectiveDocument,
  lessons,
  frozenAt: time.nullable(),
  updatedAt: time,
  /** A newer result than the frozen figures exists. */
  stale: z.boolean(),
});
export type RetrospectiveView = z.infer<typeof retrospectiveView>;
/** One finished campaign as the list of retrospectives shows it. */
export const retrospectiveListEntry = z.object({
  campaign: z.string(),
  title: z.string(),
  goal: z.string(),
  finalReadAt: time.nullable(),
  word: verdictWord.nullable(),
  frozenAt: time.nullable(),
});
export type RetrospectiveListEntry = z.infer<typeof retrospectiveListEntry>;
export const retrospectiveListQuery = listQuery(['title', 'read', 'frozen']).extend({
  state: z.enum(['open', 'frozen']).optional(),
});
export const retrospectiveList = listPage.extend({ retrospectives: z.array(retrospectiveListEntry) });

export const retrospectiveParams = z.object({ campaign: z.string() });
export const retrospectiveUpdate = z.object({ lessons });

/** The figures an entry carries, so that the next plan need not look them up. */
export const knowledgeDocument = z.object({
  campaign: z.string(),
  verdict: verdict.nullable(),
  buyers: difference,
  valuePerCustomer: moneyDifference,
  value: valueName,
  currency: z.string(),
  channel: z.string(),
  segment: z.string(),
});
export type KnowledgeDocument = z.infer<typeof knowledgeDocument>;

/** What the knowledge base keeps of a frozen retrospective. */
export const knowledgeEntry = knowledgeDocument.extend({
  entryId: z.uuid(),
  kind: z.enum(['campaign-lesson']),
  title: z.string(),
  body: z.string(),
  campaignId: z.uuid(),
  tags: z.array(z.string()),
  createdAt: time,
});
export type KnowledgeEntry = z.infer<typeof knowledgeEntry>;
export const knowledgeQuery = listQuery(['created', 'title']).extend({ tag: z.string().optional() });
export const knowledgeList = listPage.extend({
  entries: z.array(knowledgeEntry),
  /** Every tag in use, for the filter. */
  tags: z.array(z.string()),
});
