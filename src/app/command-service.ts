/**
 * The product for the length of one command: the stores opened by the command itself, jobs run at once in this
 * process, the API on a free loopback port known to nobody else. No ticks and no channels: a command sends nothing.
 */
import { randomBytes } from 'node:crypto';
import { importPaths } from '../collect/import/import-paths.ts';
import { recoverImports } from '../collect/import/run-import.ts';
import type { Logger } from '../kernel/log.ts';
import { openStores, storesEnvironment } from '../store/open-stores.ts';
import { sealAll } from '../store/state/audit-seal.store.ts';
import { shipOutbox } from '../store/state/outbox.ts';
import { createChannelDesk } from './channel-desk.ts';
import { type AppContext, createContext } from './context.ts';
import { buildServer } from './http/server.ts';
import { createInlineDispatch } from './job-queue.ts';
import { recoverJobs } from './jobs.store.ts';
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
  const store = storesEnvironment(env);
  const opened = await openStores({ ...store, dataFolder, machineNow, log });
  try {
    const ctx = createContext(opened.stores, log, { env });
    await settleLeftovers(ctx, { alone: !(store.databaseUrl && store.clickhouseUrl) }).catch(
      (cause: unknown) => log.warn({ cause }, 'leftovers-not-settled'),
    );
    const stopping = new AbortController();
    const definitions = stageJobs;
    const dispatch = createInlineDispatch(jobId =>
      runJob({ ctx, definitions, stopping: stopping.signal, isOnlyTry: true }, jobId),
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
      // The command's own outcome stands, whatever letting go of a broken store says.
      await opened.close().catch((cause: unknown) => log.error({ cause }, 'close-failed'));
    };
    return { url, localToken, ctx, close };
  } catch (cause) {
    await opened.close();
    throw cause;
  }
}

/** What processes that are gone have left. Jobs of a server wait for the next one, which begins them again. */
async function settleLeftovers(ctx: AppContext, { alone }: { readonly alone: boolean }): Promise<void> {
  await recoverImports(ctx, importPaths, { alone });
  if (alone) await recoverJobs(ctx, { deadBefore: ctx.machineNow() });
}
