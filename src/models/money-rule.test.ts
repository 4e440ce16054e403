import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { moments } from '../math/moments.ts';
import { seededRng } from '../math/rng.ts';
import { incrementalProfit } from './incremental-profit.ts';
import { effectiveBuyers, moneyRule } from './money-rule.ts';
import { rerandomise } from './re-randomisation.ts';
import { welchDifference } from './two-means.ts';

/** An arm of n people of whom `buyers` spend log-normal amounts around 55, plus `gift` each. */
const spenders = (seed: number, n: number, buyers: number, gift = 0) => {
  const rng = seededRng(seed);
  return {
    n,
    buyers,
    values: Float64Array.from({ length: buyers }, () => Math.exp(4 + rng.normal()) + gift),
  };
};

/** All assignments of a small population: the distribution that redraws only sample. */
function exactTails(values: readonly number[], treatedSize: number, observed: number) {
  const n = values.length;
  let above = 0;
  let below = 0;
  let all = 0;
  for (let mask = 0; mask < 1 << n; mask++) {
    const inside = values.filter((_, index) => mask & (1 << index));
    if (inside.length !== treatedSize) continue;
    const outside = values.filter((_, index) => !(mask & (1 << index)));
    const { t } = welchDifference(moments(inside), moments(outside));
    all++;
    if (t >= observed - 1e-12) above++;
    if (t <= observed + 1e-12) below++;
  }
  return Math.min(1, (2 * Math.min(above, below)) / all);
}

describe('studentised re-randomisation', () => {
  test('agrees with the full enumeration of a tiny population', () => {
    const [treated, control] = [
      [5, 9, 0, 14, 3, 0, 8],
      [2, 0, 1, 4, 0],
    ];
    const { t, p } = rerandomise({
      treated: { n: 7, values: treated.filter(Boolean) },
      control: { n: 5, values: control.filter(Boolean) },
      seed: 1,
      draws: 99_999,
    });
    const exact = exactTails([...treated, ...control], 7, t);
    expect(Math.abs(p - exact)).toBeLessThan(5 * Math.sqrt((exact * 2) / 99_999));
  });

  test('the same seed gives the same bytes, whatever the order of the rows', () => {
    const input = { treated: spenders(1, 9000, 300, 4), control: spenders(2, 1000, 30), seed: 5 };
    const shuffled = { ...input, treated: { ...input.treated, values: [...input.treated.values].reverse() } };
    expect(JSON.stringify(rerandomise(shuffled))).toBe(JSON.stringify(rerandomise(input)));
    expect(rerandomise({ ...input, seed: 6 }).lo).not.toBe(rerandomise(input).lo);
  });

  test('the interval excludes 0 exactly when p is at most .05', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0, max: 60, noNaN: true }), (seed, gift) => {
        const result = rerandomise({
          treated: spenders(seed, 900, 60, gift),
          control: spenders(seed + 1, 300, 20),
          seed,
          draws: 399,
        });
        expect(result.lo > 0 || result.hi < 0).toBe(result.p <= 0.05);
        expect(result.lo).toBeLessThanOrEqual(result.hi);
      }),
      { seed: 51, numRuns: 60 },
    );
  });

  test('swapping the arms mirrors the estimate; another currency unit scales it', () => {
    const [treated, control] = [spenders(3, 2000, 80, 10), spenders(4, 2000, 60)];
    const forward = rerandomise({ treated, control, seed: 9 });
    const backward = rerandomise({ treated: control, control: treated, seed: 9 });
    expect(backward.estimate).toBe(-forward.estimate);
    expect(Math.abs(backward.lo + forward.hi)).toBeLessThan(0.08 * forward.se);
    const cents = (arm: typeof treated) => ({ ...arm, values: arm.values.map(value => value * 100) });
    const scaled = rerandomise({ treated: cents(treated), control: cents(control), seed: 9 });
    expect(scaled.p).toBe(forward.p);
    expect(scaled.lo / forward.lo).toBeCloseTo(100, 6);
  });

  test('spend near a million that differs by cents keeps its variance', () => {
    const everybody = (seed: number, gift: number) => {
      const rng = seededRng(seed);
      return { n: 200, values: Float64Array.from({ length: 200 }, () => 1e6 + gift + 0.1 * rng.normal()) };
    };
    const result = rerandomise({ treated: everybody(1, 0.05), control: everybody(2, 0), seed: 3 });
    expect(result.se).toBeCloseTo(0.01, 3);
    expect(result.hi - result.lo).toBeCloseTo(0.039, 2);
  });

  test('with two large equal arms it is Welch', () => {
    const [treated, control] = [spenders(7, 20_000, 2000), spenders(8, 20_000, 2000)];
    const ours = rerandomise({ treated, control, seed: 1 });
    const padded = (arm: typeof treated) =>
      moments([...arm.values, ...new Array(arm.n - arm.buyers).fill(0)]);
    const welch = welchDifference(padded(treated), padded(control));
    expect(ours.estimate).toBeCloseTo(welch.estimate, 9);
    expect(ours.t).toBeCloseTo(welch.t, 9);
    expect(Math.abs(ours.lo - welch.lo) / welch.se).toBeLessThan(0.15);
    expect(Math.abs(ours.p - welch.p)).toBeLessThan(0.03);
  });
});

