/** What is pulled from databases, over the management API: made, run, begun anew, changed, removed. */
import { textOf } from '../../kernel/catalogue.ts';
import { jobStartedSchema } from '../../records/job.ts';
import {
  type PullStatus,
  pullChange,
  pullList,
  pullParams,
  pullRequest,
  pullRunList,
  pullRunQuery,
  pullStatus,
  reconcileRequest,
} from '../../records/pull.ts';
import { type AnyRoute, type Caller, routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { addCheckedPull, changeCheckedPull } from './check-pull.store.ts';
import { pullKind, reconcileKind } from './pull-kinds.ts';
import { findRunPage } from './pull-runs.store.ts';
import { findPull, findPulls, nextRunOf, removePull, rewindPull, type StoredPull } from './pulls.store.ts';
import { askedNow } from './source-failure.ts';

const route = routesFor<StoreContext>();
const reading = { scope: 'read', permission: 'pull.read' } as const;
const changing = { scope: 'manage', permission: 'pull.change' } as const;
const running = { scope: 'manage', permission: 'pull.run' } as const;

function shown(ctx: Pick<StoreContext, 'machineNow'>, pull: StoredPull, { locale }: Caller): PullStatus {
  const { lastCode, lastCodeParams, revision: _, ...rest } = pull;
  const time = (at: Date | null) => at?.toISOString() ?? null;
  const words = lastCode === null ? null : textOf(lastCode, locale, lastCodeParams ?? {});
  return {
    ...rest,
    kind: pull.mapping.kind,
    createdAt: pull.createdAt.toISOString(),
    lastRowAt: time(pull.lastRowAt),
    lastRunAt: time(pull.lastRunAt),
    lastSuccessAt: time(pull.lastSuccessAt),
    lastReconciledAt: time(pull.lastReconciledAt),
    error: words?.message ?? null,
    remedy: words?.remedy ?? null,
    nextRunAt: time(nextRunOf(pull, ctx.machineNow())),
  };
}

export const pullRoutes: AnyRoute<StoreContext>[] = [
  route({
    method: 'GET',
    path: '/api/pulls',
    ...reading,
    summary: 'What is pulled from databases, how far it has come and how its last run ended',
    response: pullList,
    async handle(ctx, { caller }) {
      const pulls = await findPulls(ctx.pg);
      return { pulls: pulls.map(pull => shown(ctx, pull, caller)) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/pulls/:id',
    ...reading,
    summary: 'One pull',
    params: pullParams,
    response: pullStatus,
    handle: async (ctx, { params, caller }) => shown(ctx, await findPull(ctx.pg, params.id), caller),
  }),
  route({
    method: 'GET',
    path: '/api/pulls/:id/runs',
    ...reading,
    summary: 'Runs of a pull and looks for gone rows, newest first, each with what came of it',
    params: pullParams,
    query: pullRunQuery,
    response: pullRunList,
    async handle(ctx, { params, query, caller }) {
      await findPull(ctx.pg, params.id);
      return findRunPage(ctx, { ...query, pullId: params.id, locale: caller.locale });
    },
  }),
  route({
    method: 'POST',
    path: '/api/pulls',
    ...changing,
    summary: 'Pull a table or SELECT into imports of one kind; its columns are looked up at the source first',
    body: pullRequest,
    response: pullStatus,
    handle: async (ctx, { body, caller }) => shown(ctx, await askedNow(addCheckedPull(ctx, body)), caller),
  }),
  route({
    method: 'PATCH',
    path: '/api/pulls/:id',
    ...changing,
    summary: 'Change or pause a pull; another table, column or mapping makes it read everything again',
    params: pullParams,
    body: pullChange,
    response: pullStatus,
    handle: async (ctx, { params, body, caller }) =>
      shown(ctx, await askedNow(changeCheckedPull(ctx, params.id, body)), caller),
  }),
  route({
    method: 'DELETE',
    path: '/api/pulls/:id',
    ...changing,
    summary: 'Remove a pull; what it brought stays',
    params: pullParams,
    response: pullParams,
    async handle(ctx, { params }) {
      await removePull(ctx, params.id);
      return params;
    },
  }),
  route({
    method: 'POST',
    path: '/api/pulls/:id/run',
    ...running,
    summary: 'Pull now; a job',
    params: pullParams,
    response: jobStartedSchema,
    async handle(ctx, { params, caller }) {
      await findPull(ctx.pg, params.id);
      return { kind: 'job', job: pullKind, input: { pullId: params.id, createdBy: caller.actorId } };
    },
  }),
  route({
    method: 'POST',
    path: '/api/pulls/:id/reconcile',
    ...running,
    summary:
      'Look for rows the source does not have any more and take them out; customers and events stay; a job',
    params: pullParams,
    body: reconcileRequest,
    response: jobStartedSchema,
    async handle(ctx, { params, body, caller }) {
      await findPull(ctx.pg, params.id);
      const input = { ...body, pullId: params.id, createdBy: caller.actorId };
      return { kind: 'job', job: reconcileKind, input };
    },
  }),
  route({
    method: 'POST',
    path: '/api/pulls/:id/rewind',
    ...running,
    summary: 'Let the next run read everything again; rows that are as they were are left alone',
    params: pullParams,
    response: pullStatus,
    handle: async (ctx, { params, caller }) => shown(ctx, await rewindPull(ctx, params.id), caller),
  }),
];
