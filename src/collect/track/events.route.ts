/** What became of tracked events, over the management API. */
import { trackedPerson, trackedPersonQuery } from '../../records/live-event.ts';
import { may } from '../../records/permission.ts';
import { routesFor } from '../../records/route.ts';
import { eventCount, eventCountQuery } from '../../records/tracking.ts';
import { trackingSourceList } from '../../records/tracking-source.ts';
import type { StoreContext } from '../../store/context.ts';
import { countEvents } from './events.store.ts';
import { findSources } from './sources.store.ts';
import { findTrackedIds } from './tracked-person.store.ts';

const route = routesFor<StoreContext>();

export const eventRoutes = [
  route({
    method: 'GET',
    path: '/api/events/count',
    scope: 'read',
    permission: 'event.read',
    summary: 'How many distinct events of a name were stored',
    query: eventCountQuery,
    response: eventCount,
    handle: async (ctx, { query }) => ({ count: await countEvents(ctx, query) }),
  }),
  route({
    method: 'GET',
    path: '/api/events/sources',
    scope: 'read',
    permission: 'event.read',
    summary: 'Where events come from: keys that may send, last event, rates, refused',
    response: trackingSourceList,
    async handle(ctx) {
      const now = ctx.now();
      return { at: now.toISOString(), sources: await findSources(ctx, now) };
    },
  }),
  route({
    // What names a person must not stand in a URL.
    method: 'POST',
    path: '/api/events/people',
    scope: 'read',
    permission: 'event.read',
    summary: 'The ids a person’s events stand under, for the filter of live events',
    body: trackedPersonQuery,
    response: trackedPerson,
    async handle(ctx, { body, caller }) {
      const byContact = may(caller, 'customer.contact.find');
      return { ids: await findTrackedIds(ctx, body.key, { byContact }) };
    },
  }),
];
