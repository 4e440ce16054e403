/**
 * Server-sent events of one job: its state at once, again whenever it changes, and the end of the stream when the
 * job has ended. Reads the row (0.3 ms), so any process may answer for a job that runs in another.
 */

import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { type Job, jobParamsSchema } from '../../records/job.ts';
import { jobFor } from '../job-reply.ts';
import { guarded, type MountParts, stillMay } from './mount-route.ts';

const lookEveryMs = 400;
/** A comment line this often keeps proxies from closing a quiet stream. */
const quietLooks = 40;

const access = { scope: 'read', permission: 'job.read' } as const;

/** Mounts `GET /api/jobs/:id/events`; streams end when `stopping` is aborted. */
export function mountJobEvents(app: FastifyInstance, parts: MountParts, stopping: AbortSignal): void {
  app.get(
    '/api/jobs/:id/events',
    {
      ...guarded(parts, access),
      schema: { summary: 'Progress of a job as server-sent events', tags: ['jobs'], params: jobParamsSchema },
    },
    async (request, reply) => {
      const { id } = jobParamsSchema.parse(request.params);
      const caller = request.identity?.caller;
      const locale = caller?.locale ?? parts.ctx.settings.locale;
      const find = async () => {
        const job = await parts.jobs.find(id, locale);
        return caller ? jobFor(caller, job) : job;
      };
      await find();
      reply.header('content-type', 'text/event-stream; charset=utf-8').header('cache-control', 'no-store');
      return reply.send(
        Readable.from(jobEvents(find, { stopping, goesOn: stillMay(parts, request, access) })),
      );
    },
  );
}

async function* jobEvents(
  find: () => Promise<Job>,
  { stopping, goesOn }: { readonly stopping: AbortSignal; readonly goesOn: () => Promise<boolean> },
): AsyncGenerator<string> {
  let shown = '';
  let quiet = 0;
  while (!stopping.aborted && (await goesOn())) {
    const job = await find();
    const { rate: _rate, remainingSeconds: _left, ...lasting } = job;
    const now = JSON.stringify(lasting);
    if (now !== shown) yield `event: job\ndata: ${JSON.stringify(job)}\n\n`;
    else if (++quiet % quietLooks === 0) yield ': waiting\n\n';
    shown = now;
    if (job.finishedAt !== null) return;
    await sleep(lookEveryMs, undefined, { signal: stopping }).catch(() => {});
  }
}
