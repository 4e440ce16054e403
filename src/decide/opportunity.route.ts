/** Opportunities over HTTP: the list of the latest run, one card, and a card made into a segment in one call. */
import { notFound } from '../kernel/errors.ts';
import {
  opportunity,
  opportunityList,
  opportunityParams,
  opportunityToSegment,
} from '../records/opportunity.ts';
import { type AnyRoute, routesFor } from '../records/route.ts';
import { segment } from '../records/segment.ts';
import type { StoreContext } from '../store/context.ts';
import { findOpportunities, findOpportunity } from './opportunity.store.ts';
import { opportunityListOf } from './opportunity-ranking.ts';
import { loadSegment, saveSegment } from './segment.store.ts';
import { countSegment } from './segment-snapshot.store.ts';

const route = routesFor<StoreContext>();

async function cardOf(ctx: StoreContext, id: string) {
  const found = await findOpportunity(ctx, id);
  if (!found) throw notFound('opportunity-unknown', { path: 'id', received: id, params: { id } });
  return found;
}

export const opportunityRoutes: AnyRoute<StoreContext>[] = [
  route({
    method: 'GET',
    path: '/api/opportunities',
    scope: 'read',
    permission: 'opportunity.read',
    summary: 'Opportunities of the latest review, best first; each customer counts once',
    response: opportunityList,
    handle: async ctx => opportunityListOf(await findOpportunities(ctx)),
  }),
  route({
    method: 'GET',
    path: '/api/opportunities/:id',
    scope: 'read',
    permission: 'opportunity.read',
    summary: 'One opportunity',
    params: opportunityParams,
    response: opportunity,
    handle: (ctx, { params }) => cardOf(ctx, params.id),
  }),
  route({
    method: 'POST',
    path: '/api/opportunities/:id/segment',
    scope: 'manage',
    permission: 'segment.change',
    summary: 'Make a segment of the frozen list and count it',
    params: opportunityParams,
    body: opportunityToSegment,
    response: segment,
    async handle(ctx, { params: { id }, body }) {
      const card = await cardOf(ctx, id);
      const name = body.name ?? `${card.kind}-${card.asOf.slice(0, 10)}`;
      const words = ctx.settings.locale === 'en' ? card.title.en : card.title.zh;
      const title = body.title ?? `${words} ${card.asOf.slice(0, 10)}`;
      await saveSegment(ctx, { name, title, rule: { inOpportunity: id } }, id);
      await countSegment(ctx, name);
      return loadSegment(ctx, name);
    },
  }),
];
