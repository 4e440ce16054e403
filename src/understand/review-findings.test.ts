/** Findings: planted ones are found with the right size, chance is not, and what data cannot support is not tried. */
import { expect, it } from 'vitest';
import { seededRng } from '../math/rng.ts';
import type { BaseMovement } from '../records/base-movement.ts';
import { changeOf, type GroupSums, type SliceSums } from './review-change.ts';
import { type Candidate, findingCandidates, type Month } from './review-finding-candidates.ts';
import { findingWords } from './review-finding-words.ts';
import { chooseFindings, yearSales } from './review-findings.ts';

const spans = {
  kind: 'year',
  before: { from: '2024-03-01', to: '2025-02-28' },
  after: { from: '2025-03-01', to: '2026-02-28' },
} as const;

const still: BaseMovement = {
  currency: 'CNY',
  valueIs: 'sales',
  concentration: null,
  months: [],
  firstPurchases: null,
  cohorts: [],
};

const group = (name: GroupSums['group'], rest: Partial<GroupSums>): GroupSums => ({
  group: name,
  customers: 0,
  ordersBefore: 0,
  ordersAfter: 0,
  salesBefore: 0,
  salesAfter: 0,
  refundsBefore: 0,
  refundsAfter: 0,
  squares: 0,
  refundSquares: [0, 0],
  ...rest,
});

const slice = (name: string, before: number, after: number, by: SliceSums['by'] = 'category'): SliceSums => ({
  by,
  name,
  before,
  after,
  squares: [before * 100, after * 100],
});

const monthNames = (n: number) =>
  Array.from({ length: n }, (_, at) => {
    const date = new Date(Date.UTC(2023, 2 + at, 1));
    return date.toISOString().slice(0, 7);
  });
const month = (name: string, revenueMinor: number, marginMinor: number | null = null): Month => ({
  month: name,
  revenueMinor,
  refundsMinor: 0,
  marginMinor,
  buyers: 1,
  orders: 1,
  partial: false,
});

const sources = (rest: Partial<Parameters<typeof findingCandidates>[0]>) => ({
  months: [],
  changes: { currency: 'CNY', historyDays: 800, changes: [] },
  movement: still,
  festivals: { currency: 'CNY', historyDays: 800, festivals: [], aligned: null },
  exponent: 2,
  ...rest,
});
const changesOf = (...args: Parameters<typeof changeOf>) => ({
  currency: 'CNY',
  historyDays: 800,
  changes: [changeOf(...args)],
});
const kinds = (found: readonly Pick<Candidate, 'kind' | 'about'>[]) =>
  found.map(each => (each.about ? `${each.kind} ${each.about}` : each.kind));

it('a base without sales, with one customer or only with refunds has no finding', () => {
  expect(findingCandidates(sources({}))).toEqual([]);
  expect(chooseFindings([], 0)).toEqual([]);
  const one = group('kept', {
    customers: 1,
    ordersBefore: 1,
    ordersAfter: 1,
    salesBefore: 10_000,
    salesAfter: 20_000,
    squares: 1e8,
  });
  const tried = findingCandidates(
    sources({ changes: changesOf(spans, [one], [slice('A', 10_000, 20_000)]) }),
  );
  expect(chooseFindings(tried, 20_000)).toEqual([]);
  const back = group('none', { customers: 9, refundsBefore: 500, refundsAfter: 700, squares: 40_000 });
  expect(chooseFindings(findingCandidates(sources({ changes: changesOf(spans, [back], []) })), -700)).toEqual(
    [],
  );
});

it('a fall beyond chance is told with its number, its interval and its largest driver, in both languages', () => {
  const kept = group('kept', {
    customers: 4_000,
    ordersBefore: 9_000,
    ordersAfter: 8_000,
    salesBefore: 90_000_000,
    salesAfter: 80_000_000,
    squares: 1e12,
  });
  const changes = changesOf(spans, [kept], []);
  const found = chooseFindings(findingCandidates(sources({ changes })), 80_000_000);
  expect(kinds(found)).toEqual(['sales-change', 'kept-spend']);
  const [first] = found;
  expect(first).toMatchObject({ amountMinor: 80_000_000, expectedMinor: 90_000_000 });
  expect(first?.surprise).toBeCloseTo(10, 3);
  expect((first?.hi ?? 0) - (first?.lo ?? 0)).toBeCloseTo(2 * 1.96e6, -5);
  const words = first && findingWords(first, 'CNY').sentence;
  expect(words?.en).toBe(
    'Net sales of the last 365 days are ¥800K, ¥100K less than in 2024-03-01 – 2025-02-28 (11.1%; 95 % interval -¥120K to -¥80.4K); the largest part is orders a buyer (-¥100K).',
  );
  expect(words?.zh).toContain('少 ¥10万');
  expect(words?.zh).toContain('人均订单数');
});

