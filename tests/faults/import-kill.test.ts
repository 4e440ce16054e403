import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect, test } from 'vitest';
import { startChild } from '../../src/testing/child-process.ts';
import { scratchFolder } from '../../src/testing/scratch-folder.ts';
import type { SeenImports } from '../../src/testing/seen-imports.ts';
import { killsOf, momentsWithin } from './kills.ts';
import { expectWholeImports } from './whole-imports.ts';

const script = join(import.meta.dirname, '..', '..', 'src', 'testing', 'importer-process.ts');
const kills = killsOf('import');
const patienceMs = 600_000 + kills * 20_000;
const files = 1000;

/** Milliseconds from one import's acknowledgement to the next. */
async function undisturbed(dataFolder: string, acknowledged: Set<string>): Promise<number> {
  const child = startChild(script, [dataFolder, String(files)]);
  await child.line<{ seen: SeenImports }>();
  const committed = async () => acknowledged.add((await child.line<{ committed: string }>()).committed);
  await committed();
  const at = performance.now();
  await committed();
  const workMs = Math.round(performance.now() - at);
  await child.kill('SIGKILL');
  return workMs;
}

test(
  `kill -9 at ${kills} random moments of importing leaves every import whole or absent`,
  async () => {
    const dataFolder = join(await scratchFolder(), 'data');
    const acknowledged = new Set<string>();
    const workMs = await undisturbed(dataFolder, acknowledged);
    // Over three imports, so that some are whole however the length of one varies; the last round only looks.
    const moments = [...momentsWithin(xoroshiro128plus(20261122), kills, 3 * workMs), 0];
    for (const moment of moments) {
      const child = startChild(script, [dataFolder, String(files)]);
      const { seen } = await child.line<{ seen: SeenImports }>();
      expectWholeImports(seen, acknowledged);
      const listening = (async () => {
        for (;;) acknowledged.add((await child.line<{ committed: string }>()).committed);
      })().catch(() => {});
      await wait(moment);
      await child.kill('SIGKILL');
      await listening;
    }
    console.log(`imports acknowledged ${acknowledged.size}, kills ${kills} over ${3 * workMs} ms`);
    expect(acknowledged.size).toBeGreaterThan(0);
  },
  patienceMs,
);
