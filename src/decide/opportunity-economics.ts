/** What a campaign to a list would have to achieve, what of that could be proved, and with whom (METHODS §17.7). */
import { sum } from '../math/moments.ts';
import { breakEvenLift } from '../models/break-even.ts';
import { proposeControlShare } from '../models/control-share.ts';
import type { OfferAssumptions, Opportunity } from '../records/opportunity.ts';
import { minorUnits, rounded } from './opportunity-card-rows.ts';
import type { CellCount } from './opportunity-cells.ts';
import type { Interval, Reference } from './opportunity-stake.ts';

/** What break-even and proof are reckoned from; see `CardInput`. */
interface EconomicsInput {
  readonly list: readonly CellCount[];
  readonly reference: Reference;
  readonly currency: string;
  readonly valueIs: 'margin' | 'sales';
  readonly valuePerOccasion: number;
  readonly reachable: number;
}

/** The money of a card over origins, and the shares that buy. */
export interface Money {
  readonly baseline: Interval;
  readonly reference: Interval;
  readonly stake: Interval;
  readonly buying: number;
  readonly referenceBuying: number;
}

type Economics = Pick<
  Opportunity,
  'breakEvenLift' | 'gapShareNeeded' | 'mde' | 'mdeControlShare' | 'provable'
>;

/** δ*, φ* and what could be proved; without money none of it. Sales are not margin: without costs there is no break-even, only a detectable lift. */
export function economicsOf(
  input: EconomicsInput,
  assumptions: OfferAssumptions,
  money: Money | null,
): Economics {
  const none = {
    breakEvenLift: null,
    gapShareNeeded: null,
    mde: null,
    mdeControlShare: null,
    provable: null,
  };
  if (!money) return none;
  const lift = liftOf(input, assumptions, money);
  // Nothing is to be sent: the lift says what would have to come of what is sent now.
  if (input.reference.kind === 'spending')
    return { ...none, breakEvenLift: lift === null ? null : rounded(lift) };
  const gap = money.referenceBuying - money.buying;
  const proposal = proposeControlShare({
    expectedSends: input.reachable,
    baseRate: money.buying,
    breakEvenLift: lift,
  });
  const check = proposal.checks.find(each => each.share === proposal.share);
  const detectable = check && Number.isFinite(check.mde) ? check.mde : null;
  return {
    breakEvenLift: lift === null ? null : rounded(lift),
    gapShareNeeded: lift === null || gap <= 0 ? null : rounded(lift / gap),
    mde: detectable === null ? null : rounded(detectable),
    mdeControlShare: check?.share ?? null,
    provable: lift === null ? null : proposal.verdict === 'provable',
  };
}

/** δ*: of one contact and an offer, or of all messages of a horizon as they are paid for now. */
function liftOf(input: EconomicsInput, assumptions: OfferAssumptions, { buying }: Money): number | null {
  if (input.valueIs === 'sales') return null;
  const { list, reference, valuePerOccasion } = input;
  const units = minorUnits(input.currency);
  const people = sum(list.map(cell => cell.customers));
  const paid = (sum(list.map(cell => cell.messageCost ?? 0)) * units) / Math.max(1, people);
  return breakEvenLift({
    contactCost: reference.kind === 'spending' ? paid : assumptions.contactCostMinor,
    incentive: assumptions.incentiveMinor,
    marginPerPurchase: valuePerOccasion * units,
    baseRate: buying,
    redeemShare: assumptions.redeemShare,
  });
}
