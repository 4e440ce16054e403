/** How far to trust a customer's own mean value per occasion: the one-way random-effects split of its variance. */

export interface ValueSums {
  readonly customers: number;
  readonly occasions: number;
  readonly occasionSquares: number;
  /** Σ value over customers. */
  readonly total: number;
  /** Σ (customer's value)² / occasions. */
  readonly totalSquaresByOccasions: number;
  /** Σ over customers of the squared deviations of occasions from the customer's mean. */
  readonly withinSquares: number;
}

export interface ValueShrinkage {
  /** Mean value of an occasion over the base. */
  readonly mean: number;
  /** Occasions the base's mean is worth: m̂ = (n m̄ᵢ + k m̄)/(n + k). */
  readonly weight: number;
}

/** With one occasion each nothing tells within from between; the base's mean then counts as much as one occasion. */
const unknownWeight = 1;
const largestWeight = 100;

/**
 * k = within / between variance by the method of moments (Searle, Casella & McCulloch 1992, §3.6), kept within
 * [0, 100]; rounded to 1e-6 so that a repeated run is byte-identical.
 */
export function valueShrinkage(sums: ValueSums): ValueShrinkage {
  if (sums.occasions === 0) return { mean: 0, weight: unknownWeight };
  const mean = sums.total / sums.occasions;
  return { mean: rounded(mean), weight: rounded(weightOf(sums)) };
}

function weightOf(sums: ValueSums): number {
  const { customers, occasions } = sums;
  if (customers < 2 || occasions <= customers) return unknownWeight;
  const within = sums.withinSquares / (occasions - customers);
  const betweenMean = (sums.totalSquaresByOccasions - sums.total ** 2 / occasions) / (customers - 1);
  const perCustomer = (occasions - sums.occasionSquares / occasions) / (customers - 1);
  const between = (betweenMean - within) / perCustomer;
  if (between <= 0) return largestWeight;
  return Math.min(largestWeight, within / between);
}

const rounded = (value: number) => Math.round(value * 1e6) / 1e6;
