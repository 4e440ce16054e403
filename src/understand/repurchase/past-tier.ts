/** The value tier of a customer at a past day, from the purchase days before it and the frozen cuts (`features-score.store`). */
import type { ValueTier } from '../../records/feature.ts';
import type { FrozenCuts, PercentileGrid } from '../cut-points.ts';
import type { BuyerDays } from './standing.ts';

export type TierCuts = Pick<FrozenCuts, 'grids' | 'tierCuts' | 'tierMoney'>;

/** The share of the buyers at or below the largest grid value that does not exceed `x`. */
function percentile(x: number, { values, shares }: PercentileGrid): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) <= x) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : (shares[low - 1] as number);
}

const dayMs = 86_400_000;
const monthOf = (day: number) => {
  const at = new Date(day * dayMs);
  return at.getUTCFullYear() * 12 + at.getUTCMonth();
};
const yearDays = 365;

/** What the value score is of. */
interface StandingParts {
  readonly monetary: number;
  readonly frequency: number;
  readonly loyalty: number;
}

/** V of the parts on frozen grids: ½ percentile of M + ¼ of F + ¼ of loyalty. */
const scoreOf = ({ monetary, frequency, loyalty }: StandingParts, grids: TierCuts['grids']): number =>
  0.5 * percentile(monetary, grids.value) +
  0.25 * percentile(frequency, grids.frequency) +
  0.25 * percentile(loyalty, grids.loyalty);

/** M, F and loyalty at `day` of the first `bought` purchases; refunds on days of their own are left out. */
function standingParts(day: number): (buyer: BuyerDays, bought: number) => StandingParts {
  const months = new Map<number, number>();
  const month = (of: number) => {
    const found = months.get(of) ?? monthOf(of);
    months.set(of, found);
    return found;
  };
  const now = month(day);
  return ({ days, values }, bought) => {
    const yearFrom = (days[bought - 1] as number) - yearDays;
    let [monetary, frequency, active, before] = [0, 0, 0, -1];
    for (let at = 0; at < bought; at++) {
      const one = days[at] as number;
      if (one > yearFrom) {
        monetary += values[at] as number;
        frequency += 1;
      }
      if (month(one) !== before) active += 1;
      before = month(one);
    }
    const tenure = now - month(days[0] as number) + 1;
    return { monetary, frequency, loyalty: (active + 1) / (tenure + 5) };
  };
}

/** Tiers at `day` by the first `bought` purchases, without memory of an earlier tier. */
export function tiersAt(
  day: number,
  { grids, tierCuts, tierMoney }: TierCuts,
): (buyer: BuyerDays, bought: number) => ValueTier {
  const parts = standingParts(day);
  const { high, mid } = tierMoney ?? tierCuts;
  return (buyer, bought) => {
    const own = parts(buyer, bought);
    const score = tierMoney ? own.monetary : scoreOf(own, grids);
    if (score >= high) return 'high';
    return score >= mid ? 'mid' : 'low';
  };
}
