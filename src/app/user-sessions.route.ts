/** Where others are logged in, and ending one of their log-ins without the rest. */
import {
  accountParamsSchema,
  doneSchema,
  sessionListSchema,
  sessionParamsSchema,
} from '../records/account.ts';
import { routesFor } from '../records/route.ts';
import type { StoreContext } from '../store/context.ts';
import { signOutOnce } from './access/account-changes.store.ts';
import { findSessions } from './sessions.store.ts';

const route = routesFor<StoreContext>();

export const userSessionRoutes = [
  route({
    method: 'GET',
    path: '/api/users/:id/sessions',
    scope: 'manage',
    permission: 'account.read',
    summary: 'Where a person is logged in, last used first; empty also for an account that does not exist',
    params: accountParamsSchema,
    response: sessionListSchema,
    async handle(ctx, { params, caller }) {
      const sessions = await findSessions(ctx, params.id);
      return { sessions: sessions.map(each => ({ ...each, own: each.sessionId === caller.sessionId })) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/users/:id/sessions/:sessionId',
    scope: 'manage',
    permission: 'account.change',
    evenWhileDiskLow: true,
    summary: 'End one session of a person',
    params: sessionParamsSchema,
    response: doneSchema,
    async handle(ctx, { params: { id, sessionId }, caller }) {
      await signOutOnce(ctx, { userId: id, sessionId, caller });
      return { done: true } as const;
    },
  }),
];
