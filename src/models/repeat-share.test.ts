import { expect, test } from 'vitest';
import { seededRng } from '../math/rng.ts';
import { backWithin } from './repeat-share.ts';

test('without anybody waiting it is the plain share', () => {
  const { share } = backWithin(
    [
      { days: 10, events: 3, waiting: 0 },
      { days: 120, events: 7, waiting: 0 },
    ],
    90,
  );
  expect(share).toBeCloseTo(0.3, 12);
});

test('the remission times of Freireich: 1 − S(6) and the interval of the complementary log–log scale', () => {
  // 6-MP arm: 3 of 21 at week 6, one waits at 6 (S(6) = .8571); METHODS §4.
  const found = backWithin(
    [
      { days: 6, events: 3, waiting: 1 },
      { days: 7, events: 1, waiting: 0 },
      { days: 35, events: 0, waiting: 16 },
    ],
    6,
  );
  expect(found.share).toBeCloseTo(1 - 0.857142857, 8);
  // R, survfit(conf.type = "log-log"): .620 to .952 of S(6).
  expect(1 - found.hi).toBeCloseTo(0.62, 2);
  expect(1 - found.lo).toBeCloseTo(0.952, 2);
});

test('intervals hold the truth in 93 to 97 of a hundred draws, though four in ten still wait', () => {
  const rng = seededRng(11);
  const truth = 1 - Math.exp(-90 / 100);
  let held = 0;
  for (let draw = 0; draw < 600; draw++) {
    const rows = Array.from({ length: 150 }, () => {
      const [event, watched] = [-100 * Math.log(rng.uniform()), 300 * rng.uniform()];
      return event <= watched
        ? { days: Math.ceil(event), events: 1, waiting: 0 }
        : { days: Math.floor(watched), events: 0, waiting: 1 };
    });
    const { lo, hi } = backWithin(rows, 90);
    if (lo <= truth && truth <= hi) held++;
  }
  expect(held / 600).toBeGreaterThan(0.93);
  expect(held / 600).toBeLessThan(0.97);
});

test('nobody back and everybody back have intervals that say how many were asked', () => {
  expect(backWithin([{ days: 200, events: 0, waiting: 30 }], 90)).toEqual({ share: 0, lo: 0, hi: 0.1 });
  expect(backWithin([{ days: 5, events: 30, waiting: 0 }], 90)).toEqual({ share: 1, lo: 0.9, hi: 1 });
});
