/**
 * The embedded server kept alive: one that ended without being asked to (killed, out of memory) is started again at
 * the same place, so that the pool finds it and waiting work goes on.
 */
import type { Logger } from '../../kernel/log.ts';
import { type PostgresServer, startServer } from './postgres-server.ts';
import { pause } from './postmaster-file.ts';
import { isDiskShort } from './state-failure.ts';
import type { StateHome } from './state-home.ts';

export interface KeptServer {
  readonly socketFolder: string;
  /** Called after each unplanned end, when the server answers again. */
  onBack(work: () => Promise<void>): void;
  /** Stops it for good; safe to call twice. */
  stop(): Promise<void>;
}

/**
 * PostgreSQL 18 begins again by itself after a backend was killed, but may then hang for ever: when its recovery is
 * killed too, or when it is asked to stop meanwhile. It ends instead, and is started anew.
 */
const settings = { restart_after_crash: 'off' };
const firstPauseMs = 200;
/** With doubling pauses about half a minute in all. */
const mostTries = 8;
/** A full disk is waited for as long as it takes. */
const fullPauseMs = 1_000;

/** Starts the server and keeps it running until `stop`; tells `onServerEnded` when it would not start again. */
export async function keepServer(
  home: StateHome,
  { log, onServerEnded }: { log: Logger; onServerEnded?: (() => void) | undefined },
): Promise<KeptServer> {
  let server: PostgresServer = await startServer(home, { settings });
  const { socketFolder } = server;
  let isStopping = false;
  let afterwards: () => Promise<void> = async () => {};
  const bringBack = async (): Promise<boolean> => {
    for (let tries = 0; tries < mostTries && !isStopping; tries += isDiskShort(home.folder) ? 0 : 1) {
      try {
        server = await startServer(home, { settings, socketFolder });
        log.warn({ pid: server.pid }, 'state-server-started-again');
        await afterwards().catch((cause: unknown) => log.error({ cause }, 'state-not-owned-again'));
        return true;
      } catch (cause) {
        log.error({ cause }, 'state-server-not-started');
        await pause(isDiskShort(home.folder) ? fullPauseMs : firstPauseMs * 2 ** tries);
      }
    }
    return false;
  };
  const keep = async () => {
    while (!isStopping) {
      await server.ended;
      if (isStopping) return;
      log.error({ pid: server.pid }, 'state-server-ended');
      if (!(await bringBack())) return isStopping ? undefined : onServerEnded?.();
    }
  };
  const kept = keep();
  return {
    socketFolder,
    onBack: work => {
      afterwards = work;
    },
    async stop() {
      isStopping = true;
      await server.stop();
      await kept;
      // One that came back while it was being stopped.
      await server.stop();
    },
  };
}
