/** Erasure and export of one person, retention and purges over HTTP. */
import { z } from 'zod';
import { customerParams } from '../../records/customer.ts';
import { jobStartedSchema } from '../../records/job.ts';
import { jobsFor, type TickDef } from '../../records/job-definition.ts';
import { eraseRequest, erasureList, exportQuery } from '../../records/privacy.ts';
import { purge, retention, retentionView } from '../../records/retention.ts';
import { routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { loadRetention } from '../../store/state/retention.store.ts';
import { loadErasures, repeatErasures, runErasure, saveErasure } from './erase.store.ts';
import { exportPerson, personCsv } from './person-export.ts';
import { loadPurges, purgeDaily, purgeDue, saveRetention } from './purge.store.ts';

const route = routesFor<StoreContext>();
const shownPurges = 30;

export const privacyRoutes = [
  route({
    method: 'POST',
    path: '/api/customers/:id/erasure',
    scope: 'manage',
    permission: 'customer.erase',
    summary: 'Erase a person from both stores and every kept file; a job whose result is the certificate',
    params: customerParams,
    body: eraseRequest,
    response: jobStartedSchema,
    async handle(ctx, { params: { id }, body }) {
      const erasureId = await saveErasure(ctx, id, body.reason);
      return { kind: 'job' as const, job: 'erase', input: { erasureId } };
    },
  }),
  route({
    method: 'GET',
    path: '/api/erasures',
    scope: 'read',
    permission: 'privacy.read',
    summary: 'Erasures with their certificates, newest first',
    response: erasureList,
    handle: async ctx => ({ erasures: await loadErasures(ctx) }),
  }),
  route({
    method: 'GET',
    path: '/api/customers/:id/export',
    scope: 'manage',
    permission: 'customer.export',
    deed: true,
    summary:
      'Everything held about a person, in clear, as JSON or CSV; each is an audit entry and counts for the limit of reveals',
    params: customerParams,
    query: exportQuery,
    response: z.unknown(),
    async handle(ctx, { params: { id }, query: { format } }) {
      const held = await exportPerson(ctx, id);
      return {
        kind: 'file' as const,
        contentType: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8',
        fileName: `customer-${id}.${format}`,
        body: format === 'csv' ? personCsv(held) : `${JSON.stringify(held, null, 2)}\n`,
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/retention',
    scope: 'read',
    permission: 'privacy.read',
    summary: 'How long what is kept, and what the last purges removed',
    response: retentionView,
    handle: async ctx => ({
      retention: await loadRetention(ctx.pg),
      purges: await loadPurges(ctx, shownPurges),
    }),
  }),
  route({
    method: 'PUT',
    path: '/api/retention',
    scope: 'manage',
    permission: 'privacy.change',
    summary: 'Change retention periods; what is left out stays',
    body: z.object(
      Object.fromEntries(
        Object.entries(retention.shape).map(([key, days]) => [key, days.unwrap().optional()]),
      ),
    ),
    response: retentionView,
    async handle(ctx, { body }) {
      return { retention: await saveRetention(ctx, body), purges: await loadPurges(ctx, shownPurges) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/retention/purge',
    scope: 'manage',
    permission: 'privacy.change',
    evenWhileDiskLow: true,
    summary: 'Purge what is due now instead of at the next daily purge',
    response: purge,
    handle: ctx => purgeDue(ctx),
  }),
];

export const eraseJob = jobsFor<StoreContext>()({
  kind: 'erase',
  inputSchema: z.object({ erasureId: z.uuid() }),
  run: (ctx, { erasureId }) => runErasure(ctx, erasureId),
});

export const purgeTick: TickDef<StoreContext> = {
  name: 'purge',
  everySeconds: 600,
  async run(ctx) {
    await repeatErasures(ctx);
    await purgeDaily(ctx);
    return 0;
  },
};
