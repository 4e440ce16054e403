import { describe, expect, it } from 'vitest';
import { seededRng } from '../math/rng.ts';
import {
  aliveWhileWaiting,
  fitWaitLaws,
  pauseEndsBetween,
  rhythmEndedBy,
  type Wait,
  type WaitLaw,
  waitEndedBy,
} from './wait-law.ts';

const law: WaitLaw = {
  shape: 'normal',
  centre: -0.1,
  spread: 0.85,
  pauseCentre: 2.5,
  pauseSpread: 0.8,
  pauseShares: [0.35, 0.2, 0.15, 0.1],
};

/** Waits by the law, watched until a standardised time of their own. */
function drawn(of: WaitLaw, n: number, seed: number): (Wait & { paused: boolean })[] {
  const rng = seededRng(seed);
  return Array.from({ length: n }, (_, at) => {
    const purchases = 1 + (at % 8);
    const share = of.pauseShares[purchases < 3 ? purchases - 1 : purchases < 6 ? 2 : 3] as number;
    const paused = rng.uniform() < share;
    const erlang = () => Math.log(-Math.log(rng.uniform()) - Math.log(rng.uniform()));
    const own = of.shape === 'normal' ? rng.normal() : erlang();
    const z = paused ? of.pauseCentre + of.pauseSpread * rng.normal() : of.centre + of.spread * own;
    const watched = 4 * rng.uniform() - 0.5;
    return { z: Math.min(z, watched), isOpen: z > watched, purchases, paused };
  });
}

describe('the law of waits', () => {
  it.each(['normal', 'erlang'] as const)('of shape %s is found again, and the likelier of the two', shape => {
    const truth = { ...law, shape };
    const found = fitWaitLaws(drawn(truth, 40_000, 3));
    const other = shape === 'normal' ? 'erlang' : 'normal';
    expect(found[shape].logLikelihood).toBeGreaterThan(found[other].logLikelihood);
    expect(found[shape].centre).toBeCloseTo(truth.centre, 1);
    expect(found[shape].spread).toBeCloseTo(truth.spread, 1);
    expect(found[shape].pauseCentre).toBeCloseTo(truth.pauseCentre, 0);
    for (const [at, share] of truth.pauseShares.entries())
      expect(Math.abs((found[shape].pauseShares[at] as number) - share)).toBeLessThan(0.03);
  });

  it('says of running waits how many are no pause', () => {
    const open = drawn(law, 60_000, 4).filter(each => each.isOpen);
    for (const [least, most] of [
      [0, 0.2],
      [0.2, 0.8],
      [0.8, 1],
    ] as const) {
      const own = open.filter(each => {
        const alive = aliveWhileWaiting(law, each);
        return alive >= least && alive < most;
      });
      const said = own.reduce((total, each) => total + aliveWhileWaiting(law, each), 0) / own.length;
      expect(own.length).toBeGreaterThan(500);
      expect(Math.abs(own.filter(each => !each.paused).length / own.length - said)).toBeLessThan(0.03);
    }
  });

  it('has the waits of the rhythm in q and all waits in their distribution', () => {
    expect(rhythmEndedBy(law, law.centre)).toBeCloseTo(0.5, 6);
    expect(waitEndedBy(law, { z: law.centre, purchases: 1 })).toBeCloseTo(0.65 * 0.5 + 0.35 * 0.00058, 4);
    expect(waitEndedBy(law, { z: 12, purchases: 9 })).toBeCloseTo(1, 6);
    expect(pauseEndsBetween(law, 2.5, 3.3)).toBeCloseTo(1 - 0.158655 / 0.5, 5);
    expect(pauseEndsBetween(law, 40, 41)).toBe(0);
    expect(aliveWhileWaiting({ ...law, pauseShares: [0, 0, 0, 0] }, { z: 40, purchases: 1 })).toBe(1);
  });

  it('stays at its prior where little was seen, and takes the same for the same', () => {
    const few = [{ z: 0.1, isOpen: true, purchases: 1 }];
    const { normal } = fitWaitLaws(few);
    expect(normal.spread).toBeGreaterThan(0.3);
    expect(normal.spread).toBeLessThan(2);
    expect(fitWaitLaws(few)).toEqual(fitWaitLaws(few));
  });
});
