/**
 * A process whose stores are never quiet: it imports one orders file after another, puts touches into the outbox and
 * ships them, and meanwhile makes backups, for tests of what such a copy holds. Prints `{"backup": path}` for each.
 *
 *     node src/testing/busy-process.ts DATA OUT BACKUPS
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createContext } from '../app/context.ts';
import { withImportLock } from '../collect/import/import-lock.store.ts';
import { importPaths } from '../collect/import/import-paths.ts';
import { runImport } from '../collect/import/run-import.ts';
import { makeBackup } from '../store/backup/make-backup.ts';
import { openStores } from '../store/open-stores.ts';
import { enqueueFacts, shipOutbox } from '../store/state/outbox.ts';
import { withTransaction } from '../store/state/state-db.ts';
import { killedMapping, ordersFile } from './importer-files.ts';
import { searchedLog } from './searched-log.ts';

const [dataFolder = '', out = '', backups = '1'] = process.argv.slice(2);
const { stores, close } = await openStores({ dataFolder, machineNow: () => new Date(), log: searchedLog });
const ctx = createContext(stores, searchedLog);
await mkdir(ctx.stagingFolder, { recursive: true });
let over = false;

async function importing(): Promise<void> {
  for (let n = 0; !over; n += 1) {
    const fileName = `file-${n}`;
    const path = join(ctx.stagingFolder, fileName);
    await writeFile(path, ordersFile(n));
    const upload = { path, fileName, sha256: String(n).padStart(64, '0') };
    const order = { kind: 'orders', mapping: killedMapping, dryRun: false, createdBy: null, upload } as const;
    await runImport(ctx, importPaths, { importId: ctx.newId(), ...order });
  }
}

/** One touch a batch, numbered in `step`: a reader can tell what is missing and what is there twice. */
async function enqueueing(): Promise<void> {
  for (let n = 0; !over; n += 1) {
    const at = ctx.now();
    const touch = { delivery_id: ctx.newId(), customer_id: ctx.newId(), campaign_id: ctx.newId() };
    const rows = [
      { ...touch, step: `n${n}`, channel: 'sandbox', kind: 'sent', occurred_at: at, cost: '0.1' },
    ];
    await withTransaction(ctx.pg, trx => enqueueFacts(trx, { table: 'touches', rows, at }));
    await pause(2);
  }
}

async function shipping(): Promise<void> {
  while (!over) {
    await shipOutbox(ctx);
    await pause(3);
  }
}

async function backingUp(): Promise<void> {
  for (let n = 0; n < Number(backups); n += 1) {
    await pause(700);
    const path = join(out, String(n));
    const wrappedKeys = await ctx.keys.wrapped('correct horse battery staple');
    const whileNobodyImports = <T>(work: () => Promise<T>) => withImportLock(ctx, work);
    await makeBackup(ctx, { out: path, wrappedKeys, product: 'test', whileNobodyImports });
    process.stdout.write(`${JSON.stringify({ backup: path })}\n`);
  }
  over = true;
}

await Promise.all([importing(), enqueueing(), shipping(), backingUp()]);
await close();
process.stdout.write(`${JSON.stringify({ over: true })}\n`);
