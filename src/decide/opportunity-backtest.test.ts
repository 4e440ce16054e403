import { describe, expect, it } from 'vitest';
import { backtestMissed, backtestsOf, correctionOf, forecastsMissed } from './opportunity-backtest.ts';
import type { CellCount } from './opportunity-cells.ts';
import { onRhythmReference } from './opportunity-stake.ts';

const cell = (rhythm: number, value: number, customers = 200): CellCount => ({
  occasions: 1,
  rhythm,
  third: 1,
  group: 0,
  customers,
  weight: customers,
  value,
  buyers: 40,
});
const origin = (value: number) => ({
  at: new Date('2025-01-01T00:00:00Z'),
  seasonFactor: 1,
  cells: [cell(1, value)],
  peers: [cell(0, 900)],
});
const reference = onRhythmReference;

describe('a backtest', () => {
  it('lays what the list of that time brought beside what earlier times led to expect', () => {
    const at = new Date('2025-06-01T00:00:00Z');
    const earlier = [origin(400), origin(420), origin(380)];
    const [near, far] = [405, 900].map(
      value =>
        backtestsOf([{ at, cells: [cell(1, value)], peers: [cell(0, 900)], earlier }], { reference })[0],
    );
    expect(near).toMatchObject({ at, customers: 200, realised: 405, inside: true });
    expect(near?.estimate).toBeCloseTo(400, 9);
    expect(near?.twins).toEqual({ estimate: 900, realised: 900 });
    expect(far).toMatchObject({ realised: 900, inside: false });
  });

  it('is not given where no interval could have been', () => {
    const at = new Date('2025-06-01T00:00:00Z');
    const { cells, peers } = origin(1);
    expect(backtestsOf([{ at, cells, peers, earlier: [origin(1), origin(2)] }], { reference })).toEqual([]);
    expect(backtestsOf([], { reference })).toEqual([]);
  });

  it('has no twins where a list is held against its own past, and chooses as it would have then', () => {
    const at = new Date('2025-06-01T00:00:00Z');
    const earlier = [origin(400), origin(420), origin(380)];
    const then = [cell(1, 405), { ...cell(2, 50), ownValue: 7 }];
    const past = [{ at, cells: then, peers: [], earlier }];
    const [own] = backtestsOf(past, {
      reference: { kind: 'own-last-year' },
      choose: list => list.slice(0, 1),
    });
    expect(own).toMatchObject({ customers: 200, realised: 405, inside: true, twins: null });
  });

  it('of campaigns counts from ten on, and misses below 65 in a hundred', () => {
    expect(forecastsMissed({ checked: 9, held: 0 })).toBe(false);
    expect(forecastsMissed({ checked: 10, held: 6 })).toBe(true);
    expect(forecastsMissed({ checked: 20, held: 13 })).toBe(false);
    expect(forecastsMissed({ checked: 0, held: 0 })).toBe(false);
  });

  it('counts against the card when so few intervals held that chance would do it less than once in ten', () => {
    const held = (hits: number, misses: number) => [
      ...new Array(hits).fill({ inside: true }),
      ...new Array(misses).fill({ inside: false }),
    ];
    // P(X ≤ hits) for n of level .8: 2 of 5 .058, 3 of 5 .263, 1 of 3 .104, 0 of 1 .2.
    expect(backtestMissed(held(2, 3))).toBe(true);
    expect(backtestMissed(held(3, 2))).toBe(false);
    expect(backtestMissed(held(1, 2))).toBe(false);
    expect(backtestMissed(held(0, 2))).toBe(true);
    expect(backtestMissed(held(0, 1))).toBe(false);
    expect(backtestMissed([])).toBe(false);
  });

  it('corrects today’s estimate by its record, as if two more times had come true exactly', () => {
    const record = (...ratios: number[]) => ratios.map(ratio => ({ estimate: 100, realised: 100 * ratio }));
    expect(correctionOf([])).toBe(1);
    expect(correctionOf(record(0.8))).toBeCloseTo(0.8 ** (1 / 3), 12);
    expect(correctionOf(record(0.5, 2))).toBeCloseTo(1, 12);
    expect(correctionOf(record(0.8, 0.8, 0.8, 0.8, 0.8))).toBeCloseTo(0.8 ** (5 / 7), 12);
    expect(correctionOf(record(0))).toBeCloseTo((1 / 3) ** (1 / 3), 12);
    expect(correctionOf([{ estimate: 0, realised: 5 }])).toBe(1);
  });
});
