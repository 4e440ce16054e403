/** A real listening server over a test's stores, and a client that speaks to it as a browser or a program would. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { type ChannelDesk, createChannelDesk } from '../app/channel-desk.ts';
import { watchDisk } from '../app/health/disk.ts';
import { buildServer } from '../app/http/server.ts';
import { createInlineDispatch } from '../app/job-queue.ts';
import { createJobDesk, type JobDesk, runJob } from '../app/jobs.ts';
import { allRoutes, stageJobs } from '../app/wiring.ts';
import type { AnyJob } from '../records/job-definition.ts';
import type { AnyRoute } from '../records/route.ts';
import type { StoreContext } from '../store/context.ts';
import { searchText } from './leaks.ts';

export interface TestServer {
  readonly url: string;
  readonly localToken: string;
  readonly app: FastifyInstance;
  readonly desk: JobDesk;
  /** Waits until every job started so far has ended. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export interface TestServerExtras {
  readonly routes?: readonly AnyRoute<StoreContext>[];
  readonly jobs?: readonly AnyJob<StoreContext>[];
  /** Open channels, for tests that send. */
  readonly channels?: ChannelDesk;
  /** As behind so many proxies, the first of which terminates TLS. */
  readonly proxies?: number;
  /** Where a built console lies, for tests with a browser. */
  readonly consoleFolder?: string;
  /** More than any disk has: a disk that is nearly full. */
  readonly diskReserveBytes?: number;
}

/** Listens on a free port of the loopback with all routes of the house and the extra ones of the test. */
export async function testHttp(ctx: StoreContext, extras: TestServerExtras = {}): Promise<TestServer> {
  const stopping = new AbortController();
  const definitions = [...stageJobs, ...(extras.jobs ?? [])];
  const dispatch = createInlineDispatch(jobId =>
    runJob({ ctx, definitions, stopping: stopping.signal }, jobId),
  );
  const desk = createJobDesk({ ctx, definitions, dispatch });
  const disk = watchDisk(ctx, extras.diskReserveBytes ?? 0);
  const localToken = randomBytes(24).toString('base64url');
  const app = await buildServer({
    ctx,
    jobs: desk,
    routes: [
      ...allRoutes({ useSettings: () => {}, disk }, desk, extras.channels ?? createChannelDesk()),
      ...(extras.routes ?? []),
    ],
    disk,
    localToken,
    consoleFolder: extras.consoleFolder ?? import.meta.dirname,
    stopping: stopping.signal,
    proxies: extras.proxies ?? 0,
  });
  searchReplies(app);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    localToken,
    app,
    desk,
    idle: dispatch.idle,
    async close() {
      stopping.abort();
      await dispatch.idle();
      await app.close();
    },
  };
}

/** Searches what may hold no contact data whoever asks: addresses that were answered, redirects, errors, metrics. */
function searchReplies(app: FastifyInstance): void {
  app.server.prependListener('request', (request: IncomingMessage, reply: ServerResponse) => {
    const { url = '' } = request;
    const end = reply.end.bind(reply) as (...args: unknown[]) => ServerResponse;
    reply.end = (...args: unknown[]) => {
      const status = reply.statusCode;
      if (status < 400) searchText(`address of a ${request.method}`, url);
      searchText(`redirect of a ${request.method}`, String(reply.getHeader('location') ?? ''));
      const isOpen = status >= 400 || url.endsWith('/metrics');
      if (isOpen && typeof args[0] === 'string') searchText(`a reply with ${status}`, args[0]);
      return end(...args);
    };
  });
}
