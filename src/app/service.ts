/**
 * A whole running server: stores, jobs, ticks, channels and HTTP, opened in an order in which each finds what it
 * needs, and closed in reverse within ten seconds. `serve` and the demo both run one.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { importPaths } from '../collect/import/import-paths.ts';
import { recoverImports } from '../collect/import/run-import.ts';
import { badInput, unavailable } from '../kernel/errors.ts';
import type { Logger } from '../kernel/log.ts';
import type { KeyFile } from '../store/key-file.ts';
import { openStores, storesEnvironment } from '../store/open-stores.ts';
import { clearUploads } from '../store/staging.ts';
import { loadClockOffset } from '../store/state/settings.store.ts';
import { createChannelDesk } from './channel-desk.ts';
import { type AppContext, createContext } from './context.ts';
import { watchState } from './health/store-watch.ts';
import { buildServer } from './http/server.ts';
import { spoolBytesOf } from './http/tracking.ts';
import { type JobQueue, openJobQueue } from './job-queue.ts';
import { createJobDesk, type JobDesk, runJob } from './jobs.ts';
import { watchKeys } from './keys/watch-keys.ts';
import { projectFolder } from './product-version.ts';
import { openScheduleBook } from './schedules.store.ts';
import { openSenders, type Senders } from './senders.ts';
import { startTicker } from './ticker.ts';
import { allJobs, allRoutes, allTicks } from './wiring.ts';

export type Role = 'all' | 'api' | 'worker';

export interface ServiceOptions {
  readonly dataFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly role: Role;
  readonly host: string;
  readonly port: number;
  readonly log: Logger;
  /** The demo calls the ticks itself, because it moves the clock. */
  readonly withoutTicks?: boolean;
  /** What ids and a new folder's keys are made from; chance unless given. */
  readonly origin?: { readonly keys: KeyFile; readonly ids: () => string } | undefined;
}

export interface Service {
  readonly url: string;
  readonly ctx: AppContext;
  readonly desk: JobDesk;
  readonly app: FastifyInstance;
  readonly senders: Senders | null;
  readonly localToken: string;
  /** Resolves when the embedded PostgreSQL has ended by itself; only a new start helps then. */
  readonly stateEnded: Promise<void>;
  /** Starts the ticks that `withoutTicks` left out. */
  startTicks(): void;
  close(): Promise<void>;
}

const jobsAtOnce = 2;
const waitForJobsMs = 5_000;
const askForRoomMs = 2_000;
const uploadLifeMs = 3 * 86_400_000;
const leftUploads = (now: Date) => ({ olderThan: new Date(now.getTime() - uploadLifeMs), now });
export const consoleFolder = join(projectFolder, 'console', 'dist');

