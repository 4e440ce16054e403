/** Exclusion rules over HTTP: see them with their counts and share of sales, try a change, save it. */
import { exclusionsChange, exclusionsReply } from '../../records/exclusion.ts';
import { routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { changedRules, currentRules, loadExclusionEffects, saveExclusionRules } from './exclusions.store.ts';

const route = routesFor<StoreContext>();

export const exclusionRoutes = [
  route({
    method: 'GET',
    path: '/api/exclusions',
    scope: 'read',
    permission: 'definition.read',
    summary: 'Exclusion rules with the customers they name and their share of sales',
    response: exclusionsReply,
    handle: async ctx => loadExclusionEffects(ctx, await currentRules(ctx)),
  }),
  route({
    method: 'PUT',
    path: '/api/exclusions',
    scope: 'manage',
    permission: 'definition.change',
    summary: 'Change exclusion rules, or with dryRun only show what the change would do',
    body: exclusionsChange,
    response: exclusionsReply,
    async handle(ctx, { body }) {
      if (!body.dryRun) await saveExclusionRules(ctx, body.rules);
      return loadExclusionEffects(ctx, changedRules(await currentRules(ctx), body.rules));
    },
  }),
];
