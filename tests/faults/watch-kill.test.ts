/**
 * A process killed at random moments while it takes the files of a watched folder: each file is taken in once, its report is
 * right, and none is left lying. `REKINDLE_WATCH_KILLS` is the number of kills.
 */
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect, onTestFinished, test } from 'vitest';
import type { WatchedFile } from '../../src/records/watched-folder.ts';
import { startChild } from '../../src/testing/child-process.ts';
import { ordersFile } from '../../src/testing/importer-files.ts';
import { scratchFolder } from '../../src/testing/scratch-folder.ts';
import type { SeenImports } from '../../src/testing/seen-imports.ts';
import { momentsWithin } from './kills.ts';
import { expectWholeImports } from './whole-imports.ts';

const script = join(import.meta.dirname, '..', '..', 'src', 'testing', 'watcher-process.ts');
const kills = Number(process.env.REKINDLE_WATCH_KILLS ?? 2);
/** A process ends one file and is killed within the next, so that no file meets three kills, which would fail its job. */
const files = 2 * kills + 2;
const longAgoMs = 60_000;

type Line = { seen?: SeenImports; files?: readonly WatchedFile[]; ended?: number };

test(`kill -9 at ${kills} moments of taking a folder's files: each is taken in once`, async () => {
  const dataFolder = join(await scratchFolder(), 'data');
  const inbox = join(dataFolder, 'inbox', 'till');
  const start = async () => {
    const child = startChild(script, [dataFolder, 'till']);
    onTestFinished(() => child.kill('SIGKILL'));
    const { seen, files: listed = [] } = await child.line<Line>();
    const taken = listed.filter(file => file.state === 'imported').map(file => file.fileName);
    if (seen) expectWholeImports(seen, taken);
    return child;
  };
  const first = await start();
  for (let n = 0; n < files; n += 1) {
    const path = join(inbox, `file-${n}.csv`);
    writeFileSync(path, ordersFile(n));
    const old = new Date(Date.now() - longAgoMs + n);
    utimesSync(path, old, old);
  }
  await first.line<Line>();
  const at = performance.now();
  await first.line<Line>();
  const workMs = Math.round(performance.now() - at);
  await first.kill('SIGKILL');
  for (const moment of momentsWithin(xoroshiro128plus(20261203), kills - 1, workMs)) {
    const child = await start();
    await child.line<Line>();
    await wait(moment);
    await child.kill('SIGKILL');
  }
  const last = await start();
  await expect
    .poll(() => readdirSync(join(inbox, 'done')).length, { timeout: 300_000, interval: 200 })
    .toBe(files);
  await last.close();
  let line: Line = {};
  while (!line.seen) line = await last.line<Line>();
  const names = Array.from({ length: files }, (_, n) => `file-${n}.csv`);
  expectWholeImports(line.seen, names);
  expect(line.seen.ledger).toHaveLength(files);
  const listed = line.files ?? [];
  expect(listed.map(file => `${file.fileName} ${file.state}`).sort()).toEqual(
    names.map(name => `${name} imported`).sort(),
  );
  expect(listed.map(file => file.importId).sort()).toEqual(line.seen.ledger.map(row => row.import_id).sort());
  expect(readdirSync(join(inbox, 'failed'))).toEqual([]);
  expect(readdirSync(inbox).sort()).toEqual(['done', 'failed']);
  console.log(`${kills} kills over ${workMs} ms, ${files} files`);
}, 3_600_000);
