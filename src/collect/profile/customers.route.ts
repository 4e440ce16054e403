/** Customers over HTTP: find one by what is known of them in full, and see their page. */
import { customerList, customerListQuery, customerPage, customerParams } from '../../records/customer.ts';
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
    summary: 'Customers, newest first, or those a number, phone, e-mail or id names in full',
    query: customerListQuery,
    response: customerList,
    async handle(ctx, { query: { query, limit, cursor } }) {
      const ids = query === '' ? null : await findCustomerIds(ctx, query);
      return findCustomerPage(ctx, { ids, limit, cursor });
    },
  }),
  route({
    method: 'GET',
    path: '/api/customers/:id',
    scope: 'read',
    summary: 'One customer: masked identity, consents, orders, campaigns',
    params: customerParams,
    response: customerPage,
    handle: (ctx, { params }) => loadCustomerPage(ctx, params.id),
  }),
];
