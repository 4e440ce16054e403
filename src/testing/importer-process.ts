/**
 * A process that settles what an earlier one left of its imports, says what readers see, and imports one small orders
 * file after another until it is killed, for tests that do so. Prints `{"seen": …}` first, then `{"committed": n}`.
 *
 *     node src/testing/importer-process.ts DATA FILES
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createContext } from '../app/context.ts';
import { importPaths } from '../collect/import/import-paths.ts';
import { recoverImports, runImport } from '../collect/import/run-import.ts';
import { openStores } from '../store/open-stores.ts';
import { killedMapping, ordersFile } from './importer-files.ts';
import { searchedLog } from './searched-log.ts';
import { seenImports } from './seen-imports.ts';

const [dataFolder = '', files = '0'] = process.argv.slice(2);
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

const { stores } = await openStores({ dataFolder, machineNow: () => new Date(), log: searchedLog });
const ctx = createContext(stores, searchedLog);
await recoverImports(ctx, importPaths);

const seen = await seenImports(ctx);
say({ seen });

const done = new Set(seen.ledger.map(row => row.file_name));
await mkdir(ctx.stagingFolder, { recursive: true });
for (let n = 0; n < Number(files); n += 1) {
  const fileName = `file-${n}`;
  if (done.has(fileName)) continue;
  const path = join(ctx.stagingFolder, fileName);
  await writeFile(path, ordersFile(n));
  const upload = { path, fileName, sha256: String(n).padStart(64, '0') };
  await runImport(ctx, importPaths, {
    importId: ctx.newId(),
    kind: 'orders',
    mapping: killedMapping,
    dryRun: false,
    createdBy: null,
    upload,
  });
  say({ committed: fileName });
}