describe('which method may speak', () => {
  test('fewer than 30 buyers in an arm: no money figure', () => {
    const outcome = moneyRule({ treated: spenders(1, 900, 40), control: spenders(2, 100, 29), seed: 1 });
    expect(outcome).toEqual({ status: 'refused', refusal: 'result-too-few-buyers' });
  });

  test('one dealer among forty buyers: no money figure', () => {
    const control = spenders(2, 400, 40);
    control.values[0] = 1e6;
    expect(effectiveBuyers(control.values)).toBeLessThan(1.1);
    const outcome = moneyRule({ treated: spenders(1, 900, 90), control, seed: 1 });
    expect(outcome).toEqual({ status: 'refused', refusal: 'result-few-large-buyers' });
  });

  test('an empty arm: nobody to compare with', () => {
    const outcome = moneyRule({
      treated: spenders(1, 900, 40),
      control: { n: 0, buyers: 0, values: [] },
      seed: 1,
    });
    expect(outcome).toEqual({ status: 'refused', refusal: 'result-no-people' });
  });

  test('re-randomisation by default; Welch only for bases too large to redraw', () => {
    const usual = moneyRule({ treated: spenders(1, 9000, 400), control: spenders(2, 1000, 80), seed: 1 });
    expect(usual).toMatchObject({ status: 'ok', method: 'studentised-rerandomisation' });
    const huge = moneyRule({
      treated: spenders(1, 500_000, 80_000),
      control: spenders(2, 500_000, 80_000),
      seed: 1,
    });
    expect(huge).toMatchObject({ status: 'ok', method: 'welch-t' });
  });

  test('a million people with 3 % buyers and 10 % control are read within 10 seconds', () => {
    const started = performance.now();
    const outcome = moneyRule({
      treated: spenders(1, 900_000, 27_000),
      control: spenders(2, 100_000, 3000),
      seed: 1,
    });
    expect(outcome).toMatchObject({ method: 'studentised-rerandomisation' });
    expect((performance.now() - started) / 1000).toBeLessThan(10);
  });
});

describe('incremental profit', () => {
  const treated = spenders(11, 8000, 480, 30);
  const control = spenders(12, 2000, 100);
  const valued = (cost: number) => ({ values: treated.values, costs: treated.values.map(() => cost) });
  const base = { control, fixedCost: 5000, seed: 3 };

  test('a contact cost everybody shares shifts profit by exactly that cost', () => {
    const free = incrementalProfit({
      ...base,
      treated: { ...treated, valued: valued(0), idle: [{ cost: 0, people: 7520 }] },
    });
    const paid = incrementalProfit({
      ...base,
      treated: { ...treated, valued: valued(2), idle: [{ cost: 2, people: 7520 }] },
    });
    if (free.status !== 'ok' || paid.status !== 'ok') throw new TypeError('refused');
    expect(free.perPerson.estimate - paid.perPerson.estimate).toBeCloseTo(2, 9);
    expect(free.perPerson.hi - free.perPerson.lo).toBeCloseTo(paid.perPerson.hi - paid.perPerson.lo, 9);
    expect(paid.total.estimate).toBeCloseTo(8000 * paid.perPerson.estimate - 5000, 6);
    expect(paid.perThousand.estimate).toBeCloseTo(1000 * paid.perPerson.estimate, 9);
    expect(paid.contactCost).toBe(2);
  });

  test('costs that differ between people enter person by person', () => {
    const mixed = incrementalProfit({
      ...base,
      treated: {
        ...treated,
        valued: valued(3),
        idle: [
          { cost: 2, people: 7000 },
          { cost: 0, people: 520 },
        ],
      },
    });
    if (mixed.status !== 'ok') throw new TypeError('refused');
    const meanCost = (480 * 3 + 7000 * 2) / 8000;
    expect(mixed.contactCost).toBeCloseTo(meanCost, 12);
    const gross = moments(treated.values).mean * 0.06 - moments(control.values).mean * 0.05;
    expect(mixed.perPerson.estimate).toBeCloseTo(gross - meanCost, 9);
  });

  test('refused with the money rule', () => {
    const outcome = incrementalProfit({
      ...base,
      control: spenders(1, 2000, 10),
      treated: { ...treated, valued: valued(0), idle: [{ cost: 0, people: 7520 }] },
    });
    expect(outcome).toEqual({ status: 'refused', refusal: 'result-too-few-buyers' });
  });
});
