/**
 * When a campaign pays: the lift that covers contact and incentive, and the share of the incentive that goes to
 * people who would have bought anyway. Money in any one unit.
 */

export interface BreakEvenInput {
  /** Per person contacted. */
  readonly contactCost: number;
  /** Incentive per person who redeems it; 0 without an offer. */
  readonly incentive: number;
  /** Margin of one extra purchase before the incentive. */
  readonly marginPerPurchase: number;
  /** Share buying without the campaign. */
  readonly baseRate: number;
  /** Share of baseline buyers who redeem; 1 unless known. */
  readonly redeemShare?: number;
}

/**
 * Lift δ* in the share buying at which profit per person δ(m − a) − πκa − c is zero: (c + πκa)/(m − a).
 * Null when the margin does not exceed the incentive, because no lift pays then.
 *
 * @example breakEvenLift({contactCost: 1, incentive: 0, marginPerPurchase: 100, baseRate: .03}) // 0.01
 */
export function breakEvenLift(input: BreakEvenInput): number | null {
  const { contactCost, incentive, marginPerPurchase, baseRate, redeemShare = 1 } = input;
  if (marginPerPurchase <= incentive) return null;
  return (contactCost + baseRate * redeemShare * incentive) / (marginPerPurchase - incentive);
}

export interface SubsidyInput {
  readonly faceValue: number;
  /** Number of redemptions in the treated group. */
  readonly redemptions: number;
  /** Share buying in control and in the treated group. */
  readonly controlRate: number;
  readonly treatedRate: number;
}

/**
 * Incentive money given to people who would have bought anyway: face value × redemptions × min(1, p₀/p₁).
 * An upper-type bound under monotone response (nobody buys *less* because of the offer); pages must say so.
 * 0 when nobody in the treated group bought.
 */
export function subsidyBound(input: SubsidyInput): number {
  if (input.treatedRate <= 0) return 0;
  return input.faceValue * input.redemptions * Math.min(1, input.controlRate / input.treatedRate);
}
