/**
 * Who buys again within 90 days, by life-cycle stage, against what was expected of them: through both databases on the
 * simulated shop (whose gaps are more regular than any model here says, and whose sleepers wake) and on a base of another
 * kind. Seeds are fixed here; the method was chosen on others (decision 0041).
 */
import { afterAll, describe, expect, test } from 'vitest';
import { type StageBacktest, stageBacktest } from '../../src/records/stage-backtest.ts';
import { storeRhythmBase } from '../../src/testing/rhythm-base.ts';
import { storeShopBase } from '../../src/testing/shop-base.ts';
import { type TestStores, testStores } from '../../src/testing/stores.ts';
import { loadDefinition } from '../../src/understand/definition.store.ts';
import { featuresJob } from '../../src/understand/features.job.ts';
import { loadOutcomes } from '../../src/understand/stage-backtest.store.ts';
import { stageBacktestOf } from '../../src/understand/stage-backtest.ts';

const nightly = process.env.REKINDLE_NIGHTLY === '1';
const seeds = Array.from({ length: nightly ? 8 : 1 }, (_, n) => 8101 + n);
const dayMs = 86_400_000;
const days = 90;
const end = new Date('2026-03-31T16:00:00Z');
const times = [1, 2, 3, 4].map(n => new Date(end.getTime() - n * days * dayMs));

const bases: Readonly<Record<string, (stores: TestStores, seed: number) => Promise<unknown>>> = {
  'the shop': ({ ctx }, seed) =>
    storeShopBase(ctx.ch, {
      seed,
      customers: 10_000,
      startsAt: new Date('2023-01-01T16:00:00Z'),
      asOf: end,
      until: end,
    }),
  'customers of a steady rhythm': ({ ctx }, seed) =>
    storeRhythmBase(ctx.ch, { customers: 6000, days: 1185, end, seed, costShare: 0.6, arrivalsUntil: 1 }),
};

type Row = StageBacktest['all'][number];
const found = new Map<string, StageBacktest[]>();

async function backtestOf(store: (stores: TestStores) => Promise<unknown>): Promise<StageBacktest> {
  const stores = await testStores({ start: end });
  try {
    await store(stores);
    for (const time of times) await featuresJob.run(stores.ctx, { asOf: time.toISOString() });
    const definition = await loadDefinition(stores.ctx);
    const outcomes = await loadOutcomes(stores.ctx, { asOf: end, origins: times, days, definition });
    return stageBacktest.parse(stageBacktestOf(days, outcomes));
  } finally {
    await stores.close();
  }
}

/** Over all seeds and times. */
const off = (rows: readonly Row[]) => {
  const customers = rows.reduce((n, row) => n + row.customers, 0);
  return (
    rows.reduce((t, row) => t + row.customers * (row.expected ?? Number.NaN) - row.bought, 0) / customers
  );
};
const rowsOf = (base: string, stage: string) =>
  (found.get(base) ?? []).flatMap(({ all }) => all.filter(row => row.stage === stage));
const ofTimes = (base: string) =>
  (found.get(base) ?? []).flatMap(({ origins }) => origins.flatMap(({ stages }) => stages));
const held = (rows: readonly Row[]) =>
  rows.filter(row => row.rate >= (row.expectedLo ?? 1) && row.rate <= (row.expectedHi ?? 0)).length;
const points = (share: number) => (100 * share).toFixed(1);

afterAll(() => {
  for (const base of found.keys()) {
    for (const stage of new Set(ofTimes(base).map(row => row.stage))) {
      const rows = rowsOf(base, stage);
      console.log(`${base}, ${stage}: expected ${points(off(rows))} points above what came`);
    }
    const judged = ofTimes(base).filter(row => row.customers >= 50);
    console.log(`${base}: ${held(judged)} of ${judged.length} ranges of 80 % held`);
  }
});

describe('repurchase within 90 days by stage', () => {
  for (const [base, store] of Object.entries(bases))
    for (const seed of seeds)
      test(`is expected of ${base}, seed ${seed}`, async () => {
        const backtest = await backtestOf(stores => store(stores, seed));
        found.set(base, [...(found.get(base) ?? []), backtest]);
        expect(backtest.inOrder).toBe(true);
        expect(backtest.all.every(row => row.expectedLo !== null)).toBe(true);
      });

  for (const stage of ['growing', 'mature', 'new', 'dormant', 'lost'])
    test(`of the shop's ${stage} customers lies within 3 points of what comes`, () => {
      expect(Math.abs(off(rowsOf('the shop', stage)))).toBeLessThan(0.03);
    });

  // One customer in eighty is called declining: chance alone moves their share by more than the others'.
  test("of the shop's declining customers lies within 6 points of what comes", () => {
    expect(Math.abs(off(rowsOf('the shop', 'declining')))).toBeLessThan(0.06);
  });

  for (const stage of ['mature', 'dormant', 'lost'])
    test(`of ${stage} customers of a steady rhythm lies within 5 points of what comes`, () => {
      expect(Math.abs(off(rowsOf('customers of a steady rhythm', stage)))).toBeLessThan(0.05);
    });

  test('of the shop lies within its 80 % range at least as often as the binomial band of 70 % allows', () => {
    const judged = ofTimes('the shop').filter(row => row.customers >= 50);
    expect(judged.length).toBeGreaterThanOrEqual(seeds.length * times.length * 6);
    expect(held(judged) / judged.length).toBeGreaterThan(nightly ? 0.63 : 0.54);
  });
});
