/** What became of tracked events, over the management API. */
import { routesFor } from '../../records/route.ts';
import { eventCount, eventCountQuery } from '../../records/tracking.ts';
import type { StoreContext } from '../../store/context.ts';
import { countEvents } from './events.store.ts';

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
];
