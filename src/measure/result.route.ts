/** A campaign's result over HTTP: the newest read with its history, and reading it now. */
import { notFound } from '../kernel/errors.ts';
import { resultParams, resultRequest, resultView } from '../records/result.ts';
import { resultList, resultListQuery } from '../records/result-list.ts';
import { routesFor } from '../records/route.ts';
import type { StoreContext } from '../store/context.ts';
import { loadMeasuredCampaign } from './campaign.store.ts';
import { computeResult } from './result.job.ts';
import { findResultPage } from './result-list.store.ts';
import { loadResults, resultViewOf } from './results.store.ts';

const route = routesFor<StoreContext>();

export const resultRoutes = [
  route({
    method: 'GET',
    path: '/api/results',
    scope: 'read',
    permission: 'result.read',
    summary: 'Launched campaigns with the word of their newest read, newest first',
    query: resultListQuery,
    response: resultList,
    handle: (ctx, { query }) => findResultPage(ctx, query),
  }),
  route({
    method: 'GET',
    path: '/api/campaigns/:name/result',
    scope: 'read',
    permission: 'result.read',
    summary: 'The newest read of a campaign, with earlier ones listed',
    params: resultParams,
    response: resultView,
    async handle(ctx, { params: { name } }) {
      const { campaignId } = await loadMeasuredCampaign(ctx.pg, name);
      const view = resultViewOf(await loadResults(ctx.pg, campaignId));
      if (!view) throw notFound('result-none-yet', { params: { name }, received: name });
      return view;
    },
  }),
  route({
    method: 'POST',
    path: '/api/campaigns/:name/result',
    scope: 'manage',
    permission: 'result.change',
    summary:
      'Read the result now: counts while running, the verdict at the final read, a correction afterwards',
    params: resultParams,
    body: resultRequest,
    response: resultView,
    handle: (ctx, { params: { name }, body }) =>
      computeResult(ctx, name, body.asOf === undefined ? undefined : new Date(body.asOf)),
  }),
];
