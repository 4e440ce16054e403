/** The file channel over HTTP: take the treated list, download it again, bring receipts back; and the audience list. */
import { z } from 'zod';
import { conflict, notFound } from '../kernel/errors.ts';
import { audienceRow, fileExport, receiptSummary, slug } from '../records/campaign.ts';
import { routesFor } from '../records/route.ts';
import type { StoreContext } from '../store/context.ts';
import { loadAudiencePage } from './audience-page.store.ts';
import { createFileExport, exportLines, loadFileExports } from './file-export.store.ts';
import { saveReceipts } from './receipts.store.ts';

const route = routesFor<StoreContext>();
const params = z.object({ name: slug });
const shown = (
  name: string,
  e: { exportId: string; people: number; watermark: string; createdAt: Date; expiresAt: Date },
  by: string,
) => ({
  exportId: e.exportId,
  campaign: name,
  people: e.people,
  createdAt: e.createdAt.toISOString(),
  expiresAt: e.expiresAt.toISOString(),
  watermark: e.watermark,
  approvedBy: by,
});

export const campaignFileRoutes = [
  route({
    method: 'POST',
    path: '/api/campaigns/:name/export',
    scope: 'manage',
    permission: 'campaign.export',
    summary: 'Approve and take the list of people whose slot has come; control is never in it',
    params,
    response: fileExport,
    handle: async (ctx, { params: { name }, caller }) =>
      shown(name, await createFileExport(ctx, name), caller.actorId),
  }),
  route({
    method: 'GET',
    path: '/api/campaigns/:name/exports',
    scope: 'read',
    permission: 'campaign.read',
    summary: 'The lists taken so far',
    params,
    response: z.object({ exports: z.array(fileExport) }),
    handle: async (ctx, { params: { name } }) => ({
      exports: (await loadFileExports(ctx, name)).map(e => shown(name, e, e.approvedBy)),
    }),
  }),
  route({
    method: 'GET',
    path: '/api/campaigns/:name/exports/:exportId',
    scope: 'manage',
    permission: 'campaign.export',
    summary: 'Download one list as CSV',
    deed: true,
    params: params.extend({ exportId: z.uuid() }),
    response: z.unknown(),
    async handle(ctx, { params: { name, exportId } }) {
      const known = (await loadFileExports(ctx, name)).find(e => e.exportId === exportId);
      if (!known) throw notFound('export-unknown');
      if (known.expiresAt <= ctx.now()) {
        throw conflict('export-expired', { received: known.expiresAt.toISOString() });
      }
      return {
        kind: 'file' as const,
        contentType: 'text/csv; charset=utf-8',
        fileName: `${name}-${exportId.slice(-12)}.csv`,
        body: exportLines(ctx, name, exportId),
      };
    },
  }),
  route({
    method: 'POST',
    path: '/api/campaigns/:name/receipts',
    scope: 'manage',
    permission: 'campaign.export',
    summary: 'Bring back what was delivered and what failed',
    params,
    body: z.object({ csv: z.string().min(1).max(50_000_000) }),
    maxBodyBytes: 64 * 1024 ** 2,
    response: receiptSummary,
    handle: (ctx, { params: { name }, body }) => saveReceipts(ctx, name, body.csv),
  }),
  route({
    method: 'GET',
    path: '/api/campaigns/:name/audience',
    scope: 'read',
    permission: 'campaign.people.read',
    summary: 'The people of a launched campaign with arm, slot, decision and message state',
    params,
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.uuid().optional(),
      reason: z.string().max(60).optional(),
    }),
    response: z.object({ rows: z.array(audienceRow), nextCursor: z.uuid().nullable() }),
    handle: (ctx, { params: { name }, query }) =>
      loadAudiencePage(ctx, name, {
        limit: query.limit,
        cursor: query.cursor ?? null,
        reason: query.reason ?? null,
      }),
  }),
];