it('a category that leaves the whole is told, the nameless and the rest are not, and two of a kind at most', () => {
  const kept = group('kept', {
    customers: 4_000,
    ordersBefore: 1,
    ordersAfter: 1,
    salesBefore: 4e8,
    salesAfter: 4e8,
    squares: 1e10,
  });
  const slices = [
    slice('tea', 1e8, 1.6e8),
    slice('cups', 1e8, 0.7e8),
    slice('pots', 1e8, 0.8e8),
    slice('', 1e8, 0.9e8),
  ];
  const found = chooseFindings(
    findingCandidates(sources({ changes: changesOf(spans, [kept], slices) })),
    4e8,
  );
  expect(kinds(found)).toEqual(['category-shift tea', 'category-shift cups']);
});

it('what is sure and small is not told', () => {
  const kept = group('kept', {
    customers: 4_000,
    ordersBefore: 1,
    ordersAfter: 1,
    salesBefore: 1e8,
    salesAfter: 1.004e8,
    squares: 1e4,
  });
  expect(chooseFindings(findingCandidates(sources({ changes: changesOf(spans, [kept], []) })), 1e8)).toEqual(
    [],
  );
});

it('the last whole month is laid beside its like of a year before and how the base moved; festivals are not', () => {
  const names = monthNames(27);
  const wobble = (at: number) => 1 + 0.01 * Math.sin(at * 2.4);
  const level = (name: string) => 1e7 * (1 + Number(name.slice(5)) / 10);
  const steady = names.map((name, at) => month(name, level(name) * 1.1 ** (at / 12) * wobble(at)));
  const tell = (months: Month[]) =>
    findingCandidates(sources({ months })).filter(each => each.kind === 'month');
  expect(names.at(-1)).toBe('2025-05');
  expect(chooseFindings(tell(steady), yearSales(steady))).toEqual([]);
  const last = steady.at(-1);
  if (!last) expect.fail('there are months');
  const fallen = [...steady.slice(0, -1), { ...last, revenueMinor: last.revenueMinor * 0.6 }];
  const [found] = chooseFindings(tell(fallen), yearSales(fallen));
  expect(found).toMatchObject({ kind: 'month', about: '2025-05' });
  expect(found?.expectedMinor).toBeGreaterThan(0.97 * last.revenueMinor);
  expect(found?.expectedMinor).toBeLessThan(1.03 * last.revenueMinor);
  expect(found?.hi).toBeLessThan(0);
  // To the end of January: nothing to compare with.
  expect(tell(fallen.slice(0, 23))).toEqual([]);
  // Under a year of history: nothing either.
  expect(tell(fallen.slice(-11))).toEqual([]);
});

it('a margin rate that slipped is told in money; where costs are missing it is not tried', () => {
  const names = monthNames(15);
  const rate = (at: number) => (at >= 12 ? 0.3 : 0.4) + 0.005 * (at % 2);
  const months = names.map((name, at) => month(name, 1e7, Math.round(1e7 * rate(at))));
  const [found] = chooseFindings(findingCandidates(sources({ months })), yearSales(months));
  expect(found).toMatchObject({ kind: 'margin-rate' });
  expect((found?.amountMinor ?? 0) - (found?.expectedMinor ?? 0)).toBeCloseTo(-3.1e6, -6);
  expect(findingCandidates(sources({ months: names.map(name => month(name, 1e7)) }))).toEqual([]);
});

