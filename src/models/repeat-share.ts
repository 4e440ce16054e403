/** The share that has come back within so many days, counting who still waits (Kaplan–Meier with Greenwood's variance). */
import type { RepeatTimes } from './repeat-time.ts';

const z95 = 1.959963984540054;
const clamp = (x: number) => Math.min(1, Math.max(0, x));

/**
 * Estimate and 95 % interval on the complementary log–log scale (Kalbfleisch & Prentice 2002, §1.4), which stays inside 0
 * and 1. `share` 0 has the interval of no events: up to 3 of those at risk. Gaps of one customer count as independent.
 *
 * @example backWithin([{days: 10, events: 3, waiting: 1}], 90).share // .75
 */
export function backWithin(
  times: readonly RepeatTimes[],
  days: number,
): { share: number; lo: number; hi: number } {
  const sorted = [...times].sort((a, b) => a.days - b.days);
  const all = sorted.reduce((total, row) => total + row.events + row.waiting, 0);
  let [atRisk, notYet, greenwood] = [all, 1, 0];
  for (const row of sorted) {
    if (row.days > days) break;
    if (row.events > 0) {
      notYet *= 1 - row.events / atRisk;
      if (atRisk > row.events) greenwood += row.events / (atRisk * (atRisk - row.events));
    }
    atRisk -= row.events + row.waiting;
  }
  if (notYet >= 1) return { share: 0, lo: 0, hi: clamp(3 / Math.max(1, all)) };
  if (notYet <= 0) return { share: 1, lo: clamp(1 - 3 / Math.max(1, all)), hi: 1 };
  const spread = (z95 * Math.sqrt(greenwood)) / Math.abs(Math.log(notYet));
  const at = (factor: number) => clamp(1 - notYet ** Math.exp(factor));
  return { share: clamp(1 - notYet), lo: at(-spread), hi: at(spread) };
}
