/** Retrospectives and the knowledge base over HTTP. */
import {
  knowledgeList,
  knowledgeQuery,
  retrospectiveList,
  retrospectiveListQuery,
  retrospectiveParams,
  retrospectiveUpdate,
  retrospectiveView,
} from '../records/retrospective.ts';
import { routesFor } from '../records/route.ts';
import type { StoreContext } from '../store/context.ts';
import { findKnowledgePage } from './knowledge.store.ts';
import { freezeRetrospective, loadRetrospective, saveLessons } from './retrospective.store.ts';
import { findRetrospectivePage } from './retrospective-list.store.ts';

const route = routesFor<StoreContext>();
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
    method: 'GET',
    path: '/api/retrospectives',
    scope: 'read',
    permission: 'lesson.read',
    summary: 'Finished campaigns with how far their retrospective is',
    query: retrospectiveListQuery,
    response: retrospectiveList,
    handle: (ctx, { query }) => findRetrospectivePage(ctx, query),
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
    handle: (ctx, { query }) => findKnowledgePage(ctx, query),
  }),
];
