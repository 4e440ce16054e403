import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect, test } from 'vitest';
import { startChild } from '../../src/testing/child-process.ts';
import { scratchFolder } from '../../src/testing/scratch-folder.ts';
import { killsOf, momentsWithin } from './kills.ts';

const script = join(import.meta.dirname, '..', '..', 'src', 'testing', 'mover-process.ts');
const kills = killsOf('identity');
const patienceMs = 600_000 + kills * 20_000;

interface Seen {
  readonly decisions: readonly string[];
  readonly moves: number;
  readonly waiting: number;
  readonly linked: number;
  readonly lines: number;
  readonly refunds: number;
  readonly misplaced: number;
}

test(
  `kill -9 at ${kills} random moments of joining and parting leaves no record and no row half moved`,
  async () => {
    const dataFolder = join(await scratchFolder(), 'data');
    const acknowledged = new Set<string>();
    const first = startChild(script, [dataFolder]);
    const { seen: before } = await first.line<{ seen: Seen }>();
    const decided = async () => acknowledged.add((await first.line<{ decided: string }>()).decided);
    await decided();
    const at = performance.now();
    await decided();
    const workMs = Math.round(performance.now() - at);
    await first.kill('SIGKILL');
    let linked = 0;
    // Over three decisions, so that some are whole however the length of one varies; the last round only looks.
    const moments = [...momentsWithin(xoroshiro128plus(20261127), kills, 3 * workMs), 0];
    for (const moment of moments) {
      const child = startChild(script, [dataFolder]);
      const { seen } = await child.line<{ seen: Seen }>();
      const { decisions, lines, refunds, ...rest } = seen;
      expect({ lines, refunds }).toEqual({ lines: before.lines, refunds: before.refunds });
      expect(rest).toMatchObject({ moves: 0, waiting: 0, misplaced: 0 });
      for (const id of acknowledged) expect(decisions).toContain(id);
      linked = Math.max(linked, seen.linked);
      const listening = (async () => {
        for (;;) acknowledged.add((await child.line<{ decided: string }>()).decided);
      })().catch(() => {});
      await wait(moment);
      await child.kill('SIGKILL');
      await listening;
    }
    console.log(`decisions acknowledged ${acknowledged.size}, kills ${kills} over ${3 * workMs} ms`);
    expect(before.lines).toBeGreaterThan(0);
    expect(linked).toBeGreaterThan(0);
  },
  patienceMs,
);
