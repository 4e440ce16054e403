/** Customers over HTTP: find one by what is known of them in full, and see their page. */
import {
  customerList,
  customerListQuery,
  customerPage,
  customerParams,
  customerSearch,
  revealedCustomer,
  revealRequest,
} from '../../records/customer.ts';
import { customerPlace, customerPlaceRequest } from '../../records/data-scope.ts';
import { may } from '../../records/permission.ts';
import { routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { findCustomerIds } from './customer-lookup.store.ts';
import { loadCustomerPage } from './customer-page.store.ts';
import { saveCustomerPlace } from './customer-place.store.ts';
import { findCustomerPage } from './customer-rows.store.ts';
import { revealCustomer } from './reveal.store.ts';

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
    summary: 'Customers that a number, phone, e-mail or id names in full, or those of the given ids',
    body: customerSearch,
    response: customerList,
    async handle(ctx, { body: { query = '', limit, cursor, sort, ...named }, caller }) {
      const byContact = may(caller, 'customer.contact.find');
      const ids = named.ids ?? (await findCustomerIds(ctx, query, { byContact }));
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
  route({
    method: 'PUT',
    path: '/api/customers/:id/place',
    scope: 'manage',
    permission: 'customer.place.change',
    summary: 'Whose customer a person is: owner, store, region; what is left out stays',
    params: customerParams,
    body: customerPlaceRequest,
    response: customerPlace,
    handle: (ctx, { params, body }) => saveCustomerPlace(ctx, { customerId: params.id, wish: body }),
  }),
  route({
    method: 'POST',
    path: '/api/customers/:id/reveal',
    scope: 'read',
    permission: 'customer.contact.reveal',
    summary: 'One customer in clear, for a reason that is kept in the audit log; limited per hour',
    params: customerParams,
    body: revealRequest,
    response: revealedCustomer,
    secretReply: true,
    handle: (ctx, { params, body }) => revealCustomer(ctx, { customerId: params.id, reason: body.reason }),
  }),
];
