/** Actions on products over HTTP: the list, taking one on, changing it. */
import {
  productActionChange,
  productActionList,
  productActionParams,
  productActionQuery,
  productActionRow,
  productActionTake,
} from '../../records/product-action.ts';
import { type AnyRoute, routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { changeAction, findActionPage, saveAction } from './product-actions.store.ts';

const route = routesFor<StoreContext>();

export const productActionRoutes: AnyRoute<StoreContext>[] = [
  route({
    method: 'GET',
    path: '/api/product-actions',
    scope: 'read',
    permission: 'review.read',
    summary: 'Actions taken on for products, open ones by due day first, with what came after',
    query: productActionQuery,
    response: productActionList,
    handle: (ctx, { query }) => findActionPage(ctx, query),
  }),
  route({
    method: 'POST',
    path: '/api/product-actions',
    scope: 'manage',
    permission: 'product.change',
    summary: 'Take an action on for a product, with an owner and a due day',
    body: productActionTake,
    response: productActionRow,
    handle: (ctx, { body }) => saveAction(ctx, body),
  }),
  route({
    method: 'PUT',
    path: '/api/product-actions/:id',
    scope: 'manage',
    permission: 'product.change',
    summary: 'Change state, owner, due day or note of an action',
    params: productActionParams,
    body: productActionChange,
    response: productActionRow,
    handle: (ctx, { params: { id }, body }) => changeAction(ctx, id, body),
  }),
];
