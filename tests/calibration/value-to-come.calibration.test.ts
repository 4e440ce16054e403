/**
 * The value to come of a year against what came, by stage and tier and in all: the engine's own figures and intervals on
 * simulated shops and on bases of other kinds whose next year is known (decision 0050). Seeds are fixed here; the method was
 * chosen on others.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { defaultSalesDefinition } from '../../src/records/sales-definition.ts';
import { featureRows } from '../../src/store/facts/feature-rows.ts';
import { factsSql } from '../../src/store/facts/sql.ts';
import { type BoughtDays, boughtBefore, boughtDays } from '../../src/testing/fitted-base.ts';
import { orderRow, storeRows } from '../../src/testing/order-rows.ts';
import { type RhythmBase, rhythmPurchases } from '../../src/testing/rhythm-base.ts';
import { shopPurchases } from '../../src/testing/shop-base.ts';
import { testStores } from '../../src/testing/stores.ts';
import { computeFeatures } from '../../src/understand/compute-features.store.ts';
import { loadValueReport } from '../../src/understand/value-report.store.ts';
import { shopEnd, shopOptions, yearDays } from './known-shop.ts';

const nightly = process.env.REKINDLE_NIGHTLY === '1';
const dayMs = 86_400_000;
const asOf = Math.floor((shopEnd.getTime() + 8 * 3_600_000) / dayMs);
const until = new Date(shopEnd.getTime() + yearDays * dayMs);
const definition = defaultSalesDefinition({ zone: 'Asia/Shanghai', currency: 'CNY' });

const shop = (seed: number) => boughtDays(shopPurchases({ ...shopOptions(seed, 4000), until }));
const other = (seed: number, of: Partial<RhythmBase>) => {
  const days = 1185 + yearDays;
  const arrivals = { arrivalsUntil: 1185 / days };
  return boughtDays(
    rhythmPurchases({ customers: 4000, days, end: until, seed, costShare: null, ...arrivals, ...of }),
  );
};
/** Tried by the everyday run: the first of each; nightly all. */
const kinds: Readonly<Record<string, { bases: readonly (() => BoughtDays[])[] }>> = {
  'the shop': { bases: [8301, 8302, 8303, 8304, 8305, 8306, 8307, 8308].map(seed => () => shop(seed)) },
  'customers of a steady rhythm': { bases: [8311, 8312, 8313, 8314].map(seed => () => other(seed, {})) },
  'memoryless customers': {
    bases: [8321, 8322, 8323, 8324].map(seed => () => other(seed, { memoryless: true })),
  },
  'customers with a season': {
    bases: [8331, 8332, 8333, 8334].map(seed => () => other(seed, { season: 0.6 })),
  },
};
const everyday: Readonly<Record<string, number>> = { 'the shop': 1, 'customers of a steady rhythm': 1 };
const taken = (kind: string) => (nightly ? (kinds[kind]?.bases.length ?? 0) : (everyday[kind] ?? 0));

const text = (day: number) =>
  new Date(day * dayMs + 4 * 3_600_000).toISOString().replace('T', ' ').replace('Z', '');
const monthDays = 365.25 / 12;
/** Value of somebody's year after the as-of day, discounted as the estimate is. */
const broughtBy = ({ days, values }: BoughtDays) =>
  days.reduce((sum, day, at) => {
    if (day < asOf || day >= asOf + yearDays) return sum;
    const month = Math.min(12, Math.floor((day - asOf) / monthDays) + 1);
    return sum + (values[at] as number) / 1.1 ** (month / 12);
  }, 0);

interface Judged {
  readonly kind: string;
  readonly group: string;
  readonly estimate: number;
  readonly came: number;
  readonly sd: number | null;
  readonly customers: number;
}

