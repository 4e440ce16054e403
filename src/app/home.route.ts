/** The home page: four questions answered in one request. */
import { DateTime } from 'luxon';
import { calendarDays } from '../act/calendar.ts';
import { textOf } from '../kernel/catalogue.ts';
import type { Locale } from '../kernel/settings.ts';
import { type Home, homeSchema } from '../records/home.ts';
import type { Job } from '../records/job.ts';
import { routesFor } from '../records/route.ts';
import type { StoreContext } from '../store/context.ts';
import {
  loadBestOpportunities,
  loadCampaignDays,
  loadCampaignNeeds,
  loadChannelNeeds,
  loadFirstSteps,
  loadIdentityNeeds,
  loadImportNeeds,
  loadLastReview,
  loadQualityNeeds,
  loadRunning,
  loadStoppedCampaigns,
  loadTargets,
} from './home.store.ts';
import type { JobDesk } from './jobs.ts';

const route = routesFor<StoreContext>();
const calendarSpanDays = 31;
const failedForMs = 7 * 86_400_000;

export const homeRoutes = (desk: JobDesk) => [
  route({
    method: 'GET',
    path: '/api/home',
    scope: 'read',
    permission: 'home.read',
    summary: 'What needs me, where we stand, what is running, where the next money lies',
    response: homeSchema,
    handle: (ctx, { caller }) =>
      caller.dataScope ? loadHomeInScope(ctx, caller.locale) : loadHome(ctx, desk, caller.locale),
  }),
];

async function loadHome(ctx: StoreContext, desk: JobDesk, locale: Locale): Promise<Home> {
  const db = ctx.pg;
  const filter = { limit: 20 };
  const [stopped, channels, campaigns, imports, identity, quality, first, running, failed, active] =
    await Promise.all([
      loadStoppedCampaigns(db, locale),
      loadChannelNeeds(ctx, locale),
      loadCampaignNeeds(db, ctx.now()),
      loadImportNeeds(db),
      loadIdentityNeeds(db),
      loadQualityNeeds(db),
      loadFirstSteps(db),
      loadRunning(db),
      desk.list({ ...filter, state: 'failed' }, locale),
      desk.list({ ...filter, state: 'running' }, locale),
    ]);
  return {
    now: ctx.now().toISOString(),
    firstSteps: first,
    needs: [
      ...firstNeeds(first),
      ...stopped,
      ...channels,
      ...jobNeeds(ctx, [...active, ...failed]),
      ...campaigns,
      ...imports,
      ...identity,
      ...quality,
    ],
    targets: await loadTargets(db),
    running: { campaigns: running, jobs: active },
    opportunities: await loadBestOpportunities(db, locale),
    calendar: await loadCalendar(ctx, locale),
    lastReview: await loadLastReview(db),
  };
}

/** What somebody with a data scope finds: campaigns with their own people counted, and nothing of the whole base. */
async function loadHomeInScope(ctx: StoreContext, locale: Locale): Promise<Home> {
  return {
    now: ctx.now().toISOString(),
    firstSteps: { data: true, definition: true, review: true, segment: true, campaign: true },
    needs: [],
    targets: [],
    running: { campaigns: await loadRunning(ctx.pg), jobs: [] },
    opportunities: [],
    calendar: await loadCalendar(ctx, locale),
    lastReview: null,
  };
}

function firstNeeds({ data, review }: Home['firstSteps']): Home['needs'] {
  const need = (kind: 'no-data' | 'no-review') => ({ kind, count: 1, target: null, title: null, at: null });
  if (!data) return [need('no-data')];
  return review ? [] : [need('no-review')];
}

function jobNeeds(ctx: StoreContext, jobs: readonly Job[]): Home['needs'] {
  const recent = ctx.machineNow().getTime() - failedForMs;
  return jobs
    .filter(job => job.stuck || (job.state === 'failed' && Date.parse(job.finishedAt ?? '') > recent))
    .map(job => ({
      kind: job.stuck ? ('job-stuck' as const) : ('job-failed' as const),
      count: 1,
      target: job.jobId,
      title: job.kind,
      at: job.finishedAt ?? job.startedAt,
    }));
}

async function loadCalendar(ctx: StoreContext, locale: Locale): Promise<Home['calendar']> {
  const today = DateTime.fromJSDate(ctx.now(), { zone: ctx.settings.zone });
  const from = today.toFormat('yyyy-MM-dd');
  const to = today.plus({ days: calendarSpanDays }).toFormat('yyyy-MM-dd');
  const fixed = calendarDays(from, to).map(day => ({
    kind: day.kind,
    title: textOf(day.code, locale).message,
    from: day.from,
    to: day.to,
    target: null,
  }));
  const campaigns = await loadCampaignDays(ctx.pg, { zone: ctx.settings.zone, from, to });
  return [...campaigns, ...fixed].sort((a, b) => a.from.localeCompare(b.from));
}
