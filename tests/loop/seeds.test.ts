import { expect, test } from 'vitest';
import { runSeed, type SeedRun } from './seed-run.ts';

const nightly = process.env.REKINDLE_NIGHTLY === '1';
const runs = Number(process.env.REKINDLE_LOOP_SEEDS ?? (nightly ? 200 : 40));
// 95 % intervals: bounds of the number that hold the truth at which a right product fails once in a thousand runs.
const least = runs === 200 ? 179 : runs === 40 ? 32 : Math.floor(runs * 0.75);

async function runAll(deaf: boolean): Promise<SeedRun[]> {
  const done: SeedRun[] = [];
  for (let n = 0; n < runs; n += 1) done.push(await runSeed({ seed: 7_000 + n, deaf }));
  return done;
}

const describeRun = (r: SeedRun) =>
  `${r.seed}: ${r.people} people, truth ${(r.truth * 100).toFixed(2)}, ${(r.lo * 100).toFixed(2)} … ${(r.hi * 100).toFixed(2)}`;

test(`of ${runs} whole loops on different shops at least ${least} intervals hold the true effect`, async () => {
  const done = await runAll(false);
  const missed = done.filter(r => !(r.lo <= r.truth && r.truth <= r.hi));
  console.log(`missed ${missed.length} of ${runs}\n${missed.map(describeRun).join('\n')}`);
  expect(done.every(r => r.people >= 200 && r.delivered > 100)).toBe(true);
  expect(runs - missed.length).toBeGreaterThanOrEqual(least);
}, 3_600_000);

if (nightly) {
  test('of 200 whole loops without any effect 2 to 21 find one', async () => {
    const rejected = (await runAll(true)).filter(r => r.p < 0.05).length;
    console.log(`rejected ${rejected} of ${runs}`);
    expect(rejected).toBeGreaterThanOrEqual(2);
    expect(rejected).toBeLessThanOrEqual(21);
  }, 7_200_000);
}
