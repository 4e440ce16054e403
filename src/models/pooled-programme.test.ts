import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { proportionMde } from './experiment-plan.ts';
import { effectivePeople, mostRounds, roundsToShow } from './pooled-programme.ts';

const half = { controlShare: 0.5, baseRate: 0.03, overlap: 0 };

describe('a pooled programme', () => {
  // METHODS §11: at a base of 3 % and half in control 500 people show 4.3 points, 2,000 show 2.1, 20,000 show .7.
  test.each([
    [500, 2_000, 4],
    [2_000, 20_000, 10],
    [5_000, 100_000, 20],
  ])('of %d people a round shows what %d show at once after %d rounds', (sendsPerRound, atOnce, rounds) => {
    // Rounded up to a ten-thousandth of a point, so that the last round is not lost to a fraction of a person.
    const mde = proportionMde(half.baseRate, { treated: atOnce / 2, control: atOnce / 2 });
    const lift = Math.ceil(mde * 1e6) / 1e6;
    expect(roundsToShow({ ...half, sendsPerRound, lift })).toBe(rounds);
    expect(effectivePeople(rounds, { ...half, sendsPerRound, lift })).toBe(atOnce);
  });

  test('people who come back add what their outcomes do not share: nothing at 1, everything at 0', () => {
    const input = { ...half, sendsPerRound: 500, lift: 0.0215, overlap: 0.5 };
    expect(effectivePeople(4, input)).toBe(1_250);
    expect(effectivePeople(4, { ...input, icc: 0 })).toBe(2_000);
    // 2,000 contacts, 1.6 a person: 2,000 / (1 + .6 × .25).
    expect(effectivePeople(4, { ...input, icc: 0.25 })).toBeCloseTo(2_000 / 1.15, 9);
    expect(roundsToShow(input)).toBe(7);
    expect(roundsToShow({ ...input, overlap: 1 })).toBeNull();
  });

  test('is none where no lift pays, nobody is reached, or two years would not do', () => {
    expect(roundsToShow({ ...half, sendsPerRound: 500, lift: null })).toBeNull();
    expect(roundsToShow({ ...half, sendsPerRound: 0, lift: 0.02 })).toBeNull();
    expect(roundsToShow({ ...half, sendsPerRound: 500, lift: 0.001 })).toBeNull();
  });

  test('waits for thirty control buyers, however large the lift', () => {
    const few = { controlShare: 0.1, baseRate: 0.05, overlap: 0, lift: 0.5 };
    expect(roundsToShow({ ...few, sendsPerRound: 2_000 })).toBe(3);
    expect(roundsToShow({ ...few, sendsPerRound: 6_000 })).toBe(1);
  });

  test('the rounds found show the lift and one fewer would not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 50, max: 5_000 }),
        fc.double({ min: 0.001, max: 0.1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (sendsPerRound, lift, overlap, icc) => {
          const input = { controlShare: 0.5, baseRate: 0.05, sendsPerRound, lift, overlap, icc };
          const rounds = roundsToShow(input);
          const shows = (count: number) => {
            const arm = effectivePeople(count, input) / 2;
            return (
              proportionMde(0.05, { treated: arm, control: arm }) <= lift * (1 + 1e-9) && arm * 0.05 >= 30
            );
          };
          if (rounds === null) expect(effectivePeople(mostRounds, input)).toBeLessThan(Number.MAX_VALUE);
          else expect(shows(rounds)).toBe(true);
          if (rounds !== null && rounds > 1) expect(shows(rounds - 1)).toBe(false);
        },
      ),
      { seed: 11 },
    );
  });
});
