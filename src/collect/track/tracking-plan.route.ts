/** The tracking plan over HTTP: declarations, what departs from them, and events nobody declared. */
import { type AnyRoute, routesFor } from '../../records/route.ts';
import {
  planDaysQuery,
  planEventParams,
  plannedEventChange,
  planReport,
  trackingPlan,
  undeclaredChange,
  undeclaredList,
} from '../../records/tracking-plan.ts';
import type { StoreContext } from '../../store/context.ts';
import { findUndeclared, reportPlan } from './plan-report.store.ts';
import { loadPlan, removePlannedEvent, savePlannedEvent, saveUndeclared } from './tracking-plan.store.ts';

const route = routesFor<StoreContext>();
const reading = { scope: 'read', permission: 'event.read' } as const;
const changing = { scope: 'manage', permission: 'event.plan.change' } as const;

export const trackingPlanRoutes: AnyRoute<StoreContext>[] = [
  route({
    method: 'GET',
    path: '/api/tracking-plan',
    ...reading,
    summary: 'Declared events with their properties',
    response: trackingPlan,
    handle: ctx => loadPlan(ctx),
  }),
  route({
    method: 'PUT',
    path: '/api/tracking-plan/events/:name',
    ...changing,
    summary: 'Declare an event or change its declaration',
    params: planEventParams,
    body: plannedEventChange,
    response: trackingPlan,
    handle: (ctx, { params, body }) => savePlannedEvent(ctx, params.name, body),
  }),
  route({
    method: 'DELETE',
    path: '/api/tracking-plan/events/:name',
    ...changing,
    summary: 'Take the declaration of an event back',
    params: planEventParams,
    response: trackingPlan,
    handle: (ctx, { params }) => removePlannedEvent(ctx, params.name),
  }),
  route({
    method: 'PUT',
    path: '/api/tracking-plan/undeclared',
    ...changing,
    summary: 'What becomes of events nobody declared: counted, or refused',
    body: undeclaredChange,
    response: trackingPlan,
    handle: (ctx, { body }) => saveUndeclared(ctx, body.mode),
  }),
  route({
    method: 'GET',
    path: '/api/tracking-plan/report',
    ...reading,
    summary: 'Departures from the plan by day, source, event and property',
    query: planDaysQuery,
    response: planReport,
    handle: (ctx, { query, caller }) => reportPlan(ctx, query.days, caller.locale),
  }),
  route({
    method: 'GET',
    path: '/api/tracking-plan/undeclared',
    ...reading,
    summary: 'Events nobody declared, with an example and what to declare',
    query: planDaysQuery,
    response: undeclaredList,
    handle: async (ctx, { query }) => ({ events: await findUndeclared(ctx, query.days) }),
  }),
];
