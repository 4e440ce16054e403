/** Inbound hooks over the management API: made, tried on an example, set live, paused, and what became of their deliveries. */
import { textOf } from '../../kernel/catalogue.ts';
import {
  type HookRow,
  hookChange,
  hookDetail,
  hookGone,
  hookList,
  hookMade,
  hookParams,
  hookRequest,
  hookRow,
  hookSecret,
  hookTrial,
  hookTrialReply,
  readyMapping,
  readyMappingParams,
} from '../../records/hook.ts';
import { type AnyRoute, routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { loadPlan, rulesOf } from '../track/tracking-plan.store.ts';
import {
  addHook,
  changeHook,
  findHook,
  findHooks,
  mappingIn,
  mappingOf,
  removeHook,
  renewSecret,
  type StoredHook,
} from './hook.store.ts';
import { findDeliveries, findWeeks, type WeekOfHook } from './hook-deliveries.store.ts';
import { readBody } from './prepare-delivery.ts';
import { readyMappings } from './ready-mappings.ts';
import { tryMapping } from './try-mapping.ts';

const route = routesFor<StoreContext>();
const reading = { scope: 'manage', permission: 'hook.read' } as const;
const changing = { scope: 'manage', permission: 'hook.change' } as const;

function shown({ pathKey, mapping, createdAt, ...hook }: StoredHook, week?: WeekOfHook): HookRow {
  const { lastAt = null, week: counts = {} } = week ?? {};
  return {
    ...hook,
    isOwn: mapping !== null,
    path: `/hooks/in/${pathKey}`,
    createdAt: createdAt.toISOString(),
    lastAt,
    week: counts,
  };
}

export const hookRoutes: AnyRoute<StoreContext>[] = [
  route({
    method: 'GET',
    path: '/api/hooks',
    ...reading,
    summary: 'Inbound hooks with what became of the deliveries of seven days',
    response: hookList,
    async handle(ctx) {
      const [hooks, weeks] = await Promise.all([findHooks(ctx.pg), findWeeks(ctx)]);
      return { hooks: hooks.map(hook => shown(hook, weeks.get(hook.id))) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/hooks',
    ...changing,
    summary: 'Make an inbound hook; its secret is shown once',
    body: hookRequest,
    response: hookMade,
    secretReply: true,
    async handle(ctx, { body }) {
      const { hook, secret } = await addHook(ctx, body);
      return { ...shown(hook), secret };
    },
  }),
  route({
    method: 'GET',
    path: '/api/hooks/:id',
    ...reading,
    summary: 'One inbound hook with its mapping and last deliveries',
    params: hookParams,
    response: hookDetail,
    async handle(ctx, { params, caller }) {
      const hook = await findHook(ctx.pg, params.id);
      const [weeks, deliveries] = await Promise.all([findWeeks(ctx), findDeliveries(ctx, params.id)]);
      return {
        ...shown(hook, weeks.get(hook.id)),
        mapping: mappingOf(hook),
        deliveries: deliveries.map(({ at, code, path, ...each }) => ({
          ...each,
          at: at.toISOString(),
          code,
          path,
          message:
            code && textOf(code, caller.locale, { path: path ?? '', received: '', expected: '' }).message,
        })),
      };
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/hooks/:id',
    ...changing,
    summary: 'Set a hook live or pause it, change its mapping or secret',
    params: hookParams,
    body: hookChange,
    response: hookRow,
    handle: async (ctx, { params, body }) => shown(await changeHook(ctx, params.id, body)),
  }),
  route({
    method: 'POST',
    path: '/api/hooks/:id/secret',
    ...changing,
    summary: 'Give a hook another secret, made here where none is given and shown once; the old one ends',
    params: hookParams,
    body: hookSecret,
    response: hookMade,
    secretReply: true,
    async handle(ctx, { params, body }) {
      const { hook, secret } = await renewSecret(ctx, params.id, body.secret);
      return { ...shown(hook), secret };
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/hooks/:id',
    ...changing,
    summary: 'Remove a hook; what it brought stays',
    params: hookParams,
    response: hookGone,
    async handle(ctx, { params }) {
      await removeHook(ctx, params.id);
      return { id: params.id };
    },
  }),
  route({
    method: 'GET',
    path: '/api/hook-mappings/:shop',
    ...reading,
    summary: 'The ready mapping of a shop, to begin an own one with',
    params: readyMappingParams,
    response: readyMapping,
    handle: async (_ctx, { params }) => ({ mapping: readyMappings[params.shop] }),
  }),
  route({
    method: 'POST',
    path: '/api/hooks/try',
    ...changing,
    summary: 'Try a mapping on an example: events, orders and refusals; nothing is stored',
    body: hookTrial,
    response: hookTrialReply,
    // Kept for no repeat: the example is about a person.
    secretReply: true,
    async handle(ctx, { body: trial, caller }) {
      const mapping = mappingIn(trial) ?? mappingOf({ shop: trial.shop, mapping: null });
      const plan = rulesOf(await loadPlan(ctx));
      const headers = Object.fromEntries(
        Object.entries(trial.headers).map(([name, value]) => [name.toLowerCase(), value]),
      );
      return tryMapping({
        mapping,
        source: trial.source,
        body: readBody(Buffer.from(trial.body)),
        headers,
        keys: ctx.keys,
        plan,
        now: ctx.now(),
        machineNow: ctx.machineNow(),
        currency: ctx.settings.currency,
        locale: caller.locale,
      });
    },
  }),
];