/** Opens everything and listens. Throws `port-taken`, `role-needs-servers` and what the stores throw; closes what was open. */
export async function openService(options: ServiceOptions): Promise<Service> {
  await requireFreePort(options);
  const undo: (() => Promise<void>)[] = [];
  const close = async () => {
    for (let release = undo.pop(); release; release = undo.pop()) {
      await release().catch((cause: unknown) => options.log.error({ cause }, 'close-failed'));
    }
  };
  try {
    return { ...(await openAll(options, undo)), close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

type Undo = (() => Promise<void>)[];

const ownStores = ({ dataFolder, log, origin }: ServiceOptions) => ({
  dataFolder,
  log,
  firstKeys: origin?.keys,
});

async function openAll(options: ServiceOptions, undo: Undo): Promise<Omit<Service, 'close'>> {
  const { log, role, host, port, env } = options;
  const store = storesEnvironment(env);
  const alone = !(store.databaseUrl && store.clickhouseUrl);
  if (role !== 'all' && alone) throw badInput('role-needs-servers', { path: '--role', received: role });
  const machineNow = () => new Date();
  const { promise: stateEnded, resolve: onStateEnded } = Promise.withResolvers<void>();
  const opened = await openStores({ ...store, ...ownStores(options), machineNow, onStateEnded });
  undo.push(opened.close);
  const ctx = createContext(opened.stores, log, { env, ids: options.origin?.ids });
  const watch = watchState(ctx);
  undo.push(watch.stop);
  if (!alone) undo.push(watchKeys(ctx).stop);
  await clearUploads(ctx.stagingFolder, leftUploads(machineNow()));
  const stopping = new AbortController();
  const queue = await openJobQueue(ctx);
  undo.push(() => queue.stop(waitForJobsMs));
  const desk = createJobDesk({ ctx, definitions: allJobs(ctx), dispatch: queue });
  const channels = createChannelDesk();
  const localToken = randomBytes(32).toString('base64url');
  const app = await buildServer({
    ctx,
    jobs: desk,
    routes: role === 'worker' ? [] : allRoutes(ctx, desk, channels),
    disk: ctx.disk,
    isStateDown: watch.isStateDown,
    localToken,
    consoleFolder,
    stopping: stopping.signal,
    takesEvents: role !== 'worker',
    mostSpoolBytes: spoolBytesOf(env),
    proxies: Number(/^\d$/.exec(env['REKINDLE_TRUST_PROXY'] ?? '')?.[0] ?? 0),
  });
  const url = await listen(app, host, port);
  undo.push(() => app.close());
  undo.push(async () => stopping.abort());
  const worker =
    role === 'api'
      ? null
      : await startWorking({ ctx, queue, desk, url, alone, env, undo, stopping: stopping.signal });
  if (worker) channels.use(worker.senders.providers);
  await opened.stores.announce({ url, token: localToken });
  if (worker && !options.withoutTicks) worker.startTicks();
  return {
    url,
    ctx,
    desk,
    app,
    senders: worker?.senders ?? null,
    localToken,
    stateEnded,
    startTicks: () => worker?.startTicks(),
  };
}

interface Working {
  readonly ctx: AppContext;
  readonly queue: JobQueue;
  readonly desk: JobDesk;
  readonly url: string;
  readonly alone: boolean;
  readonly env: ServiceOptions['env'];
  readonly undo: Undo;
  readonly stopping: AbortSignal;
}

async function startWorking({ ctx, queue, desk, url, alone, env, undo, stopping }: Working) {
  await recoverImports(ctx, importPaths, { alone });
  const run = async (jobId: string) => {
    await untilRoom(ctx, stopping);
    if (!stopping.aborted) await runJob({ ctx, definitions: allJobs(ctx), stopping }, jobId);
  };
  await queue.work(run, {
    concurrency: jobsAtOnce,
    alone,
  });
  const senders = await openSenders({ ctx, ownUrl: url, smtpUrl: env['REKINDLE_SMTP_URL'], alone });
  undo.push(senders.close);
  const clockTick = {
    name: 'clock',
    everySeconds: 5,
    evenWhileDiskLow: true as const,
    run: () => followClock(ctx),
  };
  return {
    senders,
    startTicks: () => {
      const book = openScheduleBook(ctx);
      undo.push(book.close);
      const parts = { book, requireRoom: ctx.disk.requireRoom };
      const ticker = startTicker(ctx, [...allTicks(desk), ...senders.ticks, clockTick], parts);
      undo.push(() => {
        senders.stop();
        return ticker.stop();
      });
    },
  };
}

/** A job that is queued waits in its place until the disk has room again. */
async function untilRoom({ disk }: AppContext, stopping: AbortSignal): Promise<void> {
  const hasRoom = () =>
    disk.requireRoom().then(
      () => true,
      () => false,
    );
  while (!stopping.aborted && !(await hasRoom()))
    await sleep(askForRoomMs, undefined, { signal: stopping }).catch(() => {});
}

/** Another process may have moved domain time. */
async function followClock(ctx: AppContext): Promise<number> {
  ctx.clock.setOffset(await loadClockOffset(ctx.pg));
  return 0;
}

/** Listens and returns the address people can open. Throws `port-taken`. */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  await app.listen({ host, port }).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'EADDRINUSE' ? portTaken(port, cause) : cause;
  });
  const address = app.server.address();
  const listening = typeof address === 'object' && address ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${listening}`;
}

const portTaken = (port: number, cause?: unknown) =>
  badInput('port-taken', { path: '--port', received: String(port), params: { port }, cause });

/** Asks before the stores are opened: a taken port should cost no start of two databases. */
function requireFreePort({ host, port }: ServiceOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (cause: NodeJS.ErrnoException) => {
      reject(cause.code === 'EADDRINUSE' ? portTaken(port, cause) : hostRefused(host, cause));
    });
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve()));
  });
}

const hostRefused = (host: string, cause: NodeJS.ErrnoException) =>
  unavailable('host-refused', {
    path: '--host',
    received: host,
    params: { host, reason: cause.code ?? '' },
    cause,
  });
