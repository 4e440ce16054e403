/** Spend, channels and the rules of costs over HTTP: seen by who reads reviews, changed by who may. */
import {
  channelList,
  channelSave,
  costRules,
  spendList,
  spendListQuery,
  spendRemove,
  spendRemoved,
  spendRow,
  spendSave,
} from '../../records/channel-cost.ts';
import { type AnyRoute, routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { findChannelNames, saveChannelName } from './channel-names.store.ts';
import { findCostRules } from './channels.store.ts';
import { saveCostRules } from './cost-rules.store.ts';
import { findSpendPage, removeSpend, saveSpend } from './spend-entries.store.ts';

const route = routesFor<StoreContext>();

export const channelCostRoutes: AnyRoute<StoreContext>[] = [
  route({
    method: 'GET',
    path: '/api/spend',
    scope: 'read',
    permission: 'review.read',
    summary: 'Spend by day, channel and campaign, newest first',
    query: spendListQuery,
    response: spendList,
    handle: (ctx, { query }) => findSpendPage(ctx, query),
  }),
  route({
    method: 'POST',
    path: '/api/spend',
    scope: 'manage',
    permission: 'spend.change',
    summary: 'Enter a row of spend, or replace the one of `key`',
    body: spendSave,
    response: spendRow,
    handle: (ctx, { body }) => saveSpend(ctx, body),
  }),
  route({
    method: 'POST',
    path: '/api/spend/removals',
    scope: 'manage',
    permission: 'spend.change',
    summary: 'Take a row of spend out',
    body: spendRemove,
    response: spendRemoved,
    handle: (ctx, { body }) => removeSpend(ctx, body),
  }),
  route({
    method: 'GET',
    path: '/api/sales-channels',
    scope: 'read',
    permission: 'review.read',
    summary: 'Sales channels with title and kind, also those that only orders name',
    response: channelList,
    handle: ctx => findChannelNames(ctx),
  }),
  route({
    method: 'PUT',
    path: '/api/sales-channels',
    scope: 'manage',
    permission: 'spend.change',
    summary: 'Say the title and kind of a sales channel',
    body: channelSave,
    response: channelList,
    handle: (ctx, { body }) => saveChannelName(ctx, body),
  }),
  route({
    method: 'GET',
    path: '/api/cost-rules',
    scope: 'read',
    permission: 'review.read',
    summary: 'The rules by which spend is laid on channels, and their version',
    response: costRules,
    handle: ctx => findCostRules(ctx),
  }),
  route({
    method: 'PUT',
    path: '/api/cost-rules',
    scope: 'manage',
    permission: 'spend.change',
    summary: 'Put a set of rules in force, in place of the version read',
    body: costRules,
    response: costRules,
    handle: (ctx, { body }) => saveCostRules(ctx, body),
  }),
];
