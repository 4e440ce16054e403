/** What counts as a sale, over HTTP: the answers with their effect on total sales, and changing them. */
import { activityEvents } from '../../records/activity.ts';
import { routesFor } from '../../records/route.ts';
import { salesDefinitionPut, salesDefinitionReply } from '../../records/sales-definition.ts';
import type { StoreContext } from '../../store/context.ts';
import { findActivityEvents } from './activity-counts.store.ts';
import {
  changedDefinition,
  currentDefinition,
  loadSalesDefinitionReply,
  saveSalesDefinition,
} from './sales-definition.store.ts';

const route = routesFor<StoreContext>();

export const salesDefinitionRoutes = [
  route({
    method: 'GET',
    path: '/api/sales-definition',
    scope: 'read',
    permission: 'definition.read',
    summary: 'What counts as a sale, with the effect of every answer on total sales',
    response: salesDefinitionReply,
    handle: async ctx => loadSalesDefinitionReply(ctx, await currentDefinition(ctx)),
  }),
  route({
    method: 'GET',
    path: '/api/sales-definition/events',
    scope: 'read',
    permission: 'definition.read',
    summary: 'Tracked events that could count as activity, with the properties they carry',
    response: activityEvents,
    handle: ctx => findActivityEvents(ctx),
  }),
  route({
    method: 'PUT',
    path: '/api/sales-definition',
    scope: 'manage',
    permission: 'definition.change',
    summary: 'Change what counts as a sale, or with dryRun only show what the change would do',
    body: salesDefinitionPut,
    response: salesDefinitionReply,
    async handle(ctx, { body: { dryRun, ...change } }) {
      if (!dryRun) {
        const { definition, before } = await saveSalesDefinition(ctx, change);
        return loadSalesDefinitionReply(ctx, definition, before);
      }
      const before = await currentDefinition(ctx);
      return loadSalesDefinitionReply(ctx, changedDefinition(ctx, before, change), before);
    },
  }),
];
