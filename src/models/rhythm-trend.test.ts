/** The law of rhythm, pauses and changes recovered from drawn customers, and ρ against a direct sum over everything unknown. */
import { describe, expect, it } from 'vitest';
import { type Rng, seededRng } from '../math/rng.ts';
import { changes, type PurchaseTimes, perLevel, perLog, type RhythmLaw } from './rhythm-law.ts';
import { fitRhythmLaw } from './rhythm-law-fit.ts';
import { rhythmTrends, type TrendHistory } from './rhythm-trend.ts';

const steady = { perPurchase: 0, step: 0 };
const shares = (of: readonly [number, (typeof changes)[number]][]) =>
  changes.map(
    each => of.find(([, c]) => c.perPurchase === each.perPurchase && c.step === each.step)?.[0] ?? 0,
  );

const law: RhythmLaw = {
  shape: 2,
  pauseCentre: Math.log(400),
  pauseSpread: 0.7,
  pauseShares: [0.2, 0.1, 0.1, 0.05],
  levelFrom: Math.round(Math.log(20) * perLog),
  levelShares: [0.3, 0.4, 0.3],
  changeShares: shares([
    [0.8, steady],
    [0.1, { perPurchase: 0.1, step: 0 }],
    [0.1, { perPurchase: 0, step: 1 }],
  ]),
};

const exponential = (rng: Rng) => -Math.log(rng.uniform());
const span = { now: 1100, recentFrom: 920, olderFrom: 20 };

/** A customer of the law; every wait is drawn on the clock of its own rate. */
function drawn(rng: Rng): PurchaseTimes {
  const u = rng.uniform();
  const change = u < 0.8 ? steady : u < 0.9 ? { perPurchase: 0.1, step: 0 } : { perPurchase: 0, step: 1 };
  const level = (law.levelFrom + perLevel * Math.floor(3 * rng.uniform())) / perLog;
  const ticks: number[] = [];
  for (let at = 600 * rng.uniform(); at < span.now; ) {
    ticks.push(at);
    const mean = Math.exp(level + change.perPurchase * (ticks.length - 1));
    const rhythm = (mean / 2) * (exponential(rng) + exponential(rng));
    const share = law.pauseShares[
      Math.min(
        3,
        [1, 2, 3, 6].findLastIndex(from => ticks.length >= from),
      )
    ] as number;
    const pause = mean + Math.exp(law.pauseCentre + law.pauseSpread * rng.normal());
    const wait = rng.uniform() < share ? pause : rhythm;
    const before = Math.max(0, span.recentFrom - at);
    at += wait <= before || change.step === 0 ? wait : before + (wait - before) * Math.exp(-change.step);
  }
  return { ticks, bought: ticks.length, now: span.now, recentFrom: span.recentFrom };
}

