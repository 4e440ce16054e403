/**
 * Who buys or spends clearly less than a year before (METHODS §17.6): the last half-year against the same days of the year
 * before, so that no season makes a fall.
 */
import { trendThresholds } from '../models/rate-trend.ts';

/** Days of both windows. */
export const fallDays = 180;
/** Purchase days a window needs before a fall from it, or the money in it, says anything. */
export const fewestBefore = 2;
/** Four in five of a normal distribution lie below: as sure as a stage must be. */
export const surely = 0.8416212335729143;

const mostTold = 60;

/**
 * Most purchase days of the last half-year that are a fall from n in the one before, by n: P(ρ < .9) > .8 of a Gamma–Poisson rate
 * ratio, −1 where nothing is. From 60 on the one of 60.
 *
 * Money falls where .9 V − v > .84 √(.81 Σ V² + Σ v²): V and v are sums over purchase days of both windows, whose
 * variance as compound Poisson sums is the sum of their squares.
 */
export const fallenTo: readonly number[] = Array.from(
  { length: mostTold + 1 },
  (_, older) => trendThresholds({ older, recentDays: fallDays, olderDays: fallDays }).decliningTo,
);
