/** The stage and the chance of an order that the scoring statement gives, against the rules in the code, customer by customer. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recalibrated, unchanged } from '../../models/logistic-recalibration.ts';
import { expectedOrderValue, orderValueSpread } from '../../models/order-value.ts';
import { multiplierOf } from '../../models/poisson-multiplier.ts';
import { type LeavingNodes, leavingNodes } from '../../models/purchase-forecast.ts';
import type { PurchaseModel } from '../../models/purchase-model.ts';
import {
  ordersIfAlive,
  scaledLevel,
  threeToCome,
  valueToCome,
  yearToCome,
} from '../../models/value-outlook.ts';
import { defaultSalesDefinition } from '../../records/sales-definition.ts';
import { featureRows } from '../../store/facts/feature-rows.ts';
import { factsSql } from '../../store/facts/sql.ts';
import { boughtDays, fittedBase } from '../../testing/fitted-base.ts';
import { type Purchase, storeRhythmBase } from '../../testing/rhythm-base.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { computeFeatures } from '../compute-features.store.ts';
import { dayNumber } from '../zone-day.ts';
import { loadBuyerDays } from './buyer-days.store.ts';
import { stageOrders } from './order-calibration.ts';
import { recentRate, tenureOf } from './order-cells.ts';
import { stageRecalibration } from './repurchase-calibration.ts';
import { historyOf, standingsAt, ticksOf, windowsAt } from './standing.ts';

const end = new Date('2026-03-01T16:00:00Z');
const definition = defaultSalesDefinition({ zone: 'Asia/Shanghai', currency: 'CNY' });
let stores: TestStores;
let purchases: Purchase[];

beforeAll(async () => {
  stores = await testStores({ start: end });
  purchases = await storeRhythmBase(stores.ctx.ch, {
    customers: 1500,
    days: 900,
    end,
    seed: 9,
    costShare: null,
    season: 0.5,
  });
});
afterAll(() => stores?.close());

describe('the scoring statement', () => {
  it('puts every customer where the rules in the code put them, with the same chance', async () => {
    const { run, buyers } = await computeFeatures(
      stores.ctx,
      { asOf: end, definition },
      {
        beside: async () => {},
        then: async run => ({
          run,
          buyers: await loadBuyerDays(stores.ctx, run),
        }),
      },
    );
    const { fit, clock, waits, window, customerValue, repurchase } = run;
    const models = {
      clock,
      rhythm: fit.status === 'ok' ? fit : null,
      waits,
      families: customerValue.families,
      newWindowDays: window.days,
    };
    const rows = await stores.ctx.ch.query<Record<string, string | number>>(
      factsSql`select toString(stage) as stage, toString(tier) as tier, alive_probability as alive, order_probability_90 as chance, order_probability_90_sd as sd, order_probability_365 as year_chance,
  expected_orders_365 as orders, future_value_12 as value_12, future_value_36_sd as sd_36, gaps, toFloat64(repeat_value) as repeat_sum
from ${featureRows({ asOf: end, definitionVersion: 1 })} as f where occasions > 0 order by customer_id`,
      { tag: 'test.stages' },
    );
    expect(waits).not.toBeNull();
    expect(repurchase.quarter.times).toBe(4);
    expect(repurchase.year.times).toBe(4);
    expect(buyers).toHaveLength(rows.length);
    const tick = ticksOf(clock);
    const asOf = dayNumber(run.asOfDay);
    const trims: number[] = [];
    const standing = standingsAt(asOf, models, repurchase.quarter.operationalDays);
    const stages = new Set<string>();
    const { families, orderValue } = customerValue;
    if (orderValue.status !== 'ok') expect.fail('orders have a value');
    const value = orderValue.model;
    const nodes = families.map(({ model }) => leavingNodes(model as PurchaseModel));
    expect(repurchase.orders.times).toBe(4);
    for (const [at, row] of rows.entries()) {
      const buyer = buyers[at] as (typeof buyers)[number];
      const own = standing(historyOf(buyer, tick));
      if (!own) expect.fail('every buyer is scored');
      stages.add(own.stage);
      expect(row['stage']).toBe(own.stage);
      expect(Number(row['alive'])).toBeCloseTo(own.alive, 5);
      const correction = stageRecalibration(repurchase.quarter, own.stage);
      const chance = recalibrated(own.chance, { ...unchanged, ...correction });
      expect(Number(row['chance'])).toBeCloseTo(chance, 4);
      expect(Number(row['sd'])).toBeCloseTo(chance * (1 - chance) * (correction?.spread ?? 0), 4);
      const { family, alive } = own;
      const x = Number(row['gaps']);
      const ifAlive = ordersIfAlive(
        families[family]?.model as PurchaseModel,
        { x, age: Math.round(own.age) },
        nodes[family] as LeavingNodes,
      );
      const { days } = buyer;
      const window = windowsAt(asOf, days, days.length);
      const spans = repurchase.orders.recentDays[window.half] as number;
      const rate = recentRate({ ...window, x, age: own.age, recentDays: spans });
      const tier = Number(row['tier'] === 'high');
      const mid = Number(row['tier'] === 'mid');
      const corrected = stageOrders(repurchase.orders, own.stage, of =>
        multiplierOf(
          [of.intercept, of.recent, of.tenure, of.high, of.mid],
          [1, rate, Math.min(of.longest, tenureOf(asOf - (days[0] as number))), tier, mid],
        ),
      );
      trims.push(corrected.trim);
      const year = yearToCome(alive, ifAlive.year, corrected);
      const three = threeToCome(alive, ifAlive, corrected);
      const z = x > 0 ? Number(row['repeat_sum']) / x : 0;
      const level = { mean: expectedOrderValue(value, { x, z }), ...orderValueSpread(value, { x, z }) };
      const factor = repurchase.orders.tiers.find(each => each.tier === row['tier'])?.factor ?? 1;
      const worth = scaledLevel(level, factor);
      expect(Number(row['orders'])).toBeCloseTo(year.orders, 4);
      // Stored to four digits, of which a value of cents has few.
      const off = (stored: unknown, made: number) => Math.abs(Number(stored) - made) - 0.0005 * made;
      expect(off(row['value_12'], valueToCome(year, worth).mean)).toBeLessThan(0.0005);
      expect(off(row['sd_36'], valueToCome(three, worth).sd)).toBeLessThan(0.0005);
      expect(Number(row['year_chance'])).toBeGreaterThanOrEqual(Number(row['chance']));
    }
    expect(stages.size).toBeGreaterThanOrEqual(5);
    expect(Math.max(...trims) - Math.min(...trims)).toBeGreaterThan(0.05);

    // What calibrations fit without stores is what this run fitted.
    const fitted = fittedBase(boughtDays(purchases), dayNumber(run.asOfDay));
    expect(fitted.clock).toEqual(clock);
    expect(fitted.window).toEqual(window);
    if (fitted.fit.status !== 'ok' || fit.status !== 'ok') expect.fail('both fit');
    expect(fitted.fit.sigma).toBeCloseTo(fit.sigma, 2);
    expect(fitted.fit.tau).toBeCloseTo(fit.tau, 2);
    expect(fitted.value.families.map(each => each.model?.b)).toEqual(
      customerValue.families.map(each => expect.closeTo(each.model?.b as number, 1)),
    );
  });
});
