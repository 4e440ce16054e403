/** Households over HTTP. */
import { customerParams } from '../../records/customer.ts';
import { household } from '../../records/household.ts';
import { type AnyRoute, routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { loadHousehold } from './household-page.store.ts';

const route = routesFor<StoreContext>();

export const householdRoutes: AnyRoute<StoreContext>[] = [
  route({
    method: 'GET',
    path: '/api/customers/:id/household',
    scope: 'read',
    permission: 'customer.read',
    summary: 'The people a customer seems to live with, masked; of those only whom the caller may see',
    params: customerParams,
    response: household,
    handle: (ctx, { params }) => loadHousehold(ctx, params.id),
  }),
];
