/**
 * The money rule: which method may speak about money with these arms, or that none may. Re-randomisation by default,
 * Welch only where it has been shown to hold and the redraws would take too long, a refusal below the minimum.
 */
import { moments, paddedMoments, sum } from '../math/moments.ts';
import { defaultDraws, rerandomise, type ValueArm } from './re-randomisation.ts';
import { welchDifference } from './two-means.ts';

/** An arm's values (those that are not 0) and its buyers, whose number and concentration decide what may be said. */
export interface MoneyArm extends ValueArm {
  readonly buyers: number;
  /** Values the minimums are judged on when `values` is net of costs; `values` unless given. */
  readonly buyerValues?: ArrayLike<number>;
}

export interface MoneyRuleInput {
  readonly treated: MoneyArm;
  readonly control: MoneyArm;
  readonly seed: number;
  readonly draws?: number;
  readonly level?: number;
}

export type MoneyMethod = 'studentised-rerandomisation' | 'welch-t';

/** Catalogue codes of a refusal. */
export type MoneyRefusal = 'result-no-people' | 'result-too-few-buyers' | 'result-few-large-buyers';

export interface MoneyEstimate {
  readonly status: 'ok';
  readonly method: MoneyMethod;
  readonly estimate: number;
  readonly se: number;
  readonly t: number;
  readonly p: number;
  readonly lo: number;
  readonly hi: number;
}
export type MoneyOutcome = MoneyEstimate | { readonly status: 'refused'; readonly refusal: MoneyRefusal };

/** Minimums for any money verdict, and the larger ones for Welch. */
export const moneyMinimums = {
  buyers: 30,
  effectiveBuyers: 20,
  welchBuyers: 1000,
  welchEffectiveBuyers: 200,
} as const;

/** Above this many picks (about 3 s) re-randomisation gives way to Welch where Welch is allowed. */
const pickLimit = 2.5e8;

/**
 * Number of equal buyers that would carry the same information: (Σy)²/Σy². 0 for none; at most the count.
 *
 * @example effectiveBuyers([1, 1, 1, 1]) // 4
 * @example effectiveBuyers([100, 1, 1, 1]) // 1.06
 */
export function effectiveBuyers(values: ArrayLike<number>): number {
  const total = sum(values);
  const { mean, variance, n } = moments(values);
  const squares = variance * (n - 1) + n * mean * mean;
  return squares > 0 ? (total * total) / squares : 0;
}

const buyersValues = (arm: MoneyArm) => arm.buyerValues ?? arm.values;

/** Why these arms carry no money verdict, or null. */
export function moneyRefusal(treated: MoneyArm, control: MoneyArm): MoneyRefusal | null {
  const arms = [treated, control];
  if (arms.some(arm => arm.n < 2)) return 'result-no-people';
  if (arms.some(arm => arm.buyers < moneyMinimums.buyers)) return 'result-too-few-buyers';
  const concentrated = arms.some(arm => effectiveBuyers(buyersValues(arm)) < moneyMinimums.effectiveBuyers);
  return concentrated ? 'result-few-large-buyers' : null;
}

function welchIsAllowed(arm: MoneyArm): boolean {
  return (
    arm.buyers >= moneyMinimums.welchBuyers &&
    effectiveBuyers(buyersValues(arm)) >= moneyMinimums.welchEffectiveBuyers
  );
}

/**
 * Difference of mean value per person (treated − control) with p and interval of one inversion, or a refusal.
 *
 * Refused with fewer than 30 buyers or fewer than 20 effective buyers in an arm. Welch's t stands in only when each
 * arm has ≥ 1,000 buyers and ≥ 200 effective ones and the redraws would exceed about 3 s; otherwise the studentised
 * re-randomisation decides. Never winsorised.
 */
export function moneyRule(input: MoneyRuleInput): MoneyOutcome {
  const { treated, control, seed, level = 0.95, draws = defaultDraws } = input;
  const refusal = moneyRefusal(treated, control);
  if (refusal) return { status: 'refused', refusal };
  const smallShare = Math.min(treated.n, control.n) / (treated.n + control.n);
  const picks = draws * (treated.values.length + control.values.length) * smallShare;
  if (picks > pickLimit && welchIsAllowed(treated) && welchIsAllowed(control)) {
    const one = paddedMoments(treated.values, treated.n);
    const { estimate, se, t, p, lo, hi } = welchDifference(
      one,
      paddedMoments(control.values, control.n),
      level,
    );
    return { status: 'ok', method: 'welch-t', estimate, se, t, p, lo, hi };
  }
  const { estimate, se, t, p, lo, hi } = rerandomise({ treated, control, seed, draws, level });
  return { status: 'ok', method: 'studentised-rerandomisation', estimate, se, t, p, lo, hi };
}
