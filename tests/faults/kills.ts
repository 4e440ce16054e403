/**
 * How often and when the fault tests kill: `REKINDLE_KILLS` is the number over all of them, 40 when it is not set; a
 * long run takes 200 or more.
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

const shares = {
  import: 0.25,
  tracking: 0.125,
  sending: 0.25,
  identity: 0.125,
  backup: 0.125,
  restore: 0.125,
} as const;

const total = Number(process.env['REKINDLE_KILLS'] ?? 40);

/** The part of all kills that falls on one kind of work; 10, 5, 10, 5, 5 and 5 of 40. */
export const killsOf = (work: keyof typeof shares): number => Math.max(1, Math.round(total * shares[work]));

/**
 * Moments in milliseconds, one in each of `count` equal parts of the time the work takes undisturbed, in random order:
 * drawn freely, few kills fall into the middle of work whose length changes with the machine.
 */
export function momentsWithin(rng: RandomGenerator, count: number, workMs: number): number[] {
  const moments = Array.from(
    { length: count },
    (_, part) => ((part + uniformInt(rng, 0, 999) / 1000) / count) * workMs,
  );
  for (let last = moments.length - 1; last > 0; last -= 1) {
    const at = uniformInt(rng, 0, last);
    [moments[last], moments[at]] = [moments[at] as number, moments[last] as number];
  }
  return moments.map(Math.round);
}

/** The middle one of measured durations. */
export const medianOf = (durations: readonly number[]): number =>
  [...durations].sort((a, b) => a - b)[durations.length >> 1] ?? 0;
