/**
 * A pooled programme: the same campaign (segment, offer, channel) over several rounds, each customer in one arm
 * throughout, read together with the customer as the cluster. For campaigns of which one run cannot tell.
 */
import { minimumControlBuyers } from './control-share.ts';
import { peopleToShow } from './experiment-plan.ts';

export interface ProgrammeInput {
  /** Last line of the audience waterfall of one round, both arms together. */
  readonly sendsPerRound: number;
  readonly controlShare: number;
  /** Share expected to buy within one round's window without the campaign. */
  readonly baseRate: number;
  /** Lift to be shown, the break-even one; null when no lift pays. */
  readonly lift: number | null;
  /** Share of each later round's people who were in an earlier one, 0–1. */
  readonly overlap: number;
  /**
   * Correlation of one person's outcomes between rounds. 1 unless known: whoever comes back then adds nothing, which
   * promises least.
   */
  readonly icc?: number;
}

/** Two years of monthly rounds: a programme that needs more is none. */
export const mostRounds = 24;

/** Different people reached in so many rounds. */
const distinctPeople = (rounds: number, { sendsPerRound, overlap }: ProgrammeInput): number =>
  sendsPerRound * (1 + (rounds - 1) * (1 - overlap));

/**
 * People a programme counts for: contacts over the design effect 1 + (m̄ − 1)·ICC of m̄ contacts a person (METHODS §11,
 * planner).
 *
 * @example effectivePeople(4, {sendsPerRound: 500, overlap: 0.5, …}) // 1250
 */
export function effectivePeople(rounds: number, input: ProgrammeInput): number {
  const contacts = rounds * input.sendsPerRound;
  const perPerson = contacts / distinctPeople(rounds, input);
  return contacts / (1 + (perPerson - 1) * (input.icc ?? 1));
}

/**
 * Fewest rounds (up to {@link mostRounds}) whose pooled people show the lift with 80 % power at two-sided 5 % and expect
 * the 30 control buyers a money verdict needs; null when none do. 1 means one run is enough.
 *
 * @example roundsToShow({sendsPerRound: 2000, controlShare: .5, baseRate: .03, lift: .0068, overlap: 0}) // 10
 */
export function roundsToShow(input: ProgrammeInput): number | null {
  const { lift, baseRate, controlShare, sendsPerRound } = input;
  const needed = lift === null || sendsPerRound <= 0 ? null : peopleToShow(lift, baseRate, controlShare);
  if (needed === null) return null;
  for (let rounds = 1; rounds <= mostRounds; rounds++) {
    const people = effectivePeople(rounds, input);
    if (people >= needed && people * controlShare * baseRate >= minimumControlBuyers) return rounds;
  }
  return null;
}
