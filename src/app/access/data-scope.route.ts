/** Data scopes over HTTP: of an account, and the roles that are limited. */
import { accountChangedSchema, accountParamsSchema } from '../../records/account.ts';
import {
  dataScopeRequest,
  limitedRolesRequest,
  limitedRolesSchema,
  placeListSchema,
} from '../../records/data-scope.ts';
import { routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { goingAlone } from '../../store/state/approval.store.ts';
import { changeScope, findLimitedRoles, saveLimitedRoles } from './data-scope.store.ts';
import { findPlaces } from './places.store.ts';

const route = routesFor<StoreContext>();

export const dataScopeRoutes = [
  route({
    method: 'PUT',
    path: '/api/users/:id/scope',
    scope: 'manage',
    permission: 'account.change',
    summary: 'Which customers a person may see: own, of stores, of regions; null: everybody',
    params: accountParamsSchema,
    body: dataScopeRequest,
    response: accountChangedSchema,
    async handle(ctx, { params, body, caller }) {
      await changeScope(goingAlone(ctx, body.alone), { userId: params.id, scope: body.dataScope, caller });
      return { userId: params.id };
    },
  }),
  route({
    method: 'GET',
    path: '/api/places',
    scope: 'manage',
    permission: 'account.read',
    summary:
      'Stores and regions that customers have, for choosing a data scope: 200 of each, the largest first',
    response: placeListSchema,
    handle: findPlaces,
  }),
  route({
    method: 'GET',
    path: '/api/limited-roles',
    scope: 'manage',
    permission: 'account.read',
    summary: 'Roles whose people see only their own customers unless their account names a scope',
    response: limitedRolesSchema,
    handle: async ctx => ({ roles: await findLimitedRoles(ctx) }),
  }),
  route({
    method: 'PUT',
    path: '/api/limited-roles',
    scope: 'manage',
    permission: 'account.change',
    summary: 'Limit exactly these roles',
    body: limitedRolesRequest,
    response: limitedRolesSchema,
    handle: async (ctx, { body }) => ({
      roles: await saveLimitedRoles(goingAlone(ctx, body.alone), body.roles),
    }),
  }),
];
