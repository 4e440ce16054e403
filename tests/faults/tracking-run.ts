/** A program that tracks as SDKs do, and what the stores hold of it afterwards. */
import { createContext } from '../../src/app/context.ts';
import { factsSql } from '../../src/store/facts/sql.ts';
import { openStores, type StoresOptions } from '../../src/store/open-stores.ts';
import { openSpool, spoolFolderOf } from '../../src/store/spool/spool.ts';
import { searchedLog } from '../../src/testing/searched-log.ts';

export interface Server {
  readonly url: string;
  readonly token: string;
}

export interface Tracker {
  /** Message ids the server has acknowledged. */
  readonly acknowledged: Set<string>;
  /** Message ids that ever left this program. */
  readonly sent: Set<string>;
  /** Replies other than 200, by status; `0` where none came. */
  readonly refusals: Map<number, number>;
  /** Ends the lanes; each sends its last batch until it is acknowledged. */
  finish(): Promise<void>;
}

const lanes = 4;
const perBatch = 20;

/**
 * Lanes that send batches of 20 and send each again, with another `sentAt`, until it is acknowledged. `server` tells
 * where to; it waits while there is none.
 */
export function startTracking(server: () => Promise<Server>): Tracker {
  const tracker = {
    acknowledged: new Set<string>(),
    sent: new Set<string>(),
    refusals: new Map<number, number>(),
  };
  let ending = false;
  let number = 0;
  const post = async (body: object): Promise<number> => {
    const { url, token } = await server();
    const reply = await fetch(`${url}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    }).catch(() => null);
    await reply?.arrayBuffer().catch(() => null);
    return reply?.status ?? 0;
  };
  const lane = async () => {
    while (!ending) {
      const batch = Array.from({ length: perBatch }, () => {
        number += 1;
        const timestamp = new Date().toISOString();
        return {
          type: 'track',
          event: 'Tracked',
          userId: `u${number % 97}`,
          messageId: `m${number}`,
          timestamp,
          properties: { number },
        };
      });
      for (const { messageId } of batch) tracker.sent.add(messageId);
      for (;;) {
        const status = await post({ batch, sentAt: new Date().toISOString() });
        if (status === 200) break;
        tracker.refusals.set(status, (tracker.refusals.get(status) ?? 0) + 1);
        await new Promise(resolve => setTimeout(resolve, 50));
      }
      for (const { messageId } of batch) tracker.acknowledged.add(messageId);
    }
  };
  const running = Promise.all(Array.from({ length: lanes }, lane));
  return {
    ...tracker,
    async finish() {
      ending = true;
      await running;
    },
  };
}

export interface Stored {
  readonly ids: readonly string[];
  readonly spooledBytes: number;
}

/** The message ids in the facts store as everybody reads them, repeats included, in order. */
export async function storedEvents(
  dataFolder: string,
  servers: Pick<StoresOptions, 'clickhouseUrl'> = {},
): Promise<Stored> {
  const { stores, close } = await openStores({
    dataFolder,
    ...servers,
    machineNow: () => new Date(),
    log: searchedLog,
  });
  try {
    const ctx = createContext(stores, searchedLog);
    const spool = await openSpool({ folder: spoolFolderOf(ctx), mostBytes: 0, log: searchedLog });
    const rows = await ctx.ch.query<{ id: string }>(
      factsSql`select message_id as id from events where event = 'Tracked' order by id settings final = 1`,
      { tag: 'test.events' },
    );
    return { ids: rows.map(({ id }) => id), spooledBytes: spool.bytes() };
  } finally {
    await close();
  }
}

/** What a server's health says of its spool. */
export async function healthOf({ url, token }: Server): Promise<string> {
  const reply = await fetch(`${url}/api/health`, { headers: { authorization: `Bearer ${token}` } });
  const { checks } = (await reply.json()) as { checks: { name: string; status: string }[] };
  return checks.find(({ name }) => name === 'spool')?.status ?? '';
}
