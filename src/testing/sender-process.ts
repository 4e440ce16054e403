/**
 * A process that decides and sends everything due in a data folder over a given SMTP port, for tests that kill it.
 * Prints `{"ready":true}` when the stores are open and `{"done":true}` when nothing is left.
 *
 *     node src/testing/sender-process.ts DATA PORT HOURS_AHEAD MACHINE_SECONDS_AHEAD
 *
 * The machine's clock runs ahead by the last argument, so that leases of killed processes have ended.
 */
import { campaignTick } from '../act/campaign-tick.job.ts';
import { settleOrphans } from '../act/sender.store.ts';
import { sendReady } from '../act/sender.ts';
import { openSmtpChannel } from '../act/smtp-channel.ts';
import { createContext } from '../app/context.ts';
import { openStores } from '../store/open-stores.ts';
import { shipOutbox } from '../store/state/outbox.ts';
import { searchedLog } from './searched-log.ts';

const [dataFolder = '', port = '0', hoursAhead = '0', machineAhead = '0'] = process.argv.slice(2);
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

const { stores, close } = await openStores({ dataFolder, machineNow: () => new Date(), log: searchedLog });
const ctx = createContext(stores, searchedLog);
ctx.clock.setOffset(Number(hoursAhead) * 3_600_000);
const later = { ...ctx, machineNow: () => new Date(Date.now() + Number(machineAhead) * 1000) };
const provider = openSmtpChannel({
  host: '127.0.0.1',
  port: Number(port),
  secure: false,
  maxConnections: 2,
  allowPlain: true,
});
say({ ready: true });
await settleOrphans(ctx.pg, []);
for (;;) {
  const { decided } = await campaignTick(later);
  const options = {
    channel: 'sandbox',
    provider,
    owner: ctx.newId(),
    publicUrl: 'https://x.example',
    limit: 40,
  } as const;
  const { claimed } = await sendReady(later, options);
  await shipOutbox(ctx);
  if (decided === 0 && claimed === 0) break;
}
await provider.close();
await close();
say({ done: true });
