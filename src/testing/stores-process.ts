/**
 * A process of its own that opens all stores of a data folder (environment as for the product) and holds them until
 * `close` on stdin. Prints `{pid, settings, fingerprint}` or `{code}`.
 *
 *     node src/testing/stores-process.ts DATA
 */
import { once } from 'node:events';
import { CodedError } from '../kernel/errors.ts';
import { openStores, storesEnvironment } from '../store/open-stores.ts';
import { searchedLog } from './searched-log.ts';

const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function main(): Promise<void> {
  const { stores, close } = await openStores({
    ...storesEnvironment(process.env),
    dataFolder: process.argv[2] ?? '',
    machineNow: () => new Date(0),
    log: searchedLog,
  });
  print({ pid: process.pid, settings: stores.settings, fingerprint: stores.keys.fingerprint });
  await once(process.stdin, 'data');
  await close();
  process.stdin.destroy();
}

main().catch((cause: unknown) => {
  print({ code: cause instanceof CodedError ? cause.code : String(cause) });
  process.exitCode = 1;
});
