/**
 * What each stage brings to the house, one line a piece: its routes, its long work and what it wants called again
 * and again. The only list of all stages; everything that serves or runs reads it.
 */
import { calendarRoutes } from '../act/calendar.route.ts';
import { campaignRoutes } from '../act/campaign.route.ts';
import { campaignFileRoutes } from '../act/campaign-file.route.ts';
import { mailboxRoutes } from '../act/mailbox.route.ts';
import { unsubscribeRoutes } from '../act/unsubscribe.route.ts';
import type { AnyJob, TickDef } from '../records/job-definition.ts';
import type { AnyRoute } from '../records/route.ts';
import type { StoreContext } from '../store/context.ts';
import { forgettingTick, outboxTick } from './outbox-tick.ts';
import { textRoutes } from './texts.route.ts';

export const stageRoutes: readonly AnyRoute<StoreContext>[] = [
  ...campaignRoutes,
  ...campaignFileRoutes,
  ...calendarRoutes,
  ...mailboxRoutes,
  ...unsubscribeRoutes,
  ...textRoutes,
];

export const stageJobs: readonly AnyJob<StoreContext>[] = [];

export const stageTicks: readonly TickDef<StoreContext>[] = [outboxTick, forgettingTick];
