/**
 * Server-sent events of one job: its state at once, again whenever it changes, and the end of the stream when the
 * job has ended. Reads the row (0.3 ms), so any process may answer for a job that runs in another.
 */

import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Locale } from '../../kernel/settings.ts';
import { jobParamsSchema } from '../../records/job.ts';
import type { JobDesk } from '../jobs.ts';
import { guarded, type MountParts } from './mount-route.ts';

const lookEveryMs = 400;
/** A comment line this often keeps proxies from closing a quiet stream. */
const quietLooks = 40;

/** Mounts `GET /api/jobs/:id/events`; streams end when `stopping` is aborted. */
export function mountJobEvents(app: FastifyInstance, parts: MountParts, stopping: AbortSignal): void {
  app.get(
    '/api/jobs/:id/events',
    {
      ...guarded(parts, { scope: 'read', permission: 'job.read' }),
      schema: { summary: 'Progress of a job as server-sent events', tags: ['jobs'], params: jobParamsSchema },
    },
    async (request, reply) => {
      const { id } = jobParamsSchema.parse(request.params);
      const locale = request.identity?.caller.locale ?? parts.ctx.settings.locale;
      await parts.jobs.find(id, locale);
      reply.header('content-type', 'text/event-stream; charset=utf-8').header('cache-control', 'no-store');
      return reply.send(Readable.from(jobEvents({ desk: parts.jobs, id, locale, stopping })));
    },
  );
}

async function* jobEvents(input: {
  readonly desk: JobDesk;
  readonly id: string;
  readonly locale: Locale;
  readonly stopping: AbortSignal;
}): AsyncGenerator<string> {
  const { desk, id, locale, stopping } = input;
  let shown = '';
  let quiet = 0;
  while (!stopping.aborted) {
    const job = await desk.find(id, locale);
    const { rate: _rate, remainingSeconds: _left, ...lasting } = job;
    const now = JSON.stringify(lasting);
    if (now !== shown) yield `event: job\ndata: ${JSON.stringify(job)}\n\n`;
    else if (++quiet % quietLooks === 0) yield ': waiting\n\n';
    shown = now;
    if (job.finishedAt !== null) return;
    await sleep(lookEveryMs, undefined, { signal: stopping }).catch(() => {});
  }
}
