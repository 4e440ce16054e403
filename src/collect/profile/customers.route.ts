/** Customers over HTTP: find one by what is known of them in full, and see their page. */
import {
  customerList,
  customerListQuery,
  customerPage,
  customerParams,
  customerSearch,
} from '../../records/customer.ts';
import { routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { findCustomerIds } from './customer-lookup.store.ts';
import { loadCustomerPage } from './customer-page.store.ts';
import { findCustomerPage } from './customer-rows.store.ts';

const route = routesFor<StoreContext>();

export const customerRoutes = [
  route({
    method: 'GET',
    path: '/api/customers',
    scope: 'read',
    permission: 'customer.read',
    summary: 'Customers by the time they became known, newest first',
    query: customerListQuery,
    response: customerList,
    handle: (ctx, { query: { limit, cursor, sort } }) =>
      findCustomerPage(ctx, { ids: null, limit, cursor, isOldestFirst: sort === 'since' }),
  }),
  route({
    // A phone number or address must not stand in a URL, where proxies and histories keep it.
    method: 'POST',
    path: '/api/customers/search',
    scope: 'read',
    permission: 'customer.read',
    summary: 'Customers that a number, phone, e-mail or id names in full',
    body: customerSearch,
    response: customerList,
    async handle(ctx, { body: { query, limit, cursor, sort } }) {
      const ids = await findCustomerIds(ctx, query);
      return findCustomerPage(ctx, { ids, limit, cursor, isOldestFirst: sort === 'since' });
    },
  }),
  route({
    method: 'GET',
    path: '/api/customers/:id',
    scope: 'read',
    permission: 'customer.read',
    summary: 'One customer: masked identity, consents, orders, campaigns',
    params: customerParams,
    response: customerPage,
    handle: (ctx, { params }) => loadCustomerPage(ctx, params.id),
  }),
];
