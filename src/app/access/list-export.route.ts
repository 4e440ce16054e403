/** Asked by the console before it writes a list of people into a file. */
import { listExport, listExportLeave } from '../../records/list-export.ts';
import { routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { takeList } from './list-export.store.ts';

const route = routesFor<StoreContext>();

export const listExportRoutes = [
  route({
    method: 'POST',
    path: '/api/list-exports',
    scope: 'read',
    permission: 'customer.read',
    summary: 'Take a list of people as a file: audited, and above the limit a second person approves',
    body: listExport,
    response: listExportLeave,
    async handle(ctx, { body }) {
      await takeList(ctx, body);
      return { people: body.people };
    },
  }),
];
