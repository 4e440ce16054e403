/** The marketing calendar: campaigns, festivals and 大促 days of a period, with who is approached twice in seven days. */
import { DateTime } from 'luxon';
import { z } from 'zod';
import { textOf } from '../kernel/catalogue.ts';
import { badInput } from '../kernel/errors.ts';
import { calendarEntry } from '../records/campaign.ts';
import { routesFor } from '../records/route.ts';
import type { StoreContext } from '../store/context.ts';
import { calendarDays } from './calendar.ts';
import { type Campaign, loadCampaigns } from './campaign.store.ts';
import { loadCalendarOverlaps, type Overlap } from './overlap.store.ts';

const route = routesFor<StoreContext>();

function campaignEntry(campaign: Campaign, zone: string, overlaps: ReadonlyMap<string, Overlap[]>) {
  const { definition } = campaign;
  const start = DateTime.fromISO(definition.schedule.startsAt, { zone });
  const end = start.plus({ hours: definition.schedule.spreadHours, days: definition.outcome.windowDays });
  return {
    kind: 'campaign' as const,
    code: `campaign-${campaign.state}`,
    title: definition.title,
    from: start.toISODate() ?? '',
    to: end.toISODate() ?? '',
    campaign: definition.name,
    warnings: overlaps.get(definition.name) ?? [],
  };
}

export const calendarRoutes = [
  route({
    method: 'GET',
    path: '/api/calendar',
    scope: 'read',
    permission: 'calendar.read',
    summary: 'Campaigns, festivals and promotions of a period of at most two years',
    query: z.object({ from: z.iso.date(), to: z.iso.date() }),
    response: z.object({ from: z.iso.date(), to: z.iso.date(), entries: z.array(calendarEntry) }),
    async handle(ctx, { query: { from, to }, caller }) {
      const days = DateTime.fromISO(to).diff(DateTime.fromISO(from), 'days').days;
      if (days < 0 || days > 731) {
        throw badInput('calendar-period', { path: 'to', received: `${from} – ${to}` });
      }
      const { zone } = ctx.settings;
      const period = {
        from: DateTime.fromISO(from, { zone }).toJSDate(),
        to: DateTime.fromISO(to, { zone }).plus({ days: 1 }).toJSDate(),
        now: ctx.now(),
      };
      const overlaps = await loadCalendarOverlaps(ctx.pg, period);
      const campaigns = (await loadCampaigns(ctx.pg))
        .filter(c => c.state !== 'canceled')
        .map(c => campaignEntry(c, zone, overlaps))
        .filter(entry => entry.to >= from && entry.from <= to);
      const fixed = calendarDays(from, to).map(day => ({
        ...day,
        title: textOf(day.code, caller.locale).message,
        campaign: null,
        warnings: [],
      }));
      const entries = [...campaigns, ...fixed].sort((a, b) => a.from.localeCompare(b.from));
      return { from, to, entries };
    },
  }),
];
