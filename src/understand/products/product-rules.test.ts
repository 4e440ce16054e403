/** Classes, bridges, rates and advice: each rule on figures that can be checked by eye, and what must hold for any. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ratesAgainst } from './counted-rates.ts';
import { type AdviceFacts, adviceFor } from './product-advice.ts';
import { bridgeOf, defaultSpans } from './product-bridge.ts';
import { classesOf } from './product-classes.ts';

const busy = (money: number | null) => ({ money, isIdle: false });

describe('classes', () => {
  it('cumulate what is earned; losses stand last and unknown is not called a class', () => {
    const found = classesOf([
      busy(10),
      busy(70),
      busy(-5),
      busy(15),
      busy(null),
      busy(5),
      { money: 0, isIdle: true },
    ]);
    expect(found.map(each => each.class)).toEqual(['B', 'A', 'negative', 'A', 'unknown', 'C', 'none']);
    expect(found.map(each => each.place)).toEqual([3, 1, 5, 2, 6, 4, 7]);
  });

  it('call nothing A where nothing is earned', () => {
    expect(classesOf([busy(0), busy(-3)]).map(each => each.class)).toEqual(['negative', 'negative']);
  });
});

const money = fc.integer({ min: 0, max: 1e9 });
const span = fc.record({
  sku: fc.string(),
  unitsBefore: fc.integer({ min: 0, max: 5_000 }),
  salesBeforeMinor: money,
  returnsBeforeMinor: money,
  unitsAfter: fc.integer({ min: 0, max: 5_000 }),
  salesAfterMinor: money,
  returnsAfterMinor: money,
});

describe('a bridge', () => {
  it('adds up to the change to the last minor unit, whatever was sold', () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 30 }), rows => {
        const { beforeMinor, afterMinor, parts, products } = bridgeOf(rows);
        expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBe(afterMinor - beforeMinor);
        expect(Object.values(parts).every(Number.isInteger)).toBe(true);
        expect(products.both + products.entered + products.left).toBeLessThanOrEqual(rows.length);
      }),
    );
  });

  it('calls twice the units at the same price volume, and a dearer unit price', () => {
    const row = {
      sku: 'A',
      returnsBeforeMinor: 0,
      returnsAfterMinor: 0,
      unitsBefore: 10,
      salesBeforeMinor: 1_000,
    };
    expect(bridgeOf([{ ...row, unitsAfter: 20, salesAfterMinor: 2_000 }]).parts.volume).toBe(1_000);
    expect(bridgeOf([{ ...row, unitsAfter: 10, salesAfterMinor: 1_200 }]).parts.price).toBe(200);
  });

  it('compares with the year before where there is one, otherwise with the months before', () => {
    const end = 2026 * 12 + 2;
    expect(defaultSpans('2023-05-10', end)).toEqual({
      before: { from: '2024-03', to: '2025-02' },
      after: { from: '2025-03', to: '2026-02' },
    });
    expect(defaultSpans('2024-11-20', end)?.before).toEqual({ from: '2024-12', to: '2025-02' });
    expect(defaultSpans('2025-06-05', end)?.before).toEqual({ from: '2025-09', to: '2025-11' });
    expect(defaultSpans('2026-02-05', end)).toBeNull();
    expect(defaultSpans(null, end)).toBeNull();
  });
});

describe('rates of followed buyers', () => {
  it('are not given under 30 people and are tested as one family', () => {
    const found = ratesAgainst(
      [
        { n: 29, hits: 20 },
        { n: 400, hits: 200 },
        { n: 400, hits: 122 },
      ],
      0.3,
    );
    expect(found[0]).toEqual({ n: 29, rate: null, lo: null, hi: null, q: null });
    expect(found[1]?.q).toBeLessThan(1e-10);
    expect(found[2]?.q).toBeGreaterThan(0.5);
  });
});

describe('advice', () => {
  const base = {
    returnRate: 0.03,
    discountShare: 0.1,
    contributionRate: 0.4,
    secondOrderRate: 0.3,
    lapseRate: 0.5,
    salesGrowth: 0.35,
  };
  const facts: AdviceFacts = {
    class: 'B',
    stage: 'maturity',
    confidence: 0.9,
    isEnded: false,
    slope: 0,
    stockOutMonths: 0,
    orders: 500,
    sales: 100_000,
    salesBefore: 100_000,
    hasYearBefore: true,
    returns: 2_000,
    discountShare: 0.1,
    contribution: 40_000,
    contributionBefore: 40_000,
    daysSinceSale: 2,
    secondOrder: null,
    lapse: null,
  };
  const advise = (change: Partial<AdviceFacts>) => adviceFor({ ...facts, ...change }, base)?.action ?? null;

  it.each([
    ['nothing for a product as the others', {}, null],
    ['stop what lost money in both years', { contribution: -1, contributionBefore: -1 }, 'stop'],
    ['fix, not stop, what lost money once', { contribution: -1 }, 'fix'],
    [
      'fix, not stop, what loses money while growing',
      { contribution: -1, contributionBefore: -1, stage: 'growth' },
      'fix',
    ],
    ['nothing that needs costs without them', { contribution: null, contributionBefore: null }, null],
    ['fix what comes back', { returns: 9_000 }, 'fix'],
    ['nothing about a few orders', { returns: 9_000, orders: 20 }, null],
    ['fix what only sells at a discount', { discountShare: 0.25 }, 'fix'],
    ['fix what buyers leave after', { lapse: { rate: 0.7, q: 0.01 } }, 'fix'],
    ['clear what nobody buys', { daysSinceSale: 120 }, 'clear'],
    ['leave a listing that ended', { daysSinceSale: 120, isEnded: true }, null],
    ['clear what falls and earns little', { class: 'C', stage: 'decline', slope: -0.1 }, 'clear'],
    ['wait while a fall is not sure', { class: 'C', stage: 'decline', slope: -0.1, confidence: 0.6 }, null],
    ['keep supplied what carries the house and ran out', { class: 'A', stockOutMonths: 1 }, 'secure'],
    ['keep supplied what grows far more than everything', { class: 'A', salesBefore: 60_000 }, 'secure'],
    ['nothing about what grows as everything does', { class: 'A', salesBefore: 75_000 }, null],
    ['nothing about the first full year', { class: 'A', salesBefore: 10_000, hasYearBefore: false }, null],
    ['push what wins second orders and earns', { secondOrder: { rate: 0.5, q: 0.001 } }, 'push'],
    [
      'not push what earns less than the rest',
      { secondOrder: { rate: 0.5, q: 0.001 }, contribution: 10_000 },
      null,
    ],
  ] as const)('%s', (_, change, action) => {
    expect(advise(change as Partial<AdviceFacts>)).toBe(action);
  });
});
