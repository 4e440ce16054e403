/**
 * A process that puts batches of touches into the outbox of a data folder and ships them, and kills itself with
 * SIGKILL after the Nth insert into facts, before that batch is marked: the worst moment there is.
 *
 *     node src/testing/shipper-process.ts DATA BATCHES KILL_AFTER
 */
import { newId } from '../app/ids.ts';
import type { Facts } from '../store/facts/facts.ts';
import { openStores } from '../store/open-stores.ts';
import { enqueueFacts, shipOutbox } from '../store/state/outbox.ts';
import { withTransaction } from '../store/state/state-db.ts';
import { searchedLog } from './searched-log.ts';

const [dataFolder = '', batches = '1', killAfter = '1'] = process.argv.slice(2);
const at = new Date('2026-03-02T02:00:00Z');
const machineNow = () => at;

const touch = () => ({
  delivery_id: newId(),
  customer_id: newId(),
  campaign_id: newId(),
  step: 'message',
  channel: 'sandbox',
  kind: 'sent',
  occurred_at: at,
  cost: '0.1000',
});

const { stores } = await openStores({ dataFolder, machineNow, log: searchedLog });
for (let batch = 0; batch < Number(batches); batch += 1) {
  const rows = Array.from({ length: 10 }, touch);
  await withTransaction(stores.pg, trx => enqueueFacts(trx, { table: 'touches', rows, at }));
}
let inserted = 0;
const insert: Facts['insert'] = async (...given) => {
  await stores.ch.insert(...given);
  inserted += 1;
  if (inserted === Number(killAfter)) process.kill(process.pid, 'SIGKILL');
};
await shipOutbox({ pg: stores.pg, ch: { ...stores.ch, insert }, machineNow });