async function judgedOf(kind: string, whole: readonly BoughtDays[]): Promise<Judged[]> {
  const stores = await testStores({ start: shopEnd });
  try {
    const lines = boughtBefore(whole, asOf).flatMap(({ customer, days, values }) =>
      days.map((day, at) => {
        const money = { net_amount: (values[at] as number).toFixed(2), cost_amount: null };
        return orderRow({
          customer_id: customer,
          order_id: `${customer}/${day}`,
          sold_at: text(day),
          ...money,
        });
      }),
    );
    await storeRows(stores.ctx.ch, 'order_lines', lines);
    const report = await computeFeatures(
      stores.ctx,
      { asOf: shopEnd, definition },
      {
        beside: async () => {},
        then: run =>
          loadValueReport(stores.ctx, run, { asOf: shopEnd, definitionVersion: definition.version }),
      },
    );
    const rows = await stores.ctx.ch.query<{ customer: string; tier: string; stage: string }>(
      factsSql`select toString(customer_id) as customer, toString(tier) as tier, toString(stage) as stage
from ${featureRows({ asOf: shopEnd, definitionVersion: definition.version })} as f where occasions > 0`,
      { tag: 'test.value' },
    );
    const brought = new Map(whole.map(each => [each.customer, broughtBy(each)]));
    const came = new Map<string, number>();
    for (const { customer, tier, stage } of rows)
      for (const group of ['all/all', `tier/${tier}`, `stage/${stage}`])
        came.set(group, (came.get(group) ?? 0) + (brought.get(customer) ?? 0));
    return report.groups.flatMap(({ kind: of, name, customers, value12 }) =>
      value12
        ? [
            {
              kind,
              group: `${of}/${name}`,
              estimate: value12.estimate,
              came: came.get(`${of}/${name}`) ?? 0,
              sd: value12.hi === null ? null : (value12.hi - value12.estimate) / 1.2815515655446004,
              customers,
            },
          ]
        : [],
    );
  } finally {
    await stores.close();
  }
}

const judged: Judged[] = [];
const within = (z: number, all: readonly Judged[]) =>
  all.filter(({ estimate, came, sd }) => Math.abs(came - estimate) <= z * (sd ?? 0)).length;
const groups = () =>
  judged.filter(({ group, customers, sd }) => group !== 'all/all' && customers >= 50 && sd !== null);

afterAll(() => {
  for (const { kind, group, estimate, came, sd } of judged)
    if (group === 'all/all')
      console.log(
        `${kind}: in all ${(estimate / came).toFixed(3)} of what came, sd ${((sd ?? 0) / came).toFixed(3)}`,
      );
  for (const group of new Set(judged.map(each => each.group)))
    for (const kind of new Set(judged.map(each => each.kind))) {
      const own = judged.filter(each => each.group === group && each.kind === kind && each.sd !== null);
      const [estimate, came] = [own.reduce((t, o) => t + o.estimate, 0), own.reduce((t, o) => t + o.came, 0)];
      console.log(
        `${kind}, ${group}: ${(estimate / came).toFixed(3)}; 80 % held ${within(1.2816, own)}, 95 % ${within(1.96, own)} of ${own.length}`,
      );
    }
  const all = groups();
  console.log(`groups: 80 % held ${within(1.2816, all)}, 95 % ${within(1.96, all)} of ${all.length}`);
});

/** Fewest of n independent intervals of a nominal share that hold once in a hundred: the binomial band. */
function leastHeld(n: number, share: number): number {
  let [below, k] = [0, 0];
  let term = (1 - share) ** n;
  while (below + term < 0.01) {
    below += term;
    term *= ((n - k) / (k + 1)) * (share / (1 - share));
    k++;
  }
  return k;
}

describe('the value to come of a year', () => {
  for (const kind of Object.keys(kinds))
    for (let at = 0; at < taken(kind); at++)
      test(`of ${kind}, base ${at + 1}, lies within 15 % of what comes`, async () => {
        const base = kinds[kind]?.bases[at];
        if (!base) throw new Error('a base of its own');
        const found = await judgedOf(kind, base());
        judged.push(...found);
        const all = found.find(each => each.group === 'all/all');
        expect(Math.abs((all?.estimate ?? 0) / (all?.came ?? 1) - 1)).toBeLessThan(0.15);
      });

  test('of each kind of base together lies within 10 % of what comes', () => {
    for (const kind of new Set(judged.map(each => each.kind))) {
      const own = judged.filter(each => each.kind === kind && each.group === 'all/all');
      const sum = (of: (one: Judged) => number) => own.reduce((total, one) => total + of(one), 0);
      expect(Math.abs(sum(o => o.estimate) / sum(o => o.came) - 1), kind).toBeLessThan(0.1);
    }
  });

  test('of stages and tiers lies in its interval about as often as it says', () => {
    const all = groups();
    expect(all.length).toBeGreaterThan(12);
    // Nominal 70 and 90 stand for 80 and 95: so much narrower than they say intervals may be (decision 0050).
    expect(within(1.2816, all)).toBeGreaterThanOrEqual(leastHeld(all.length, 0.7));
    expect(within(1.96, all)).toBeGreaterThanOrEqual(leastHeld(all.length, 0.9));
  });
});
