import { describe, expect, it } from 'vitest';
import { seededRng } from '../../math/rng.ts';
import { recalibrated, unchanged } from '../../models/logistic-recalibration.ts';
import {
  calibrateRepurchase,
  operationalDaysAhead,
  pastTimes,
  stageRecalibration,
} from './repurchase-calibration.ts';

const clockOf = (days: number, index: (day: number) => number) => {
  let elapsed = 0;
  const elapsedMilliDays = Array.from({ length: days }, (_, day) =>
    Math.round((elapsed += index(day)) * 1000),
  );
  return { kind: 'observed' as const, from: '1970-01-01', elapsedMilliDays };
};
const families = [
  { fromYear: 1970, toYear: 1980, model: { kind: 'mbg-nbd' as const, r: 1, alpha: 60, a: 0.5, b: 5 } },
];

const rhythm = { mu: Math.log(20), muByCategory: {}, sigma: 0.3, tau: 0.3, stop: 0.1 };

describe('past times', () => {
  it('are whole, a quarter apart, and have a history before them', () => {
    expect(pastTimes({ asOf: 1000, first: 0 }, 90)).toEqual([910, 820, 730, 640]);
    expect(pastTimes({ asOf: 400, first: 0 }, 90)).toEqual([310, 220]);
    expect(pastTimes({ asOf: 1000, first: 0 }, 365)).toEqual([635, 545, 455, 365]);
  });
  it('are none where there is but one', () => {
    expect(pastTimes({ asOf: 359, first: 0 }, 90)).toEqual([]);
  });
});

describe('operational days ahead', () => {
  // Busy in the first 90 days of every 364.
  const clock = clockOf(1001, day => (day % 364 < 90 ? 2 : 0.7));
  it('are those of a year before, once there are two years', () => {
    expect(operationalDaysAhead({ clock, asOf: 727, first: 0 }, 90)).toBe(90);
    expect(operationalDaysAhead({ clock, asOf: 1000, first: 0 }, 90)).toBeLessThan(70);
    expect(operationalDaysAhead({ clock, asOf: 1000, first: 0 }, 365)).toBe(365);
  });
});

describe('the correction of the chance of an order', () => {
  /** Everybody stays away for good after one year and buys every 20 days before, but one in five of the gone returns on any 90 days. */
  const rng = seededRng(5);
  const buyers = Array.from({ length: 2000 }, () => {
    const days: number[] = [];
    for (let day = rng.below(300); day < 365; day += 20) days.push(day);
    for (let day = 365; day < 1200; day += 90) if (rng.uniform() < 0.2) days.push(day + rng.below(90));
    return { category: '', days, values: days.map(() => 100) };
  });
  const base = {
    clock: clockOf(1201, () => 1),
    rhythm,
    waits: null,
    families,
    newWindowDays: 30,
    buyers,
    first: 0,
    cuts: null,
    orderValue: { status: 'insufficient' as const, customers: 0 },
  };

  it('is as high as what came, whatever the model says of those it takes for gone', () => {
    const { quarter } = calibrateRepurchase({ ...base, asOf: 1200 });
    expect(quarter.times).toBe(4);
    const lost = stageRecalibration(quarter, 'lost');
    if (!lost) expect.fail('there are lost customers');
    expect(lost.slope).toBeLessThan(0.5);
    expect(lost.spread).toBeGreaterThan(0);
    expect(lost.came).toBeGreaterThan(2 * lost.given);
    expect(lost.customers).toBeGreaterThan(1000);
    const chance = recalibrated(1e-4, { ...unchanged, ...lost });
    expect(chance).toBeGreaterThan(0.1);
    expect(chance).toBeLessThan(0.3);
  });

  it('is none while the base is young or no model scores it', () => {
    const young = calibrateRepurchase({ ...base, asOf: 300 });
    expect(young.quarter).toEqual({ days: 90, operationalDays: 90, times: 0, stages: [] });
    const refused = calibrateRepurchase({ ...base, families: [], asOf: 1200 });
    expect(refused.quarter.stages).toEqual([]);
    expect(refused.year.stages).toEqual([]);
  });
});
