/** The quarantine of events over HTTP: what stands in it and why, mending one, taking in what a filter names. */
import { jobStartedSchema } from '../../records/job.ts';
import {
  heldEventCounts,
  heldEventDetail,
  heldEventList,
  heldEventParams,
  heldEventQuery,
  replayAllRequest,
  replayReply,
  replayRequest,
} from '../../records/refused-event.ts';
import { type AnyRoute, routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { countHeld, findHeld, findHeldPage } from './refused-events.store.ts';
import { replayOne } from './replay-refused.store.ts';

const route = routesFor<StoreContext>();
const reading = { scope: 'read', permission: 'event.refused.read' } as const;
const changing = { scope: 'manage', permission: 'event.refused.change' } as const;

export const refusedEventRoutes: AnyRoute<StoreContext>[] = [
  route({
    method: 'GET',
    path: '/api/events/refused',
    ...reading,
    summary: 'Events that broke a rule, newest first, values masked',
    query: heldEventQuery,
    response: heldEventList,
    handle: (ctx, { query, caller }) => findHeldPage(ctx, query, caller.locale),
  }),
  route({
    method: 'GET',
    path: '/api/events/refused/counts',
    ...reading,
    summary: 'How many wait and were taken in, by reason, source and day',
    response: heldEventCounts,
    handle: (ctx, { caller }) => countHeld(ctx, caller.locale),
  }),
  route({
    method: 'GET',
    path: '/api/events/refused/:id',
    ...reading,
    summary: 'One refused event: reason, and the event without contact data',
    params: heldEventParams,
    response: heldEventDetail,
    handle: (ctx, { params, caller }) => findHeld(ctx, params.id, caller.locale),
  }),
  route({
    method: 'POST',
    path: '/api/events/refused/:id/replay',
    ...changing,
    summary: 'Change the fields the reason is about and take the event in, once',
    params: heldEventParams,
    body: replayRequest,
    response: replayReply,
    handle: (ctx, { params, body, caller }) =>
      replayOne(ctx, { id: params.id, changes: body.changes, locale: caller.locale }),
  }),
  route({
    method: 'POST',
    path: '/api/events/refused/replay',
    ...changing,
    summary: 'Take in everything that waits under the filter as it is; a job',
    body: replayAllRequest,
    response: jobStartedSchema,
    handle: async (_ctx, { body }) => ({ kind: 'job', job: 'event-replay', input: body }),
  }),
];
