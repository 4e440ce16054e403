/**
 * Which share of an audience to keep as control: the smallest of the usual shares that can show the break-even lift
 * with enough control buyers to speak of money, else an honest "one campaign cannot tell".
 */
import { type ArmSizes, type PlanRates, proportionMde, usualRates } from './experiment-plan.ts';

export interface ControlShareInput {
  /** Last line of the audience waterfall, both arms together. */
  readonly expectedSends: number;
  /** Share expected to buy within the window without the campaign. */
  readonly baseRate: number;
  /** Lift at which the campaign pays for itself; null when it never does. */
  readonly breakEvenLift: number | null;
  readonly rates?: PlanRates;
}

export interface ShareCheck extends ArmSizes {
  readonly share: number;
  readonly mde: number;
  readonly expectedControlBuyers: number;
  readonly provable: boolean;
}

export interface ControlShareProposal {
  readonly share: number;
  /** `provable`: the share shows the break-even lift. `cannot-tell-once`: no share does (单次测不出). */
  readonly verdict: 'provable' | 'cannot-tell-once' | 'never-pays';
  readonly checks: readonly ShareCheck[];
}

/** Below this many control buyers no money verdict is given, so a plan that expects fewer proves nothing. */
export const minimumControlBuyers = 30;
const shares = [0.1, 0.2, 0.3, 0.5] as const;
const smallAudience = 5000;

/** What one control share can show at these expected sends. */
export function checkShare(share: number, input: ControlShareInput): ShareCheck {
  const control = Math.round(input.expectedSends * share);
  const treated = input.expectedSends - control;
  const mde = proportionMde(input.baseRate, { treated, control }, input.rates ?? usualRates);
  const expectedControlBuyers = control * input.baseRate;
  const provable =
    input.breakEvenLift !== null &&
    mde <= input.breakEvenLift &&
    expectedControlBuyers >= minimumControlBuyers;
  return { share, treated, control, mde, expectedControlBuyers, provable };
}

/**
 * The proposal with the check of each share, for the page to show what another choice would lose.
 * Smallest provable share of 10, 20, 30, 50 %; else 50 % for audiences under 5,000 people and 20 % above, both
 * labelled `cannot-tell-once`. `never-pays` when no lift can pay (margin not above the incentive).
 *
 * @example proposeControlShare({expectedSends: 20000, baseRate: .03, breakEvenLift: .009}).share // 0.2
 */
export function proposeControlShare(input: ControlShareInput): ControlShareProposal {
  const checks = shares.map(share => checkShare(share, input));
  const first = checks.find(check => check.provable);
  if (first) return { share: first.share, verdict: 'provable', checks };
  const share = input.expectedSends < smallAudience ? 0.5 : 0.2;
  return { share, verdict: input.breakEvenLift === null ? 'never-pays' : 'cannot-tell-once', checks };
}
