/**
 * A process that looks at a watched folder and imports its files by jobs, as the server does but without its pauses, until it is
 * killed or told to close. Prints `{"seen": …, "files": …}` first and last, and `{"ended": n}` when a look ended a file.
 *
 *     node src/testing/watcher-process.ts DATA FOLDER
 */
import { setTimeout as wait } from 'node:timers/promises';
import { createContext } from '../app/context.ts';
import { openJobQueue } from '../app/job-queue.ts';
import { createJobDesk, runJob } from '../app/jobs.ts';
import { stageJobs } from '../app/wiring.ts';
import { importPaths } from '../collect/import/import-paths.ts';
import { recoverImports } from '../collect/import/run-import.ts';
import { saveMapping } from '../collect/mappings/saved-mappings.store.ts';
import { lookAtFolder, type SeenBefore } from '../collect/watch/watch-folder.store.ts';
import { findFilePage, findLiveFolders, saveFolder } from '../collect/watch/watched-folders.store.ts';
import { openStores } from '../store/open-stores.ts';
import { killedMapping } from './importer-files.ts';
import { searchedLog } from './searched-log.ts';
import { seenImports } from './seen-imports.ts';

const [dataFolder = '', name = ''] = process.argv.slice(2);
const betweenLooksMs = 50;
const system = { actorId: 'system', actorKind: 'system' } as const;
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

const { stores, close } = await openStores({ dataFolder, machineNow: () => new Date(), log: searchedLog });
const ctx = createContext(stores, searchedLog);
await recoverImports(ctx, importPaths);
if ((await findLiveFolders(ctx)).length === 0) {
  await saveMapping(ctx, { mapping: killedMapping, savedBy: null });
  await saveFolder(ctx, name, { kind: 'orders', mapping: killedMapping.name, pattern: '*', live: true });
}
const [folder] = await findLiveFolders(ctx);
if (!folder) throw new Error('the folder was just made');

async function tell() {
  const { files } = await findFilePage(ctx, { name, locale: 'en', limit: 200 });
  say({ seen: await seenImports(ctx), files });
}
await tell();

const queue = await openJobQueue(ctx);
const stopping = new AbortController();
const parts = { ctx, definitions: stageJobs, stopping: stopping.signal };
await queue.work(jobId => runJob(parts, jobId), { concurrency: 1, alone: true });
const desk = createJobDesk({ ctx, definitions: stageJobs, dispatch: queue });
const start = (input: unknown) => desk.start({ kind: 'import', input, caller: system });

let isOver = false;
process.stdin.on('data', () => (isOver = true)).on('end', () => (isOver = true));
const before: SeenBefore = new Map();
const countEnded = async () =>
  (await findFilePage(ctx, { name, locale: 'en', limit: 200 })).files.filter(file => file.state !== 'taken')
    .length;
for (let ended = await countEnded(); !isOver; await wait(betweenLooksMs)) {
  if ((await lookAtFolder(ctx, { folder, before, start })) === 0) continue;
  const now = await countEnded();
  if (now > ended) say({ ended: now });
  ended = now;
}
await tell();
stopping.abort();
await queue.stop(10_000);
await close();
process.exit(0);
