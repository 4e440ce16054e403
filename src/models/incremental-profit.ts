/**
 * What a campaign earned: the treated people times the difference in margin net of what contacting them cost, minus
 * the fixed cost. Coupons are already out of net amounts, so they are not subtracted a second time.
 */
import { type MoneyEstimate, type MoneyOutcome, moneyRule } from './money-rule.ts';

/** A treated person with a value, and what contacting this person cost. */
export interface TreatedBuyers {
  readonly values: ArrayLike<number>;
  readonly costs: ArrayLike<number>;
}

export interface ProfitInput {
  readonly treated: {
    readonly n: number;
    readonly buyers: number;
    readonly valued: TreatedBuyers;
    /** Contact costs of the others, grouped: how many people cost how much. */
    readonly idle: readonly { readonly cost: number; readonly people: number }[];
  };
  readonly control: { readonly n: number; readonly buyers: number; readonly values: ArrayLike<number> };
  readonly fixedCost: number;
  readonly seed: number;
  readonly draws?: number;
}

export interface ProfitEstimate {
  readonly status: 'ok';
  readonly perPerson: MoneyEstimate;
  readonly total: { readonly estimate: number; readonly lo: number; readonly hi: number };
  /** Roll-out to 1,000 more people, without the fixed cost. */
  readonly perThousand: { readonly estimate: number; readonly lo: number; readonly hi: number };
  /** Mean contact cost of a treated person. */
  readonly contactCost: number;
}
export type ProfitOutcome = ProfitEstimate | Extract<MoneyOutcome, { status: 'refused' }>;

/** The cost most treated people share: it shifts everybody alike and needs no statistics. */
function usualCost({ valued, idle }: ProfitInput['treated']): number {
  const people = new Map<number, number>();
  for (const group of idle) people.set(group.cost, (people.get(group.cost) ?? 0) + group.people);
  for (let index = 0; index < valued.costs.length; index++) {
    const cost = valued.costs[index] as number;
    people.set(cost, (people.get(cost) ?? 0) + 1);
  }
  let best = 0;
  let most = -1;
  for (const [cost, count] of people)
    if (count > most || (count === most && cost < best)) [best, most] = [cost, count];
  return best;
}

/** Values of the treated net of cost, relative to the usual cost: most of the people who bought nothing stay at 0. */
function netValues(treated: ProfitInput['treated'], usual: number): Float64Array {
  const { valued, idle } = treated;
  const unusual = idle.filter(group => group.cost !== usual);
  const extra = unusual.reduce((total, group) => total + group.people, 0);
  const net = new Float64Array(valued.values.length + extra);
  for (let index = 0; index < valued.values.length; index++) {
    net[index] = (valued.values[index] as number) - ((valued.costs[index] as number) - usual);
  }
  let at = valued.values.length;
  for (const group of unusual) {
    net.fill(usual - group.cost, at, at + group.people);
    at += group.people;
  }
  return net;
}

function meanCost({ valued, idle, n }: ProfitInput['treated']): number {
  let total = 0;
  for (let index = 0; index < valued.costs.length; index++) total += valued.costs[index] as number;
  for (const group of idle) total += group.cost * group.people;
  return n > 0 ? total / n : 0;
}

const scaled = (difference: MoneyEstimate, factor: number, minus: number) => ({
  estimate: difference.estimate * factor - minus,
  lo: difference.lo * factor - minus,
  hi: difference.hi * factor - minus,
});

/**
 * Profit = N_treated·(Ȳ₁ − Ȳ₀) − fixed cost, where Y is margin after refunds and discounts in the window minus the
 * variable contact cost of that person. The interval is the money rule's on Y, so cost that varies with behaviour is
 * inside it; the cost everybody shares only shifts it. Units: whatever `values` and costs are in (minor units).
 */
export function incrementalProfit(input: ProfitInput): ProfitOutcome {
  const { treated, control, fixedCost } = input;
  const usual = usualCost(treated);
  const outcome = moneyRule({
    treated: {
      n: treated.n,
      buyers: treated.buyers,
      values: netValues(treated, usual),
      buyerValues: treated.valued.values,
    },
    control,
    seed: input.seed,
    draws: input.draws,
  });
  if (outcome.status === 'refused') return outcome;
  const perPerson: MoneyEstimate = {
    ...outcome,
    estimate: outcome.estimate - usual,
    lo: outcome.lo - usual,
    hi: outcome.hi - usual,
  };
  return {
    status: 'ok',
    perPerson,
    total: scaled(perPerson, treated.n, fixedCost),
    perThousand: scaled(perPerson, 1000, 0),
    contactCost: meanCost(treated),
  };
}
