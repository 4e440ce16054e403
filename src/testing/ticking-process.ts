/**
 * A process that decides and sends as a server does, by the product's own ticks with their pauses after failures, for
 * tests that take its databases away. Prints `{ready: true}` (or `{code}` when the stores cannot be opened), then
 * `{done: true, failures}` once nothing is left to decide, to send or to ship; ends when its input does.
 *
 *     node src/testing/ticking-process.ts DATA PORT HOURS_AHEAD
 */
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { settleOrphans } from '../act/sender.store.ts';
import { sendReady } from '../act/sender.ts';
import { openSmtpChannel } from '../act/smtp-channel.ts';
import { createContext } from '../app/context.ts';
import { startTicker } from '../app/ticker.ts';
import { stageTicks } from '../app/wiring.ts';
import { CodedError } from '../kernel/errors.ts';
import { openStores, storesEnvironment } from '../store/open-stores.ts';
import { searchedLog } from './searched-log.ts';

const [dataFolder = '', port = '0', hoursAhead = '0'] = process.argv.slice(2);
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

const environment = storesEnvironment(process.env);
const options = { ...environment, dataFolder, machineNow: () => new Date(), log: searchedLog };
const opened = await openStores(options).catch((cause: unknown) => {
  say({ code: cause instanceof CodedError ? cause.code : String(cause) });
  process.exit(3);
});
let failures = 0;
const log = {
  ...searchedLog,
  error: (_fields: object, event: string) => {
    if (event === 'tick-failed') failures += 1;
  },
};
const ctx = createContext(opened.stores, log);
ctx.clock.setOffset(Number(hoursAhead) * 3_600_000);
const provider = openSmtpChannel({
  host: '127.0.0.1',
  port: Number(port),
  secure: false,
  maxConnections: 2,
  allowPlain: true,
});
const owner = ctx.newId();
const send = {
  channel: 'sandbox',
  provider,
  owner,
  publicUrl: 'https://x.example',
  limit: 40,
  // What a killed process had leased is not called: waiting two minutes for it would prove nothing more.
  leaseMs: 10_000,
} as const;

/** People, messages and batches on their way, and calls whose answer has not been kept yet. */
async function left(): Promise<{ waiting: number; calling: number }> {
  const { rows } = await sql<{ waiting: number; calling: number }>`
    select ((select count(*) from campaign_audience where decided_at is null)
      + (select count(*) from intents where state in ('queued', 'claimed'))
      + (select count(*) from facts_outbox where shipped_at is null))::int as waiting,
      (select count(*) from intents where state = 'calling')::int as calling`.execute(ctx.pg);
  return rows[0] ?? { waiting: 0, calling: 0 };
}

/** A call whose answer could not be kept for longer than it is tried is the next start's to settle. */
async function untilNothingIsLeft(): Promise<void> {
  for (let patience = 200; patience > 0; ) {
    const { waiting, calling } = await left().catch(() => ({ waiting: 1, calling: 0 }));
    if (waiting + calling === 0) return;
    patience = waiting > 0 ? 200 : patience - 1;
    await wait(200);
  }
}

const shared = Boolean(environment.databaseUrl && environment.clickhouseUrl);
if (!shared) await settleOrphans(ctx.pg, []);
say({ ready: true });
const ticker = startTicker(ctx, [
  ...stageTicks,
  { name: 'send', everySeconds: 1, run: async () => (await sendReady(ctx, send)).claimed },
]);
const ended = once(process.stdin, 'data');
await untilNothingIsLeft();
say({ done: true, failures });
await ended;
await ticker.stop();
await provider.close();
await opened.close();
process.stdin.destroy();
