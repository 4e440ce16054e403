/** The value to come of a simulated base: the engine's columns against the models in the test, the chapter, refusals. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recalibrated, unchanged } from '../models/logistic-recalibration.ts';
import { expectedOrderValue, orderValueSpread } from '../models/order-value.ts';
import { leavingNodes, probabilityAlive, probabilityOfPurchaseIfAlive } from '../models/purchase-forecast.ts';
import { ordersIfAlive, threeToCome, uncorrected, valueToCome, yearToCome } from '../models/value-outlook.ts';
import { aliveWhileWaiting, pauseEndsBetween } from '../models/wait-law.ts';
import { type BaseMovement, baseMigration, baseMovement } from '../records/base-movement.ts';
import { customerValueReport } from '../records/customer-value.ts';
import { defaultSalesDefinition } from '../records/sales-definition.ts';
import { stageBacktest } from '../records/stage-backtest.ts';
import { featureRows } from '../store/facts/feature-rows.ts';
import { factsSql } from '../store/facts/sql.ts';
import { type Purchase, storeRhythmBase } from '../testing/rhythm-base.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { computeFeatures, featuresOnly } from './compute-features.store.ts';
import { featuresJob } from './features.job.ts';
import { findReviewPart } from './review-parts.store.ts';
import { takeReview } from './review-run.store.ts';
import { stageBacktestJob } from './stage-backtest.job.ts';

const end = new Date('2026-03-01T16:00:00Z');
const definition = defaultSalesDefinition({ zone: 'Asia/Shanghai', currency: 'CNY' });
let stores: TestStores;
let purchases: Purchase[] = [];

beforeAll(async () => {
  stores = await testStores({ start: end });
});
afterAll(() => stores?.close());

/** The purchases drawn, by customer, of whom a year has passed since the first. */
function expectFirstPurchases(found: BaseMovement['firstPurchases']): void {
  if (!found) expect.fail('a year of a base of 500 days has passed');
  const dayOf = (at: Date) => Math.floor((at.getTime() + 8 * 3_600_000) / 86_400_000);
  const lastDay = dayOf(end) - 365;
  const histories = [...Map.groupBy(purchases, each => each.customer).values()].filter(
    ([first]) => first && dayOf(first.at) < lastDay,
  );
  const laterOf = (own: readonly Purchase[]) => {
    const first = dayOf((own[0] as Purchase).at);
    return own.filter(each => dayOf(each.at) > first && dayOf(each.at) <= first + 365);
  };
  const worth = (of: readonly Purchase[][]) =>
    of.flatMap(laterOf).reduce((sum, each) => sum + 0.4 * each.net, 0) / of.length;
  expect(found.base.customers).toBe(histories.length);
  expect(found.base.repeated).toBe(histories.filter(own => laterOf(own).length > 0).length);
  expect(found.base.laterValue.mean).toBeCloseTo(worth(histories), 1);
  expect(found.base.laterValue.lo).toBeLessThan(found.base.laterValue.mean);
  const tea = histories.filter(([first]) => first?.category === 'tea');
  expect(found.categories.find(each => each.name === 'tea')).toMatchObject({ customers: tea.length });
  expect(found.categories.find(each => each.name === 'tea')?.laterValue.mean).toBeCloseTo(worth(tea), 1);
}

