/** Features of a simulated base against a plain reading of their definitions in the test itself. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { standardisedWait } from '../models/gap-model.ts';
import { rhythmEndedBy } from '../models/wait-law.ts';
import { defaultSalesDefinition } from '../records/sales-definition.ts';
import { featureRows } from '../store/facts/feature-rows.ts';
import { factsSql } from '../store/facts/sql.ts';
import { customerNo, orderRow, storeRows } from '../testing/order-rows.ts';
import { type Purchase, storeRhythmBase } from '../testing/rhythm-base.ts';
import { type TestStores, testStores } from '../testing/stores.ts';
import { computeFeatures, type FeaturesRun, featuresOnly } from './compute-features.store.ts';

const end = new Date('2026-03-01T16:00:00Z');
const base = { customers: 600, days: 400, end, seed: 21, costShare: 0.6 };
const definition = defaultSalesDefinition({ zone: 'Asia/Shanghai', currency: 'CNY' });
const dayMs = 86_400_000;
/** Days of Shanghai, counted from 1970. */
const dayOf = (at: Date) => Math.floor((at.getTime() + 8 * 3_600_000) / dayMs);

let stores: TestStores;
let purchases: Purchase[];

type Row = Record<string, string | number | null>;

async function rowsAt(asOf: Date): Promise<Row[]> {
  const sql = factsSql`select * except (version), toString(customer_id) as customer from ${featureRows({ asOf, definitionVersion: 1 })} as f order by customer_id`;
  return stores.ctx.ch.query<Row>(sql, { tag: 'test.features' });
}

async function featuresAt(asOf: Date): Promise<{ run: FeaturesRun; rows: Row[] }> {
  const run = await computeFeatures(stores.ctx, { asOf, definition }, featuresOnly);
  return { run, rows: await rowsAt(asOf) };
}

/** What a customer has done before a time, by the definitions. */
function plain(customer: string, asOf: Date) {
  const own = purchases.filter(p => p.customer === customer && p.at < asOf);
  const days = [...new Set(own.map(p => dayOf(p.at)))].sort((a, b) => a - b);
  const last = days[days.length - 1] ?? 0;
  const value = (from: number) =>
    own.filter(p => dayOf(p.at) > from).reduce((total, p) => total + Math.round(p.net * 0.4 * 1e4), 0) / 1e4;
  const latest = Math.max(...own.map(p => p.at.getTime()));
  return {
    days,
    recency: Math.floor((asOf.getTime() - latest) / dayMs),
    frequency: days.filter(day => day > last - 365).length,
    monetary: value(last - 365),
    value365: value(dayOf(asOf) - 365),
  };
}

/** Type-7 quantile. */
function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * p;
  const low = sorted[Math.floor(at)] ?? 0;
  return low + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] ?? 0) - low);
}

beforeAll(async () => {
  stores = await testStores({ start: end });
  purchases = await storeRhythmBase(stores.ctx.ch, base);
  await stores.ctx.ch.insert(
    'customers_log',
    [
      {
        source: 'test',
        customer_id: customerNo(9000),
        registered_at: '2026-01-01 00:00:00',
        known_at: '2026-01-01 00:00:00',
        version: 1,
      },
    ],
    { tag: 'test.rows' },
  );
  await stores.ctx.ch.insert(
    'customers',
    [
      {
        source: 'test',
        customer_id: customerNo(9000),
        registered_at: '2026-01-01 00:00:00',
        known_at: '2026-01-01 00:00:00',
        version: 1,
      },
    ],
    { tag: 'test.rows' },
  );
});
afterAll(() => stores?.close());

