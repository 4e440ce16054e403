/** The table of city tiers over HTTP. */
import { cityTiers } from '../../records/city-tier.ts';
import { routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { loadCityTiers, saveCityTiers } from './city-tiers.store.ts';

const route = routesFor<StoreContext>();

export const cityTierRoutes = [
  route({
    method: 'GET',
    path: '/api/city-tiers',
    scope: 'read',
    permission: 'definition.read',
    summary: 'Which tier a city is of, and the day the table is of',
    response: cityTiers,
    handle: ctx => loadCityTiers(ctx.pg),
  }),
  route({
    method: 'PUT',
    path: '/api/city-tiers',
    scope: 'manage',
    permission: 'definition.change',
    summary: 'Replace the table of city tiers; check-ups made from then on use it',
    body: cityTiers,
    response: cityTiers,
    handle: (ctx, { body }) => saveCityTiers(ctx, body),
  }),
];
