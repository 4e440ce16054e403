/** Findings of a review: what stands out in the base, in money, each with what was expected and how far off it is. */
import { z } from 'zod';
import { bothLanguages } from './estimate.ts';

const count = z.int().min(0);
/** Minor units of the organisation's currency. */
const minor = z.int();
const span = z.object({ from: z.iso.date(), to: z.iso.date() });

export const findingKinds = [
  'sales-change',
  'kept-spend',
  'replacement',
  'refund-rate',
  'category-shift',
  'channel-shift',
  'month',
  'festival',
  'margin-rate',
  'cohort-return',
] as const;

export const reviewFinding = z.object({
  kind: z.enum(findingKinds),
  /** The category, channel, month or quarter it is about; null for the whole base. */
  about: z.string().nullable(),
  period: span,
  /** What it is compared with; null where that is the base's own history before the period. */
  against: span.nullable(),
  amountMinor: minor,
  /** What the base's own history, or no change at all, predicts. */
  expectedMinor: minor,
  /** Amount minus expected, with its 95 % interval. */
  deviationMinor: z.object({ estimate: minor, lo: minor, hi: minor }),
  /** The deviation in its standard errors. */
  surprise: z.number(),
  /** Share of false ones among findings at least as sure, over everything that was tried (Benjamini–Hochberg). */
  q: z.number().min(0).max(1),
  /** The deviation as a share of net sales of the last twelve whole months. */
  sizeShare: z.number().min(0),
  sentence: bothLanguages,
  definition: bothLanguages,
  /** Names of statements, in `sql` of the findings or of the review. */
  statements: z.array(z.string()),
});
export type ReviewFinding = z.infer<typeof reviewFinding>;

/** In the order in which a page shows them. */
export const sinceFigures = [
  'customers',
  'buyers',
  'buyers-365',
  'repeat',
  'high-tier',
  'past-rhythm',
  'value-365',
] as const;

export const reviewSince = z.object({
  reviewId: z.uuid(),
  asOf: z.iso.datetime(),
  days: count,
  /** False where the sales definition or what value means is another one: figures stand beside each other and do not compare. */
  comparable: z.boolean(),
  rows: z.array(
    z.object({
      figure: z.enum(sinceFigures),
      unit: z.enum(['customers', 'minor']),
      before: z.int(),
      after: z.int(),
    }),
  ),
});
export type ReviewSince = z.infer<typeof reviewSince>;

export const reviewFindings = z.object({
  /** Rises when a rule, a threshold or the order changes. */
  rulesVersion: z.int(),
  definitionVersion: z.int(),
  currency: z.string(),
  /** Comparisons the data allowed; those that do not stand out are not shown. */
  tried: count,
  /** Net sales of the last twelve whole months, or of as many as there are. */
  yearSalesMinor: minor,
  /** At most five, largest size × surprise first. */
  findings: z.array(reviewFinding),
  /** The review before this one by as-of time; null where there is none. */
  since: reviewSince.nullable(),
  /** Statements that are not among the review's own; `version` names the text, so that two reviews can be compared. */
  sql: z.array(
    z.object({
      figure: z.string(),
      version: z.string(),
      text: z.string(),
      params: z.record(z.string(), z.string()),
    }),
  ),
});
export type ReviewFindings = z.infer<typeof reviewFindings>;
