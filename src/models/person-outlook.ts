/** What one person may bring, as ranges: mostly nothing or one order, which no mean shows. */
import { normalBelow, normalQuantile } from '../math/distributions.ts';

/**
 * Central 80 % range of a person's value to come from its mean, standard deviation and the chance of any order: a mass at 0
 * and a log-normal with the remaining mean and variance. [0, 0] where an order is that unlikely. On customers
 * drawn from the models it holds 77–95 %: a range that holds 0 holds everybody who brings nothing.
 */
export function personValueRange({
  mean,
  sd,
  chance,
}: {
  readonly mean: number;
  readonly sd: number;
  readonly chance: number;
}): { lo: number; hi: number } {
  if (!(mean > 0) || !(chance > 0)) return { lo: 0, hi: 0 };
  const some = mean / chance;
  const spread = Math.max(0, (sd * sd + mean * mean) / chance - some * some);
  const sigma = Math.sqrt(Math.log1p(spread / (some * some)));
  const centre = Math.log(some) - (sigma * sigma) / 2;
  const at = (share: number) => {
    const among = (share - (1 - chance)) / chance;
    return among <= 0 ? 0 : Math.exp(centre + sigma * normalQuantile(Math.min(among, 1 - 1e-9)));
  };
  return { lo: at(0.1), hi: at(0.9) };
}

export interface OpenGap {
  /** Median gap of this person and the spread of its logarithm; operational days. */
  readonly gapDays: number;
  readonly spread: number;
  readonly elapsedDays: number;
}

/** Past this overdue probability the rhythm says nothing of when any more. */
const tooLate = 0.99;

/**
 * Days until the next purchase if it comes by the person's own rhythm, given that it has not come yet: median and central
 * 80 % of the log-normal gap beyond the time elapsed. Null once the overdue probability has reached .99.
 *
 * @example nextPurchase({gapDays: 30, spread: .5, elapsedDays: 0.5})?.days // about 29
 */
export function nextPurchase({
  gapDays,
  spread,
  elapsedDays,
}: OpenGap): { days: number; lo: number; hi: number } | null {
  const elapsed = Math.max(0.5, elapsedDays);
  const z = (Math.log(elapsed) - Math.log(gapDays)) / spread;
  const open = normalBelow(-z);
  if (!(open > 1 - tooLate)) return null;
  const at = (share: number) =>
    Math.max(0, gapDays * Math.exp(-spread * normalQuantile(open * (1 - share))) - elapsed);
  return { days: at(0.5), lo: at(0.1), hi: at(0.9) };
}
