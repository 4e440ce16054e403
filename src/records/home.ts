/** The home page: what needs me today, how we stand against targets, what is running, where the next money lies. */
import { z } from 'zod';
import { jobSchema } from './job.ts';

/** One thing that waits for a person; the console words it from `kind` and links by `target`. */
export const homeNeedSchema = z.object({
  kind: z.enum([
    'no-data',
    'no-review',
    'campaign-to-approve',
    'campaign-to-launch',
    'final-read-due',
    'retrospective-open',
    'job-stuck',
    'job-failed',
    'rows-quarantined',
    'identity-doubts',
    'gate-failed',
    'data-late',
    'sends-unknown',
    'channel-stopped',
    'campaign-stopped',
  ]),
  /** How many things of this kind (rows, sends …); 1 for a single campaign or job. */
  count: z.number(),
  /** Campaign name, job id or import id; null when the page itself is the target. */
  target: z.string().nullable(),
  title: z.string().nullable(),
  at: z.string().nullable(),
  /** The cause in the caller's language, where the kind alone does not say it. */
  reason: z.string().nullish(),
});

export const homeTargetSchema = z.object({
  campaign: z.string(),
  title: z.string(),
  metric: z.string(),
  baseline: z.number().nullable(),
  target: z.number().nullable(),
  due: z.string().nullable(),
  /** Filled at the final read only: before it, a figure would invite a verdict. */
  verdict: z.string().nullable(),
});

export const homeCampaignSchema = z.object({
  name: z.string(),
  title: z.string(),
  state: z.string(),
  audience: z.number(),
  sent: z.number(),
  waiting: z.number(),
  finalReadAt: z.string().nullable(),
});

export const homeOpportunitySchema = z.object({
  opportunityId: z.string(),
  kind: z.string(),
  title: z.string(),
  customers: z.number(),
  /** Value at stake in minor units as decimal strings; the interval is the 80 % one of the review. */
  stakeMinor: z.object({ estimate: z.string(), lo: z.string(), hi: z.string() }).nullable(),
  currency: z.string(),
});

export const homeCalendarEntrySchema = z.object({
  kind: z.enum(['campaign', 'final-read', 'festival', 'promotion', 'note']),
  title: z.string(),
  /** Days in the organisation's zone, both included. */
  from: z.string(),
  to: z.string(),
  target: z.string().nullable(),
});

export const homeSchema = z.object({
  now: z.string(),
  needs: z.array(homeNeedSchema),
  targets: z.array(homeTargetSchema),
  running: z.object({ campaigns: z.array(homeCampaignSchema), jobs: z.array(jobSchema) }),
  opportunities: z.array(homeOpportunitySchema),
  calendar: z.array(homeCalendarEntrySchema),
  /** What of the way from data to a first campaign has been walked. */
  firstSteps: z.object({
    data: z.boolean(),
    definition: z.boolean(),
    review: z.boolean(),
    segment: z.boolean(),
    campaign: z.boolean(),
  }),
  /** The last review, so that a stale one shows its age; null before the first. */
  lastReview: z.object({ reviewId: z.string(), asOf: z.string(), customers: z.number() }).nullable(),
});
export type Home = z.infer<typeof homeSchema>;
