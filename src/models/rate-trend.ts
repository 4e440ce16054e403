/**
 * Whether a customer buys more or less often than before: the ratio ρ of the recent to the older purchase rate under
 * a Gamma–Poisson model, shrunk towards no change by `priorPurchases` purchases spread evenly over both windows.
 */
import { regularisedBeta } from '../math/special-functions.ts';

export interface RateWindows {
  /** Purchases and exposure (operational days, > 0) in the recent and the older window. */
  readonly recent: number;
  readonly older: number;
  readonly recentDays: number;
  readonly olderDays: number;
}

/** What ρ has to be above for growth and below for decline, and how sure of it one has to be. */
export const changeFactors = { grows: 1.1, declines: 0.9 } as const;
export const sureEnough = 0.8;

/** P(ρ > 1.1) and P(ρ < .9). */
export interface TrendChances {
  readonly grows: number;
  readonly declines: number;
}

/** Two purchases at a steady rate: enough that one order more or less is never a trend. */
export const priorPurchases = 2;

/**
 * P(ρ > factor). With Gamma rates, λ₁t₁/(λ₁t₁ + λ₀t₀) at ρ = factor is a Beta probability:
 * 1 − I_k(a₁, a₀), k = factor·t₁/(factor·t₁ + t₀), a = purchases + the prior's share.
 *
 * @example probabilityRateAbove({recent: 0, older: 0, recentDays: 180, olderDays: 180}, 1) // 0.5
 */
export function probabilityRateAbove(windows: RateWindows, factor: number): number {
  const { recent, older, recentDays, olderDays } = windows;
  const share = recentDays / (recentDays + olderDays);
  const k = (factor * recentDays) / (factor * recentDays + olderDays);
  return 1 - regularisedBeta(k, recent + priorPurchases * share, older + priorPurchases * (1 - share));
}

/** Both chances of a customer whose gaps are memoryless. */
export const rateTrend = (windows: RateWindows): TrendChances => ({
  grows: probabilityRateAbove(windows, changeFactors.grows),
  declines: 1 - probabilityRateAbove(windows, changeFactors.declines),
});

export interface TrendThresholds {
  /** Fewest recent purchases that make P(ρ > 1.1) > .8. */
  readonly growingFrom: number;
  /** Most recent purchases that keep P(ρ < 0.9) > .8; −1 when even none does. */
  readonly decliningTo: number;
}

/**
 * Both probabilities are monotone in the recent count, so a stage needs only these two numbers per older count and
 * pair of windows; SQL then compares integers. Found by doubling and halving, about 20 beta functions.
 */
export function trendThresholds(windows: Omit<RateWindows, 'recent'>): TrendThresholds {
  const chances = (recent: number) => rateTrend({ ...windows, recent });
  const grows = (recent: number) => chances(recent).grows > sureEnough;
  const declines = (recent: number) => chances(recent).declines > sureEnough;
  const growingFrom = firstWhere(grows);
  return { growingFrom, decliningTo: firstWhere(recent => !declines(recent)) - 1 };
}

/** Smallest integer ≥ 0 from which a monotone condition holds. */
function firstWhere(holds: (n: number) => boolean): number {
  if (holds(0)) return 0;
  let low = 0;
  let high = 1;
  while (!holds(high)) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