describe('the value to come', () => {
  it('of an empty base is refused, not guessed', async () => {
    const { reviewId } = await takeReview(stores.ctx, { asOf: end, definition });
    const found = await findReviewPart(stores.ctx, reviewId, 'customer-value');
    expect(customerValueReport.parse(found?.document)).toMatchObject({
      status: 'refused',
      groups: [],
      families: [],
    });
  });

  it('of every customer is what the fitted models say of their history', async () => {
    const base = { customers: 500, days: 500, end, seed: 5, costShare: 0.6 };
    purchases = await storeRhythmBase(stores.ctx.ch, base);
    const run = await computeFeatures(stores.ctx, { asOf: end, definition }, featuresOnly);
    const { families, orderValue, binDays } = run.customerValue;
    const { waits } = run;
    const { quarter } = run.repurchase;
    expect(quarter).toMatchObject({ times: 3, operationalDays: 90 });
    const model = families[0]?.model;
    if (!model || orderValue.status !== 'ok' || !waits) expect.fail('all models should fit');
    expect(binDays).toBe(1);
    const nodes = leavingNodes(model);
    const rows = await stores.ctx.ch.query<Record<string, string | number | null>>(
      factsSql`select * from ${featureRows({ asOf: end, definitionVersion: 1 })} as f where occasions > 0`,
      { tag: 'test.value' },
    );
    expect(rows.length).toBeGreaterThan(300);
    for (const row of rows) {
      const n = (name: string) => Number(row[name]);
      const x = n('gaps');
      const history = { x, tx: n('age_days') - n('elapsed_days'), age: n('age_days') };
      const level = Math.log(n('expected_gap_days'));
      const wait = (Math.log(Math.max(0.5, n('elapsed_days'))) - level) / n('log_gap_spread');
      const alive = aliveWhileWaiting(waits.alive, { z: wait, purchases: x + 1 });
      expect(n('alive_probability')).toBeCloseTo(alive, 4);
      const correction = quarter.stages.find(({ stage }) => stage === row['stage']);
      const later = (Math.log(90 + Math.max(0.5, n('elapsed_days'))) - level) / n('log_gap_spread');
      const wakes = pauseEndsBetween(waits.alive, wait, later);
      const chance = alive * probabilityOfPurchaseIfAlive(model, { ...history, t: 90 }) + (1 - alive) * wakes;
      expect(n('order_probability_90')).toBeCloseTo(recalibrated(chance, { ...unchanged, ...correction }), 4);
      const key = { x, age: Math.round(history.age) };
      const z = x > 0 ? n('repeat_value') / x : 0;
      const order = {
        mean: expectedOrderValue(orderValue.model, { x, z }),
        ...orderValueSpread(orderValue.model, { x, z }),
      };
      for (const months of [12, 36]) {
        const orders = ordersIfAlive(model, key, nodes);
        // 500 days have no two past years: the purchase model speaks alone.
        const there = probabilityAlive(model, history);
        const toCome =
          months === 12
            ? yearToCome(there, orders.year, uncorrected)
            : threeToCome(there, orders, uncorrected);
        const own = valueToCome(toCome, order);
        // Stored to four digits, of which a value of cents has few.
        const off = (stored: number, made: number) => Math.abs(stored - made) - 0.0005 * made;
        expect(off(n(`future_value_${months}`), own.mean)).toBeLessThan(0.0005);
        expect(off(n(`future_value_${months}_sd`), own.sd)).toBeLessThan(0.0005);
      }
    }
  });

  it('stands in a chapter of the review with groups that add up and a calibration', async () => {
    const { reviewId, document } = await takeReview(stores.ctx, { asOf: end, definition });
    expect(document.warnings.map(each => each.code)).not.toContain('review-alive-not-modelled');
    const found = await findReviewPart(stores.ctx, reviewId, 'customer-value');
    const report = customerValueReport.parse(found?.document);
    expect(report).toMatchObject({ status: 'ok', valueIs: 'margin', currency: 'CNY', level: 0.8 });
    const sum = (kind: string) =>
      report.groups
        .filter(each => each.kind === kind)
        .reduce((t, each) => t + (each.value12?.estimate ?? 0), 0);
    expect(sum('tier')).toBeCloseTo(sum('all'), 0);
    expect(sum('stage')).toBeCloseTo(sum('all'), 0);
    for (const { value12, value36 } of report.groups) {
      expect(value12?.lo ?? 0).toBeLessThanOrEqual(value12?.estimate ?? 0);
      expect(value36?.estimate ?? 0).toBeGreaterThanOrEqual(value12?.estimate ?? 0);
    }
    const moved = await findReviewPart(stores.ctx, reviewId, 'movement');
    const movement = baseMovement.parse(moved?.document);
    expect(movement.months).toHaveLength(12);
    for (const [at, month] of movement.months.entries()) {
      expect(month.begin + month.fresh + month.returned - month.lapsed).toBe(month.end);
      if (at > 0) expect(movement.months[at - 1]?.end).toBe(month.begin);
      const { away } = month;
      if (!away) expect.fail('a new check-up knows who is away');
      expect(away.begin + month.lapsed - away.back - away.lost).toBe(away.end);
      expect(away.back).toBeLessThanOrEqual(month.returned);
    }
    expectFirstPurchases(movement.firstPurchases);
    expect(movement.concentration?.gini).toBeGreaterThan(0.1);
    expect(movement.concentration?.curve.at(-1)).toEqual({ holders: 1, value: 1 });
    expect(movement.cohorts.map(each => each.quarters.length)).toEqual(
      [6, 5, 4, 3, 2, 1].slice(-movement.cohorts.length),
    );
    for (const cohort of movement.cohorts) expect(cohort.quarters[0]?.active).toBe(cohort.customers);
    const { calibration } = report;
    expect(calibration).toMatchObject({ days: 182, cutDay: '2025-09-01' });
    expect(calibration?.deciles.reduce((n, each) => n + each.customers, 0)).toBe(calibration?.customers);
    const ratio = (calibration?.expectedOrders ?? 0) / (calibration?.actualOrders ?? 1);
    expect(ratio).toBeGreaterThan(0.6);
    expect(ratio).toBeLessThan(1.7);
  });

  it('comes with a backtest of the stages given at past times', async () => {
    const { reviewId } = await takeReview(stores.ctx, { asOf: end, definition });
    const origin = new Date(end.getTime() - 90 * 86_400_000).toISOString();
    await featuresJob.run(stores.ctx, { asOf: origin });
    await stageBacktestJob.run(stores.ctx, { reviewId, asOf: end.toISOString(), origins: [origin] });
    const found = await findReviewPart(stores.ctx, 'latest', 'stage-backtest');
    const backtest = stageBacktest.parse(found?.document);
    expect(found?.reviewId).toBe(reviewId);
    expect(backtest.origins).toHaveLength(1);
    const migration = baseMigration.parse(
      (await findReviewPart(stores.ctx, reviewId, 'migration'))?.document,
    );
    const stages = migration.matrices.find(each => each.kind === 'stage');
    const everybody = (stages?.rows ?? []).reduce((n, row) => n + row.customers, stages?.suppressed ?? 0);
    const [{ n } = { n: '0' }] = await stores.ctx.ch.query<{ n: string }>(
      factsSql`select count() as n from ${featureRows({ asOf: end, definitionVersion: 1 })} as f`,
      { tag: 'test.size' },
    );
    expect(everybody).toBe(Number(n));
    const tiers = migration.matrices.find(each => each.kind === 'tier');
    const [{ versions } = { versions: '0' }] = await stores.ctx.pg
      .selectFrom('cut_versions')
      .select(({ fn }) => fn.countAll<string>().as('versions'))
      .execute();
    expect(Number(versions), 'either time has cuts of its own').toBeGreaterThan(1);
    expect(tiers?.cutVersion, 'and both are placed on those of now').toBeGreaterThan(0);
    const inTiers = (tiers?.rows ?? []).reduce((sum, row) => sum + row.customers, tiers?.suppressed ?? 0);
    expect(inTiers).toBe(everybody);
    const { up, down, same } = tiers?.shifts ?? expect.fail('no shifts');
    expect(up.customers).toBeGreaterThan(0);
    expect(down.customers).toBeGreaterThan(0);
    expect(up.value365).toBeGreaterThan(up.valueBefore);
    expect(down.value365).toBeLessThan(down.valueBefore);
    expect(same.customers).toBeGreaterThan(up.customers + down.customers);
    const rate = (stage: string) => backtest.all.find(row => row.stage === stage)?.rate ?? 0;
    expect(rate('mature')).toBeGreaterThan(rate('lost'));
    expect(backtest.aucAlive).toBeGreaterThan(0.6);
    expect(backtest.aucStage).toBeGreaterThan(0.6);
    expect(backtest.all.every(row => row.lo <= row.rate && row.rate <= row.hi)).toBe(true);
  });
});
