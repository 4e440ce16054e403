/** What an opportunity's customers are expected to do within any number of days, from what was measured at past times: the share that buys, and what they bring. */
import type { MoneyEstimate } from './estimate.ts';
import type { Opportunity } from './opportunity.ts';

/** Days of a horizon at which buyers are counted besides its end. */
export const arrivalDays = [7, 14, 30, 60, 90] as const;

/**
 * Share (0–1) of the list expected to buy within `days` as things go; null where the card has none. Straight between the
 * measured days: who is overdue comes soon or not at all, so a constant rate would halve the first month. Beyond the
 * horizon, and on cards from before days were measured, a constant rate is all there is.
 *
 * @example buyingShareWithin({ buyingShare: 0.24, horizonDays: 90, buyingByDays: [{ days: 30, share: 0.15 }, { days: 90, share: 0.24 }] }, 60) // .195
 */
export function buyingShareWithin(
  card: Pick<Opportunity, 'buyingShare' | 'horizonDays' | 'buyingByDays'>,
  days: number,
): number | null {
  const { buyingShare, horizonDays, buyingByDays } = card;
  if (buyingShare === null) return null;
  if (days >= horizonDays || buyingByDays.length === 0) {
    return 1 - (1 - Math.min(buyingShare, 0.999)) ** (days / horizonDays);
  }
  const points = [{ days: 0, share: 0 }, ...buyingByDays];
  const next = points.findIndex(point => point.days >= days);
  const [from, to] = [points[next - 1], points[next]];
  if (!from || !to) return days <= 0 ? 0 : buyingShare;
  return from.share + ((to.share - from.share) * (days - from.days)) / (to.days - from.days);
}

/**
 * What the list is expected to bring within `days` as things go, minor units with its interval; null beyond the horizon and
 * on cards from before days were measured. Straight between the measured days, bounds too.
 *
 * @example baselineWithin({ baselineByDays: [{ days: 30, estimate: '900', lo: '600', hi: '1200' }] }, 30) // { estimate: '900', … }
 */
export function baselineWithin(
  { baselineByDays }: Pick<Opportunity, 'baselineByDays'>,
  days: number,
): MoneyEstimate | null {
  const next = baselineByDays.findIndex(point => point.days >= days);
  const to = baselineByDays[next];
  if (!to) return null;
  const from = baselineByDays[next - 1] ?? { days: 0, estimate: '0', lo: '0', hi: '0' };
  const part = (days - from.days) / (to.days - from.days);
  const between = (low: string | null, high: string | null) =>
    low === null || high === null ? null : (Number(low) + (Number(high) - Number(low)) * part).toFixed(0);
  return {
    estimate: between(from.estimate, to.estimate) ?? '0',
    lo: between(from.lo, to.lo),
    hi: between(from.hi, to.hi),
  };
}
