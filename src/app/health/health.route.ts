/** `GET /api/health`: every check with its remedy. */
import { healthSchema } from '../../records/health.ts';
import { routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import type { DiskWatch } from './disk.ts';
import { healthOf } from './health.ts';
import { takeReadings } from './readings.store.ts';

const route = routesFor<StoreContext>();

export const healthRoutes = (disk: DiskWatch) => [
  route({
    method: 'GET',
    path: '/api/health',
    scope: 'read',
    permission: 'health.read',
    summary: 'How the system is: stores, disk, versions, clock, queues, quarantine, providers, last backup',
    response: healthSchema,
    handle: async (ctx, { caller }) =>
      healthOf(await takeReadings(ctx, disk), ctx.machineNow(), caller.locale),
  }),
];
