/**
 * A process of its own that opens the state of a data folder and then does as its input says: for tests that kill
 * it, or that need a second owner. Prints one JSON line when open (or failed): `{pid, server, socketFolder}` or
 * `{code}`. `close` on stdin closes and ends it.
 *
 *     node src/testing/state-process.ts DATA [ELSEWHERE]
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { CodedError } from '../kernel/errors.ts';
import { claimFolder } from '../store/folder.ts';
import { openState } from '../store/state/open-state.ts';
import { loadPostmaster } from '../store/state/postmaster-file.ts';
import { saveSetting } from '../store/state/settings.store.ts';
import { searchedLog } from './searched-log.ts';

const [dataFolder = '', elsewhere] = process.argv.slice(2);
const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function main(): Promise<void> {
  const claim = await claimFolder(dataFolder);
  const options = { dataFolder: claim.folder, elsewhere, machineNow: () => new Date(0), log: searchedLog };
  const state = await openState(options);
  await saveSetting(state.db, 'written', 'before');
  const socketFolder = 'socketFolder' in state.address ? state.address.socketFolder : '';
  const running = await loadPostmaster(join(socketFolder, '..', 'pgdata')).catch(() => null);
  print({ pid: process.pid, uid: process.getuid?.(), server: running?.pid ?? 0, socketFolder });
  await once(process.stdin, 'data');
  await state.close();
  await claim.release();
  process.stdin.destroy();
}

main().catch((cause: unknown) => {
  print({ code: cause instanceof CodedError ? cause.code : String(cause) });
  process.exitCode = 1;
});
