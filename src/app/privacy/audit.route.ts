/** The audit log over HTTP: read it, and have it verified. */
import { z } from 'zod';
import { badInput } from '../../kernel/errors.ts';
import { auditList, auditQuery } from '../../records/audit.ts';
import { jobStartedSchema } from '../../records/job.ts';
import { jobsFor } from '../../records/job-definition.ts';
import { maskedReadList, maskedReadQuery } from '../../records/masked-read.ts';
import { routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { actionWords, loadActors, loadAuditEntries } from './audit.store.ts';
import { verifyAudit } from './audit-verify.ts';
import { findMaskedReads } from './masked-reads.store.ts';
import { endOf, momentOf } from './moments.ts';

const route = routesFor<StoreContext>();
const cursorPurpose = 'cursor:audit';

function openCursor(ctx: StoreContext, cursor: string | undefined): number | null {
  if (cursor === undefined) return null;
  const before = ctx.keys.open(cursorPurpose, cursor);
  if (before === null) throw badInput('cursor-invalid', { path: 'cursor' });
  return Number(before);
}

export const auditRoutes = [
  route({
    method: 'GET',
    path: '/api/audit',
    scope: 'read',
    permission: 'audit.read',
    summary: 'Who did what, newest first; filter by person, action, object and time',
    query: auditQuery,
    response: auditList,
    async handle(ctx, { query, caller: { locale } }) {
      const actors = await loadActors(ctx);
      const { from, to } = query;
      const { settings } = ctx;
      const period = {
        from: from === undefined ? null : momentOf(settings, from),
        to: to === undefined ? null : endOf(settings, to),
      };
      const filter = { ...query, ...period, before: openCursor(ctx, query.cursor) };
      const entries = await loadAuditEntries(ctx, filter, { locale, actors });
      const last = entries.length === query.limit ? entries.at(-1) : undefined;
      return {
        entries,
        nextCursor: last ? ctx.keys.seal(cursorPurpose, String(last.auditId)) : null,
        actors,
        actions: actionWords(locale),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/api/audit/reads',
    scope: 'read',
    permission: 'audit.read',
    summary: 'How many people each account and key read masked, by day and route; the newest 500 counts',
    query: maskedReadQuery,
    response: maskedReadList,
    async handle(ctx, { query: { actor = null, from = null, to = null } }) {
      const names = new Map((await loadActors(ctx)).map(({ actorId, label }) => [actorId, label]));
      const reads = await findMaskedReads(ctx, { actor, from, to });
      return { reads: reads.map(read => ({ ...read, actor: names.get(read.actorId) ?? null })) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/audit/verification',
    scope: 'read',
    permission: 'audit.read',
    summary:
      'Check the whole log against its chain and the signed checkpoints; a job whose result is the report',
    response: jobStartedSchema,
    handle: async () => ({ kind: 'job' as const, job: 'audit-verify', input: {} }),
  }),
];

export const auditVerifyJob = jobsFor<StoreContext>()({
  kind: 'audit-verify',
  inputSchema: z.object({}),
  run: ctx => verifyAudit(ctx),
});
