/** Retrospectives and the knowledge base over HTTP. */
import { badInput } from '../kernel/errors.ts';
import {
  knowledgeList,
  knowledgeQuery,
  retrospectiveParams,
  retrospectiveUpdate,
  retrospectiveView,
} from '../records/retrospective.ts';
import { routesFor } from '../records/route.ts';
import type { StoreContext } from '../store/context.ts';
import { loadKnowledge } from './knowledge.store.ts';
import { freezeRetrospective, loadRetrospective, saveLessons } from './retrospective.store.ts';

const route = routesFor<StoreContext>();
const cursorPurpose = 'cursor:knowledge';

function openCursor(ctx: StoreContext, cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const before = ctx.keys.open(cursorPurpose, cursor);
  if (before === null) throw badInput('cursor-invalid', { path: 'cursor' });
  return before;
}

export const learnRoutes = [
  route({
    method: 'GET',
    path: '/api/retrospectives/:campaign',
    scope: 'read',
    permission: 'lesson.read',
    summary: 'The retrospective of a campaign, filled in from its result',
    params: retrospectiveParams,
    response: retrospectiveView,
    handle: (ctx, { params: { campaign } }) => loadRetrospective(ctx, campaign),
  }),
  route({
    method: 'PUT',
    path: '/api/retrospectives/:campaign',
    scope: 'manage',
    permission: 'lesson.change',
    summary: 'Write down lessons and next actions',
    params: retrospectiveParams,
    body: retrospectiveUpdate,
    response: retrospectiveView,
    handle: (ctx, { params: { campaign }, body }) => saveLessons(ctx, campaign, body.lessons),
  }),
  route({
    method: 'POST',
    path: '/api/retrospectives/:campaign/freeze',
    scope: 'manage',
    permission: 'lesson.change',
    summary: 'Freeze figures and lessons and add them to the knowledge base',
    params: retrospectiveParams,
    response: retrospectiveView,
    handle: (ctx, { params: { campaign } }) => freezeRetrospective(ctx, campaign),
  }),
  route({
    method: 'GET',
    path: '/api/knowledge',
    scope: 'read',
    permission: 'lesson.read',
    summary: 'Lessons of finished campaigns, newest first',
    query: knowledgeQuery,
    response: knowledgeList,
    async handle(ctx, { query: { query, tag, limit, cursor } }) {
      const entries = await loadKnowledge(ctx.pg, { query, tag, limit, before: openCursor(ctx, cursor) });
      const last = entries.length === limit ? entries.at(-1) : undefined;
      return { entries, nextCursor: last ? ctx.keys.seal(cursorPurpose, last.entryId) : null };
    },
  }),
];
