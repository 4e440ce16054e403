/** Saved views over HTTP: a person's own, so a program's key has none. */
import { notAllowed } from '../kernel/errors.ts';
import { type Caller, routesFor } from '../records/route.ts';
import { savedViewList, savedViewNamed, savedViewParams, savedViewPut } from '../records/saved-view.ts';
import type { StoreContext } from '../store/context.ts';
import { findViews, removeView, saveView } from './saved-views.store.ts';

const route = routesFor<StoreContext>();

function personOf({ actorKind, actorId }: Caller): string {
  if (actorKind !== 'user')
    throw notAllowed('permission-not-for-keys', { params: { permission: 'self.read' } });
  return actorId;
}

export const savedViewRoutes = [
  route({
    method: 'GET',
    path: '/api/views/:list',
    scope: 'read',
    permission: 'self.read',
    summary: 'My saved views of a list',
    params: savedViewParams,
    response: savedViewList,
    handle: async (ctx, { params: { list }, caller }) => ({
      views: await findViews(ctx, { userId: personOf(caller), list }),
    }),
  }),
  route({
    method: 'PUT',
    path: '/api/views/:list/:name',
    scope: 'read',
    permission: 'self.change',
    summary: 'Keep filters, order and columns of a list under a name of my own',
    params: savedViewNamed,
    body: savedViewPut,
    response: savedViewList,
    async handle(ctx, { params: { list, name }, body: { query }, caller }) {
      const mine = { userId: personOf(caller), list };
      await saveView(ctx, mine, { name, query });
      return { views: await findViews(ctx, mine) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/views/:list/:name',
    scope: 'read',
    permission: 'self.change',
    summary: 'Forget a saved view of mine',
    params: savedViewNamed,
    response: savedViewList,
    async handle(ctx, { params: { list, name }, caller }) {
      const mine = { userId: personOf(caller), list };
      await removeView(ctx, mine, name);
      return { views: await findViews(ctx, mine) };
    },
  }),
];
