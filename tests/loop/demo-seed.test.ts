/** Two demos of one seed, each from an empty folder of its own, say the same. */
import { expect, test } from 'vitest';
import { demoOrigin } from '../../src/app/demo/demo-origin.ts';
import type { DemoReport } from '../../src/app/demo/demo-report.ts';
import { runCli } from '../../src/testing/cli-process.ts';

const demoOf = (seed: number) =>
  runCli<DemoReport>(['demo', '--once', '--customers', '2000', '--seed', String(seed)], {
    REKINDLE_DATA: '',
    REKINDLE_PORT: '',
  });

test('everything but how long it took and how much memory it needed', async () => {
  const [one, other] = [await demoOf(1), await demoOf(1)];
  expect(one.status).toBe(0);
  const { seconds: _, peakRssMb: _mb, ...said } = one.reply;
  const { seconds: _again, peakRssMb: _mbAgain, ...saidAgain } = other.reply;
  expect(said.campaign.control).toBeGreaterThan(0);
  expect(saidAgain).toEqual(said);
}, 3_600_000);

test('another seed has other ids and other keys, and no seed tells what encrypts and seals', () => {
  const [one, again, other] = [demoOrigin(3), demoOrigin(3), demoOrigin(4)];
  const first = ({ keys }: typeof one) => keys.generations['1'];
  expect([again.keys.idKey, again.keys.matchKey, first(again)?.indexKey]).toEqual([
    one.keys.idKey,
    one.keys.matchKey,
    first(one)?.indexKey,
  ]);
  expect(first(again)?.dataKey).not.toBe(first(one)?.dataKey);
  expect(first(again)?.tokenKey).not.toBe(first(one)?.tokenKey);
  expect(other.keys.idKey).not.toBe(one.keys.idKey);
  const ids = Array.from({ length: 5_000 }, one.ids);
  expect(Array.from({ length: 5_000 }, again.ids)).toEqual(ids);
  expect(ids.toSorted()).toEqual(ids);
  expect(other.ids()).not.toBe(ids[0]);
});