describe('the law of rhythm', () => {
  it('recovers regularity, pauses and who changes from the waits of a base', () => {
    const rng = seededRng(5);
    const customers = Array.from({ length: 3000 }, () => drawn(rng));
    const found = fitRhythmLaw({ customers, mu: Math.log(28), tau: 0.4 });
    expect(found.shape).toBeGreaterThan(1.8);
    expect(found.shape).toBeLessThan(2.2);
    expect(Math.exp(found.pauseCentre)).toBeGreaterThan(300);
    expect(Math.exp(found.pauseCentre)).toBeLessThan(550);
    for (const [at, share] of law.pauseShares.entries())
      expect(Math.abs((found.pauseShares[at] as number) - share)).toBeLessThan(0.035);
    const sum = (of: (each: (typeof changes)[number]) => boolean) =>
      changes.reduce((total, each, at) => total + (of(each) ? (found.changeShares[at] as number) : 0), 0);
    // Neighbours on the grid share what lies between them.
    expect(sum(each => each.perPurchase > 0)).toBeCloseTo(0.1, 1);
    expect(sum(each => each.step > 0)).toBeGreaterThan(0.06);
    expect(sum(each => each.step < 0 || each.perPurchase < 0)).toBeLessThan(0.08);
    const few = { customers: customers.slice(0, 200), mu: Math.log(28), tau: 0.4 };
    expect(fitRhythmLaw(few)).toEqual(fitRhythmLaw(few));
  });

  it('stands also where nobody ever came again', () => {
    const customers = Array.from({ length: 60 }, (_, n) => ({
      ticks: [n],
      bought: 1,
      now: 400,
      recentFrom: 300,
    }));
    const found = fitRhythmLaw({ customers, mu: 4, tau: 0.8 });
    expect(found.levelShares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
    expect(found.changeShares[0]).toBeGreaterThan(0.8);
  });
});

/** ρ's chances by adding up every level, change and set of pauses with densities instead of tables. */
function directly({ ticks, now, recentFrom, olderFrom }: TrendHistory) {
  const density = (x: number) => 4 * x * x * Math.exp(-2 * x);
  const lasts = (x: number) => (1 + 2 * x) * Math.exp(-2 * x);
  const sums = { all: 0, grows: 0, declines: 0 };
  for (const [level, levelShare] of law.levelShares.entries())
    for (const [at, { perPurchase, step }] of changes.entries())
      for (let set = 0; set < 2 ** (ticks.length - 1); set++) {
        let weight = levelShare * (law.changeShares[at] as number);
        let [recent, older] = [0, 0];
        for (const [n, from] of ticks.entries()) {
          const to = ticks[n + 1] ?? now;
          const mean = Math.exp((law.levelFrom + perLevel * level) / perLog + perPurchase * n);
          const share = law.pauseShares[[1, 2, 3, 6].findLastIndex(of => n + 1 >= of)] as number;
          const late = Math.max(0, to - Math.max(from, recentFrom));
          const paced = to - from + late * Math.expm1(step);
          const beyond = to - from - mean;
          const x = (Math.log(Math.max(1e-9, beyond)) - law.pauseCentre) / law.pauseSpread;
          if (set & (2 ** n))
            weight *=
              beyond > 0
                ? ((share * Math.exp(-0.5 * x * x)) / (law.pauseSpread * Math.sqrt(2 * Math.PI)) / beyond) *
                  (to - from)
                : 0;
          else if (n === ticks.length - 1) weight *= (1 - share) * lasts(paced / mean);
          else
            weight *=
              ((1 - share) * density(paced / mean) * (to - from) * (late > 0 ? Math.exp(step) : 1)) / paced;
          if (set & (2 ** n)) continue;
          recent += (late * Math.exp(step)) / mean;
          older += Math.max(0, Math.min(to, recentFrom) - Math.max(from, olderFrom)) / mean;
        }
        const ratio = recent / (now - recentFrom) / Math.max(1e-12, older / (recentFrom - olderFrom));
        sums.all += weight;
        if (ratio > 1.1) sums.grows += weight;
        if (ratio < 0.9) sums.declines += weight;
      }
  return { grows: sums.grows / sums.all, declines: sums.declines / sums.all };
}

describe('the ratio of rates', () => {
  const chances = rhythmTrends(law);
  const cases: Readonly<Record<string, readonly number[]>> = {
    'of somebody who keeps a rhythm': [765, 800, 820, 850, 890, 915, 950, 980, 1010, 1045, 1080],
    'after a pause that has ended': [180, 205, 240, 800, 830, 850, 890, 930, 980, 1040, 1080],
    'of twice as many purchases lately': [690, 740, 800, 880, 930, 950, 985, 1010, 1040, 1070],
    'of gaps that grow': [600, 615, 640, 660, 695, 740, 800, 880, 1000, 1090],
    'after one gap': [900, 1060],
  };
  it.each(Object.keys(cases))('%s is that of a direct sum', name => {
    const ticks = cases[name] as readonly number[];
    const history = { ...span, ticks, bought: ticks.length, olderFrom: Math.max(20, ticks[0] as number) };
    const [found, told] = [chances(history), directly(history)];
    expect(Math.abs(found.grows - told.grows)).toBeLessThan(0.05);
    expect(Math.abs(found.declines - told.declines)).toBeLessThan(0.05);
  });

  it('knows a return from a pause for growth, and waits as ever for none', () => {
    const of = (name: string) => {
      const ticks = cases[name] as readonly number[];
      return chances({ ...span, ticks, bought: ticks.length, olderFrom: ticks[0] as number });
    };
    expect(of('after a pause that has ended').grows).toBeGreaterThan(0.8);
    expect(of('of somebody who keeps a rhythm').grows).toBeLessThan(0.5);
    expect(of('of gaps that grow').declines).toBeGreaterThan(0.5);
  });

  it('counts the first purchases only, whatever came later', () => {
    const ticks = cases['of somebody who keeps a rhythm'] as readonly number[];
    const past = { now: 960, recentFrom: 860, olderFrom: 765, bought: 7 };
    expect(chances({ ...past, ticks })).toEqual(chances({ ...past, ticks: ticks.slice(0, 7) }));
  });
});