it('a cohort that came back less is told with its money; small cohorts are not compared', () => {
  const cohort = (quarter: string, customers: number, active: number) => ({
    quarter,
    customers,
    quarters: [
      { active: customers, value: customers * 100 },
      { active, value: active * 90 },
    ],
  });
  const before = ['2024-Q4', '2025-Q1', '2025-Q2', '2025-Q3'];
  const cohorts = [...before.map((q, at) => cohort(q, 2_000, 600 + at * 5)), cohort('2025-Q4', 2_000, 400)];
  const movement = { ...still, cohorts };
  const [found] = chooseFindings(findingCandidates(sources({ movement })), 3e7);
  expect(found).toMatchObject({ kind: 'cohort-return', about: '2025-Q4' });
  expect(found?.period).toEqual({ from: '2026-01-01', to: '2026-03-31' });
  expect((found?.amountMinor ?? 0) - (found?.expectedMinor ?? 0)).toBeCloseTo(-207.5 * 90 * 100, -4);
  const small = { ...still, cohorts: cohorts.map(each => ({ ...each, customers: 99 })) };
  expect(findingCandidates(sources({ movement: small }))).toEqual([]);
});

class Sum {
  before = 0;
  after = 0;
  squares = 0;
  add(was: number, is: number) {
    this.before += was;
    this.after += is;
    this.squares += (is - was) ** 2;
  }
}

it('of 400 bases in which nothing changed at most one in ten is told anything', () => {
  const rng = seededRng(20261128);
  let told = 0;
  for (let run = 0; run < 400; run++) {
    const names = ['kept', 'lost', 'new'] as const;
    const sums = { kept: new Sum(), lost: new Sum(), new: new Sum() };
    const slices = ['a', 'b', 'c', 'd'].map(name => ({ name, net: [0, 0], squares: [0, 0] }));
    let [customers, lineCount] = [0, 0];
    for (let customer = 0; customer < 300; customer++) {
      const level = Math.exp(8 + 0.6 * rng.normal());
      const rate = 1 + 2 * rng.uniform();
      const spent = [0, 1].map(span => {
        let total = 0;
        for (let at = -Math.log(rng.uniform()); at < rate; at -= Math.log(rng.uniform())) {
          const net = level * Math.exp(0.5 * rng.normal());
          const own = slices[Math.floor(4 * rng.uniform())];
          if (own) {
            own.net[span] = (own.net[span] ?? 0) + net;
            own.squares[span] = (own.squares[span] ?? 0) + net ** 2;
          }
          total += net;
          lineCount++;
        }
        return total;
      });
      const [was = 0, is = 0] = spent;
      if (was === 0 && is === 0) continue;
      customers++;
      const name = was > 0 && is > 0 ? 'kept' : was > 0 ? 'lost' : 'new';
      sums[name].add(was, is);
    }
    const groups = names.map(name =>
      group(name, {
        customers: Math.round(customers / 3),
        ordersBefore: name === 'new' ? 0 : lineCount / 4,
        ordersAfter: name === 'lost' ? 0 : lineCount / 4,
        salesBefore: sums[name].before,
        salesAfter: sums[name].after,
        squares: sums[name].squares,
      }),
    );
    const changes = changesOf(
      spans,
      groups,
      slices.map(each => ({
        by: 'category',
        name: each.name,
        before: each.net[0] ?? 0,
        after: each.net[1] ?? 0,
        squares: [each.squares[0] ?? 0, each.squares[1] ?? 0],
      })),
    );
    const year = changes.changes[0]?.afterMinor ?? 0;
    if (chooseFindings(findingCandidates(sources({ changes })), year).length > 0) told++;
  }
  expect(told / 400).toBeLessThanOrEqual(0.1);
});

it('a festival that sold less than the one before is told, one that moved like the year is not', () => {
  const year = (day: string, netMinor: number) => ({
    day,
    from: day,
    to: day,
    netMinor,
    orders: 9,
    change: null,
  });
  const of = (festival: '618' | 'double-11', now: number, before: number) => ({
    festival,
    lead: 0,
    lag: 0,
    partial: false,
    years: [
      {
        ...year('2025-11-11', now),
        change: { amountMinor: now - before, noise: { lo: now - before - 4e5, hi: now - before + 4e5 } },
      },
      year('2024-11-11', before),
    ],
  });
  const festivals = {
    currency: 'CNY',
    historyDays: 800,
    festivals: [of('618', 5e6, 5e6), of('double-11', 6e6, 9e6)],
    aligned: null,
  };
  const found = chooseFindings(findingCandidates(sources({ festivals })), 1e8);
  expect(kinds(found)).toEqual(['festival double-11']);
  expect(found[0] && findingWords(found[0], 'CNY').sentence.en).toContain('Double 11');
});
