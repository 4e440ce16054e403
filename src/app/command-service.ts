/**
 * The product for the length of one command: the stores opened by the command itself, jobs run at once in this
 * process, the API on a free loopback port known to nobody else. No ticks and no channels: a command sends nothing.
 */
import { randomBytes } from 'node:crypto';
import type { Logger } from '../kernel/log.ts';
import { openStores, storesEnvironment } from '../store/open-stores.ts';
import { sealAll } from '../store/state/audit-seal.store.ts';
import { shipOutbox } from '../store/state/outbox.ts';
import { createChannelDesk } from './channel-desk.ts';
import { type AppContext, createContext } from './context.ts';
import { buildServer } from './http/server.ts';
import { createInlineDispatch } from './job-queue.ts';
import { createJobDesk, runJob } from './jobs.ts';
import { consoleFolder, listen } from './service.ts';
import { allRoutes, stageJobs } from './wiring.ts';

export interface CommandService {
  readonly url: string;
  readonly localToken: string;
  readonly ctx: AppContext;
  close(): Promise<void>;
}

export interface CommandServiceOptions {
  readonly dataFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Logger;
}

/** Opens the folder (about 1 s) and serves the API to this process. Throws what the stores throw. */
export async function openCommandService(options: CommandServiceOptions): Promise<CommandService> {
  const { dataFolder, env, log } = options;
  const machineNow = () => new Date();
  const opened = await openStores({ ...storesEnvironment(env), dataFolder, machineNow, log });
  try {
    const ctx = createContext(opened.stores, log, env);
    const stopping = new AbortController();
    const definitions = stageJobs;
    const dispatch = createInlineDispatch(jobId =>
      runJob({ ctx, definitions, stopping: stopping.signal }, jobId),
    );
    const desk = createJobDesk({ ctx, definitions, dispatch });
    const localToken = randomBytes(32).toString('base64url');
    const routes = allRoutes(ctx, desk, createChannelDesk());
    const app = await buildServer({
      ctx,
      jobs: desk,
      disk: ctx.disk,
      routes,
      localToken,
      consoleFolder,
      stopping: stopping.signal,
    });
    const url = await listen(app, '127.0.0.1', 0);
    const close = async () => {
      await app.close();
      await dispatch.idle();
      await sealAll(ctx).catch((cause: unknown) => log.warn({ cause }, 'audit-not-sealed'));
      await shipOutbox(ctx).catch((cause: unknown) => log.warn({ cause }, 'outbox-not-shipped'));
      await opened.close();
    };
    return { url, localToken, ctx, close };
  } catch (cause) {
    await opened.close();
    throw cause;
  }
}
