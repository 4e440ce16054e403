/**
 * What a campaign can and cannot reveal, said before launch from the expected sends: the smallest detectable lift
 * against the lift at which it pays, and what the control group costs.
 */
import { breakEvenLift } from '../models/break-even.ts';
import { type ControlShareInput, checkShare, proposeControlShare } from '../models/control-share.ts';
import { roundsToShow } from '../models/pooled-programme.ts';
import type { CampaignDefinition, RevealCheck } from '../records/campaign.ts';

/** Rounds of the same campaign, read together, that show the break-even lift: with new people, and with half of them known. */
function programmeOf(input: ControlShareInput, controlShare: number): RevealCheck['programme'] {
  const { expectedSends: sendsPerRound, baseRate, breakEvenLift: lift } = input;
  const rounds = (overlap: number) => roundsToShow({ sendsPerRound, controlShare, baseRate, lift, overlap });
  return { rounds: rounds(0), roundsHalfSame: rounds(0.5) };
}

/**
 * The check of the definition's control share. `expected` are the last lines of the waterfall: the people the
 * buckets really put into each arm. Without a planning base rate, or without a control, it says that nothing can be known; where an arm
 * would be empty there is no smallest detectable lift.
 */
export function revealCheckOf(
  definition: CampaignDefinition,
  expected: { readonly sends: number; readonly control: number },
): RevealCheck {
  const { planning, control } = definition;
  const controlPeople = expected.control;
  const expectedBothArms = expected.sends + expected.control;
  const base = {
    controlShare: control.share,
    expectedSends: expected.sends,
    controlPeople,
    expectedControlBuyers: null,
    mde: null,
    breakEvenLift: null,
    provable: false,
    proposedShare: null,
    programme: null,
    controlPriceMinor: null,
  };
  if (control.share === 0) return { ...base, verdictCode: 'audience-no-control' };
  if (!planning || planning.baseRate <= 0 || expectedBothArms < 2) {
    return { ...base, verdictCode: 'audience-no-planning' };
  }
  const incentive = definition.message.offer.kind === 'coupon' ? definition.message.offer.faceValueMinor : 0;
  const breakEven = breakEvenLift({
    contactCost: definition.budget.contactCostMinor,
    incentive,
    marginPerPurchase: planning.valuePerBuyerMinor,
    baseRate: planning.baseRate,
  });
  const input = { expectedSends: expectedBothArms, baseRate: planning.baseRate, breakEvenLift: breakEven };
  const check = checkShare(control.share, input);
  const price = breakEven === null ? null : controlPeople * breakEven * planning.valuePerBuyerMinor;
  return {
    ...base,
    expectedControlBuyers: check.expectedControlBuyers,
    mde: Number.isFinite(check.mde) ? check.mde : null,
    breakEvenLift: breakEven,
    provable: check.provable,
    verdictCode: check.provable ? 'audience-provable' : 'audience-not-provable',
    proposedShare: proposeControlShare(input).share,
    programme: check.provable || breakEven === null ? null : programmeOf(input, control.share),
    controlPriceMinor: price === null ? null : price.toFixed(0),
  };
}
