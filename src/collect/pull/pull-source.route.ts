/** Databases to pull from, over the management API: added, tried, looked into, changed, removed. */
import { previewReply } from '../../records/import.ts';
import {
  pullParams,
  pullPreviewRequest,
  pullSource,
  pullSourceChange,
  pullSourceList,
  pullSourceRequest,
  pullSourceTest,
} from '../../records/pull.ts';
import { type AnyRoute, routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { worded } from '../import/worded-reasons.ts';
import { addSource, changeSource, findSources, removeSource } from './pull-sources.store.ts';
import { askedNow } from './source-failure.ts';
import { previewSource, testSource } from './try-source.store.ts';

const route = routesFor<StoreContext>();
const changing = { scope: 'manage', permission: 'pull.change' } as const;

export const pullSourceRoutes: AnyRoute<StoreContext>[] = [
  route({
    method: 'GET',
    path: '/api/pull-sources',
    scope: 'read',
    permission: 'pull.read',
    summary: 'Databases to pull from, without their passwords',
    response: pullSourceList,
    handle: async ctx => ({ sources: await findSources(ctx.pg) }),
  }),
  route({
    method: 'POST',
    path: '/api/pull-sources',
    ...changing,
    summary: 'Add a database to pull from; its password is kept encrypted and never given back',
    body: pullSourceRequest,
    response: pullSource,
    handle: (ctx, { body }) => addSource(ctx, body),
  }),
  route({
    method: 'PATCH',
    path: '/api/pull-sources/:id',
    ...changing,
    summary: 'Change a database to pull from; one that lies elsewhere needs its password said again',
    params: pullParams,
    body: pullSourceChange,
    response: pullSource,
    handle: (ctx, { params, body }) => changeSource(ctx, params.id, body),
  }),
  route({
    method: 'DELETE',
    path: '/api/pull-sources/:id',
    ...changing,
    summary: 'Remove a database nothing is pulled from any more',
    params: pullParams,
    response: pullParams,
    async handle(ctx, { params }) {
      await removeSource(ctx, params.id);
      return params;
    },
  }),
  route({
    method: 'POST',
    path: '/api/pull-sources/:id/test',
    ...changing,
    summary: 'Log in to a database and list what the account may read; stores nothing',
    params: pullParams,
    response: pullSourceTest,
    handle: (ctx, { params }) => askedNow(testSource(ctx, params.id)),
  }),
  route({
    method: 'POST',
    path: '/api/pull-sources/:id/preview',
    ...changing,
    summary:
      'The first 100 rows of a table or SELECT as a mapping (sent or suggested) reads them; stores nothing',
    params: pullParams,
    body: pullPreviewRequest,
    response: previewReply,
    async handle(ctx, { params, body, caller }) {
      const preview = await askedNow(previewSource(ctx, params.id, body));
      return { ...preview, reasons: worded(preview.reasons, caller.locale) };
    },
  }),
];