describe('features', () => {
  it('equal a plain reading of recency, frequency, money and rhythm for every customer', async () => {
    const { run, rows } = await featuresAt(end);
    expect(run.fit.status).toBe('ok');
    const buyers = rows.filter(row => Number(row.occasions) > 0);
    expect(buyers.length).toBe(new Set(purchases.map(p => p.customer)).size);
    for (const row of buyers) {
      const own = plain(String(row.customer), end);
      expect([row.occasions, row.recency_days, row.frequency].map(Number)).toEqual([
        own.days.length,
        own.recency,
        own.frequency,
      ]);
      expect(Number(row.monetary)).toBeCloseTo(own.monetary, 2);
      expect(Number(row.value_365)).toBeCloseTo(own.value365, 2);
    }
  });

  it('give the overdue probability of the fitted model to every buyer', async () => {
    const { run, rows } = await featuresAt(end);
    if (run.fit.status !== 'ok' || !run.waits) expect.fail('the model should fit');
    for (const row of rows.filter(each => Number(each.occasions) > 0)) {
      const { days } = plain(String(row.customer), end);
      const logs = days.slice(1).map((day, index) => Math.log(day - (days[index] ?? 0)));
      const mu = run.fit.muByCategory[String(row.main_category)] ?? run.fit.mu;
      const z = standardisedWait(
        { ...run.fit, mu },
        {
          gaps: logs.length,
          meanLogGap: logs.length ? logs.reduce((a, b) => a + b, 0) / logs.length : 0,
          elapsedDays: Math.max(0.5, dayOf(end) - (days[days.length - 1] ?? 0)),
        },
      );
      expect(Number(row.overdue_probability)).toBeCloseTo(rhythmEndedBy(run.waits.law, z), 4);
    }
  });

  it('score by frozen quintiles: ties share a score, scores are monotone, every buyer has one of eight cells', async () => {
    const { run, rows } = await featuresAt(end);
    const buyers = rows.filter(row => Number(row.occasions) > 0);
    const cuts = run.cuts;
    if (!cuts) expect.fail('cuts should exist');
    const of = (column: string) => buyers.map(row => Number(row[column]));
    expect(cuts.recencyDays).toEqual([
      ...new Set([0.2, 0.4, 0.6, 0.8].map(p => quantile(of('recency_days'), p))),
    ]);
    expect(cuts.medians.monetary).toBeCloseTo(quantile(of('monetary'), 0.5), 8);
    const level = (x: number, at: readonly number[]) => 1 + at.filter(cut => x > cut).length;
    for (const row of buyers) {
      const recency = Number(row.recency_days);
      expect(Number(row.r_score)).toBe(cuts.recencyDays.length + 2 - level(recency, cuts.recencyDays));
      expect(Number(row.f_score)).toBe(level(Number(row.frequency), cuts.frequency));
      expect(Number(row.m_score)).toBe(level(Number(row.monetary), cuts.monetary));
      const cell = `${recency <= cuts.medians.recencyDays ? 'H' : 'L'}${Number(row.frequency) > cuts.medians.frequency ? 'H' : 'L'}${Number(row.monetary) > cuts.medians.monetary ? 'H' : 'L'}`;
      expect(row.rfm_cell).toBe(cell);
    }
    const tiers = (name: string) => buyers.filter(row => row.tier === name).length / buyers.length;
    expect(tiers('high')).toBeGreaterThan(0.18);
    expect(tiers('high')).toBeLessThan(0.22);
    expect(tiers('mid')).toBeGreaterThan(0.28);
    expect(tiers('mid')).toBeLessThan(0.32);
  });

  it('put everybody into one stage, and a registered customer without purchase into potential', async () => {
    const { run, rows } = await featuresAt(end);
    const window = run.window.days ?? 0;
    for (const row of rows) {
      const q = Number(row.overdue_probability ?? 0);
      const alive = Number(row.alive_probability);
      const occasions = Number(row.occasions);
      if (occasions === 0) expect(row.stage).toBe('potential');
      else if (occasions === 1 && dayOf(end) - dayOf(new Date(`${row.first_day}T00:00:00+08:00`)) <= window)
        expect(row.stage).toBe('new');
      else if (q >= 0.99 && alive < 0.2) expect(row.stage).toBe('lost');
      else if (occasions >= 3 ? q >= 0.95 : alive < 0.5) expect(row.stage).toBe('dormant');
      else if (occasions === 1)
        expect([row.stage, row.flags]).toEqual(['new', expect.arrayContaining(['not-repeated'])]);
      else expect(['growing', 'mature', 'declining']).toContain(row.stage);
    }
    expect(rows.filter(row => row.stage === 'potential').map(row => row.customer)).toEqual([
      customerNo(9000),
    ]);
  });

  it('are the same when computed again, and the same bytes', async () => {
    const first = await featuresAt(end);
    const again = await featuresAt(end);
    expect(JSON.stringify(again.rows)).toBe(JSON.stringify(first.rows));
  });

  it('as of a past time know nothing of what came later', async () => {
    const past = new Date('2025-12-01T16:00:00Z');
    const { rows } = await featuresAt(past);
    for (const row of rows.filter(each => Number(each.occasions) > 0).slice(0, 200)) {
      const own = plain(String(row.customer), past);
      expect([row.occasions, row.recency_days].map(Number)).toEqual([own.days.length, own.recency]);
    }
    const late = [
      orderRow({
        customer_id: customerNo(1),
        order_id: 'late',
        sold_at: '2025-11-01 10:00:00',
        net_amount: '5',
        known_at: '2026-02-01 00:00:00',
      }),
    ];
    await storeRows(stores.ctx.ch, 'order_lines', late);
    expect(JSON.stringify((await featuresAt(past)).rows)).toBe(JSON.stringify(rows));
  });

  it('leave no draft behind', async () => {
    const [left] = await stores.ctx.ch.query<Row>(
      factsSql`select (select count() from review_lines_draft) + (select count() from customer_features_draft) as left`,
      { tag: 'test.drafts' },
    );
    expect(Number(left?.left)).toBe(0);
  });
});

describe('tiers', () => {
  it('resist a small move across a cut until a second period confirms it', async () => {
    const times = ['2025-12-20T16:00:00Z', '2026-01-10T16:00:00Z', '2026-02-01T16:00:00Z'].map(
      at => new Date(at),
    );
    const snapshots = [];
    for (const at of times) snapshots.push((await featuresAt(at)).rows);
    const [before = [], after = []] = snapshots.slice(1);
    const earlier = new Map(before.map(row => [row.customer, row]));
    const held = after.filter(row => row.tier !== row.tier_now);
    expect(held.length).toBeGreaterThan(0);
    for (const row of held) {
      const previous = earlier.get(row.customer ?? '');
      expect(row.tier).toBe(previous?.tier);
      expect(row.tier_now).not.toBe(previous?.tier_now);
    }
  });
});

describe('stages', () => {
  it('last since the first snapshot that had them, whatever cuts came in between', async () => {
    const earlier = (await featuresAt(new Date('2025-10-15T16:00:00Z'))).rows;
    const later = (await featuresAt(new Date('2026-02-10T16:00:00Z'))).rows;
    const cuts = (rows: Row[]) => new Set(rows.map(row => row['cut_version']));
    expect(cuts(later)).not.toEqual(cuts(earlier));
    const kept = later.filter(
      row => row['stage_since'] !== null && String(row['stage_since']) < '2026-02-11',
    );
    expect(kept.length).toBeGreaterThan(later.length / 3);
  });
});
