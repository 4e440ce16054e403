import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect, test } from 'vitest';
import { startChild } from '../../src/testing/child-process.ts';
import { scratchFolder } from '../../src/testing/scratch-folder.ts';
import { killsOf, momentsWithin } from './kills.ts';

const script = join(import.meta.dirname, '..', '..', 'src', 'testing', 'importer-process.ts');
const kills = killsOf('import');
const patienceMs = 600_000 + kills * 20_000;
const files = 1000;
/** Of the 3,000 rows of every file: 30 unreadable, 300 returns. */
const whole = { lines: 2670, refunds: 300, stored: 2970, quarantined: 30 };

interface Seen {
  readonly visible: readonly { id: string; lines: string; refunds: string; logged: string }[];
  readonly ledger: readonly { import_id: string; file_name: string; state: string; rows_stored: number }[];
  readonly kept: readonly { import_id: string; rows: number }[];
  readonly waiting: number;
}

/** Every import is there as a whole or not at all, in both stores, and nothing waits. */
function expectWhole({ visible, ledger, kept, waiting }: Seen, acknowledged: ReadonlySet<string>) {
  expect(waiting).toBe(0);
  expect(ledger.map(row => row.state)).toEqual(ledger.map(() => 'committed'));
  const ids = ledger.map(row => row.import_id).sort();
  expect(visible.map(row => row.id).sort()).toEqual(ids);
  expect(kept.map(row => row.import_id).sort()).toEqual(ids);
  for (const row of visible)
    expect(row).toMatchObject({
      lines: `${whole.lines}`,
      refunds: `${whole.refunds}`,
      logged: `${whole.lines}`,
    });
  for (const row of kept) expect(row.rows).toBe(whole.quarantined);
  for (const row of ledger) expect(row.rows_stored).toBe(whole.stored);
  const named = ledger.map(row => row.file_name);
  expect(new Set(named).size).toBe(named.length);
  for (const name of acknowledged) expect(named).toContain(name);
}

/** Milliseconds from one import's acknowledgement to the next. */
async function undisturbed(dataFolder: string, acknowledged: Set<string>): Promise<number> {
  const child = startChild(script, [dataFolder, String(files)]);
  await child.line<{ seen: Seen }>();
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
      const { seen } = await child.line<{ seen: Seen }>();
      expectWhole(seen, acknowledged);
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
