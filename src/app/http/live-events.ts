/**
 * `GET /api/events/live`: the newest events of this process, and as server-sent events those that follow. A stream ends after
 * some minutes, so that whoever may no longer watch is asked again; browsers come back by themselves.
 */
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { LiveEvents, Watcher } from '../../collect/track/live-events.ts';
import { type LiveEvent, liveEventList, liveEventQuery } from '../../records/live-event.ts';
import { guarded, type MountParts, stillMay } from './mount-route.ts';

const lookEveryMs = 250;
/** A comment this often keeps proxies from closing a quiet stream, and finds out that nobody listens. */
const quietLooks = 60;
const longestMs = 5 * 60_000;

const access = { scope: 'read', permission: 'event.read' } as const;

/** Mounts the route; streams end when `stopping` is aborted. */
export function mountLiveEvents(
  app: FastifyInstance,
  parts: MountParts & { readonly stopping: AbortSignal },
  live: LiveEvents,
): void {
  app.get(
    '/api/events/live',
    {
      ...guarded(parts, access),
      schema: {
        summary: 'Events as they arrive at this process; with Accept: text/event-stream as a stream',
        tags: ['events'],
        querystring: liveEventQuery,
        response: { 200: liveEventList },
      },
    },
    async (request, reply) => {
      const filter = request.query as ReturnType<typeof liveEventQuery.parse>;
      const recent = live.recent(filter);
      if (!/\btext\/event-stream\b/.test(request.headers.accept ?? '')) return { events: recent };
      const watcher = live.watch(filter);
      reply
        .header('content-type', 'text/event-stream; charset=utf-8')
        .header('cache-control', 'no-store')
        .serializer((text: unknown) => text as string);
      return reply.send(
        Readable.from(
          stream({ watcher, recent, stopping: parts.stopping, goesOn: stillMay(parts, request, access) }),
        ),
      );
    },
  );
}

interface Stream {
  readonly watcher: Watcher;
  readonly recent: readonly LiveEvent[];
  readonly stopping: AbortSignal;
  readonly goesOn: () => Promise<boolean>;
}

const message = (name: string, data: unknown) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

async function* stream({ watcher, recent, stopping, goesOn }: Stream): AsyncGenerator<string> {
  const ends = performance.now() + longestMs;
  let quiet = 0;
  try {
    yield message('events', recent);
    while (!stopping.aborted && performance.now() < ends && (await goesOn())) {
      const { events, lost } = watcher.take();
      if (lost > 0) yield message('lost', lost);
      if (events.length > 0) yield message('events', events);
      else if (++quiet % quietLooks === 0) yield ': quiet\n\n';
      await sleep(lookEveryMs, undefined, { signal: stopping }).catch(() => {});
    }
  } finally {
    watcher.close();
  }
}
