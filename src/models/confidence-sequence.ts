/**
 * An interval that stays valid however often one looks, for experiments whose units accrue. Campaigns fix their
 * size and have one final read; they do not use it.
 */

export interface SequenceInput {
  readonly estimate: number;
  readonly se: number;
  /** Units in both arms so far. */
  readonly n: number;
  /** Units at which the sequence is tightest: the planned size. */
  readonly plannedN: number;
  readonly alpha?: number;
}

/**
 * Asymptotic confidence sequence (Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2021) with
 * ρ = √((−2 ln α + ln(1 − 2 ln α))/N*), s² = n·SE²; half-width s·√(2(nρ²+1)·ln(√(nρ²+1)/α))/(nρ) and
 * p = min(1, √(nρ²+1)·exp(−ρ²n²δ̂²/(2s²(nρ²+1)))). The interval excludes 0 exactly when p < α.
 * Needs n ≥ 1, plannedN ≥ 1; a zero SE gives the point and p 0 (or 1 at estimate 0).
 *
 * @example confidenceSequence({estimate: 0, se: 1/Math.sqrt(1000), n: 1000, plannedN: 5000}).hi // 0.106375
 */
export function confidenceSequence(input: SequenceInput): { lo: number; hi: number; p: number } {
  const { estimate, se, n, plannedN, alpha = 0.05 } = input;
  const rho2 = (-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha))) / plannedN;
  const growth = n * rho2 + 1;
  const s2 = n * se * se;
  const half = Math.sqrt((s2 * 2 * growth * Math.log(Math.sqrt(growth) / alpha)) / (n * n * rho2));
  const exponent =
    s2 === 0
      ? estimate === 0
        ? 0
        : Number.POSITIVE_INFINITY
      : (rho2 * n * n * estimate ** 2) / (2 * s2 * growth);
  return {
    lo: estimate - half,
    hi: estimate + half,
    p: Math.min(1, Math.sqrt(growth) * Math.exp(-exponent)),
  };
}
