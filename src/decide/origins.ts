/** Which past days an opportunity is compared at: T − kH, non-overlapping, each with enough history of its own. */

export interface OriginPlan {
  readonly horizonDays: number;
  /** T − H, T − 2H …, latest first. */
  readonly origins: readonly Date[];
}

/** Horizons offered; the first that allows four origins is taken unless a person chose one. */
export const horizons = [90, 60, 30] as const;
/** Below this much history before an origin, hardly anybody has a rhythm to be off. */
export const warmUpDays = 120;
/** Two years of quarters: older behaviour says little about this year's. */
const mostOrigins = 8;
const enoughOrigins = 4;
const dayMs = 86_400_000;

const originsFor = (asOf: Date, firstSale: Date, horizonDays: number): Date[] => {
  const history = (asOf.getTime() - firstSale.getTime()) / dayMs - warmUpDays;
  const count = Math.max(0, Math.min(mostOrigins, Math.floor(history / horizonDays)));
  return Array.from({ length: count }, (_, k) => new Date(asOf.getTime() - (k + 1) * horizonDays * dayMs));
};

/**
 * The longest horizon with at least four origins, else the one with most origins (the longest of those). No origin
 * lies within 120 days of the first sale; none at all without a first sale.
 */
export function originPlan(asOf: Date, firstSale: Date | null, wanted?: number): OriginPlan {
  if (!firstSale) return { horizonDays: wanted ?? horizons[0], origins: [] };
  if (wanted) return { horizonDays: wanted, origins: originsFor(asOf, firstSale, wanted) };
  const plans = horizons.map(horizonDays => ({
    horizonDays,
    origins: originsFor(asOf, firstSale, horizonDays),
  }));
  const enough = plans.find(plan => plan.origins.length >= enoughOrigins);
  return enough ?? plans.reduce((best, plan) => (plan.origins.length > best.origins.length ? plan : best));
}

/** Whether some origin lies in the season of `asOf`: a whole year back, give or take half a horizon. */
export const hasSameSeason = ({ origins, horizonDays }: OriginPlan, asOf: Date): boolean =>
  origins.some(origin => {
    const days = (asOf.getTime() - origin.getTime()) / dayMs;
    return Math.abs(days - Math.round(days / 365) * 365) <= horizonDays / 2 && days > 182;
  });
