/**
 * From a campaign's outcome to its result: the estimates of both populations, profit, checks, the verdict and what it
 * would take. The rules are METHODS' money rule and incremental profit; this file only lines them up.
 */
import { moments } from '../math/moments.ts';
import { breakEvenLift } from '../models/break-even.ts';
import { meanMde, peopleToShow, proportionMde, usualRates } from '../models/experiment-plan.ts';
import { resultVerdict } from '../models/result-verdict.ts';
import { sampleRatioCheck } from '../models/sample-ratio.ts';
import type { CampaignDefinition } from '../records/campaign.ts';
import type { ExperimentMetric } from '../records/experiment.ts';
import type {
  Difference,
  MoneyDifference,
  PopulationResult,
  Profit,
  SampleRatio,
  ValueName,
  Verdict,
  WhatItWouldTake,
} from '../records/result.ts';
import { metricResult } from './experiment-metric.ts';
import { minorText } from './minor-text.ts';
import type { ArmOutcome, PopulationOutcome } from './outcome-columns.ts';

/** Level of every interval of a result. */
export const level = 0.95;

type MetricName = 'buyers' | 'orders' | ValueName;

/** The figures of one population, as the experiment bench would give them on the same units. */
export function populationMetrics(
  outcome: PopulationOutcome,
  value: ValueName,
  seed: number,
): ExperimentMetric[] {
  const metric = (name: MetricName, kind: 'proportion' | 'mean', column: 'buyers' | 'orders' | 'values') => {
    const of = (arm: ArmOutcome) => ({ values: arm[column], denominator: null, covariate: null });
    return metricResult({
      metric: name,
      kind,
      arm: 'treatment',
      treated: of(outcome.treatment),
      control: of(outcome.control),
      seed,
      plannedN: null,
    });
  };
  return [
    metric('buyers', 'proportion', 'buyers'),
    metric('orders', 'mean', 'orders'),
    metric(value, 'mean', 'values'),
  ];
}

const qualityOf = ({ absolute, status, refusal }: ExperimentMetric) => ({
  level,
  p: absolute.p,
  method: absolute.method,
  status: status === 'ok' ? ('ok' as const) : ('refused' as const),
  refusal,
});

const differenceOf = (metric: ExperimentMetric): Difference => ({
  estimate: metric.absolute.estimate,
  lo: metric.absolute.lo,
  hi: metric.absolute.hi,
  ...qualityOf(metric),
});

const orNull = (value: number | null) => (value === null ? null : minorText(value));

const moneyOf = (metric: ExperimentMetric): MoneyDifference => ({
  estimateMinor: orNull(metric.absolute.estimate),
  loMinor: orNull(metric.absolute.lo),
  hiMinor: orNull(metric.absolute.hi),
  ...qualityOf(metric),
});

/** Totals and differences of one population. */
export function populationResult(
  outcome: PopulationOutcome,
  metrics: readonly ExperimentMetric[],
): PopulationResult {
  const [buyers, orders, value] = metrics as [ExperimentMetric, ExperimentMetric, ExperimentMetric];
  return {
    population: outcome.population,
    arms: [outcome.treatment.totals, outcome.control.totals],
    buyers: differenceOf(buyers),
    orders: differenceOf(orders),
    value: moneyOf(value),
  };
}

/** Arms against the intended share on both populations, and on the people lost before sending. */
export function sampleRatiosOf(
  wouldSend: PopulationOutcome,
  assigned: PopulationOutcome,
  controlShare: number,
): SampleRatio[] {
  const share = Math.round(controlShare * 10_000) / 10_000;
  const check = (population: SampleRatio['population'], treatment: number, control: number): SampleRatio => {
    const { chi2, p, blocks } = sampleRatioCheck([treatment, control], [1 - share, share]);
    return { population, observed: { treatment, control }, expectedControlShare: share, chi2, p, blocks };
  };
  const people = ({ treatment, control }: PopulationOutcome) =>
    [treatment.totals.people, control.totals.people] as const;
  const [sentTreated, sentControl] = people(wouldSend);
  const [allTreated, allControl] = people(assigned);
  return [
    check('would-send', sentTreated, sentControl),
    check('assigned', allTreated, allControl),
    check('contact-point-loss', allTreated - sentTreated, allControl - sentControl),
  ];
}

const bounds = (money: MoneyDifference) =>
  money.loMinor === null || money.hiMinor === null
    ? null
    : { lo: Number(money.loMinor), hi: Number(money.hiMinor) };

/** The word, read from profit, else sales, else buyers of the would-send population. */
export function verdictOf(result: PopulationResult, profit: Profit, ratios: readonly SampleRatio[]): Verdict {
  const [treated, control] = result.arms;
  const { buyers } = result;
  return resultVerdict({
    sampleRatioBlocks: ratios.some(ratio => ratio.blocks),
    people: { treated: treated?.people ?? 0, control: control?.people ?? 0 },
    profit: bounds(profit.total),
    value: bounds(result.value),
    valueIsMargin: profit.refusal !== 'result-margin-unknown',
    buyers: buyers.lo === null || buyers.hi === null ? null : { lo: buyers.lo, hi: buyers.hi },
    moneyRefusal: result.value.refusal,
  });
}

/** Lift at which the campaign pays by its own plan, or null without planning figures. */
export function plannedBreakEven({ planning, budget, message }: CampaignDefinition): number | null {
  if (!planning || planning.valuePerBuyerMinor <= 0) return null;
  return breakEvenLift({
    contactCost: budget.contactCostMinor,
    incentive: message.offer.kind === 'coupon' ? message.offer.faceValueMinor : 0,
    marginPerPurchase: planning.valuePerBuyerMinor,
    baseRate: planning.baseRate,
  });
}

/** What this run could have shown at 80 % power, and the people it would take to show the break-even lift. */
export function whatItWouldTake(outcome: PopulationOutcome, definition: CampaignDefinition): WhatItWouldTake {
  const { treatment, control } = outcome;
  const arms = { treated: treatment.totals.people, control: control.totals.people };
  const observed = arms.control > 0 ? control.totals.buyers / arms.control : 0;
  const base = observed > 0 ? observed : (definition.planning?.baseRate ?? 0);
  const lift = plannedBreakEven(definition);
  const total = arms.treated + arms.control;
  const needed = lift && base > 0 ? peopleToShow(lift, base, definition.control.share) : null;
  const possible = arms.treated > 1 && arms.control > 1;
  return {
    power: usualRates.power,
    couldHaveSeenBuyers: possible && base > 0 ? proportionMde(base, arms) : null,
    couldHaveSeenValueMinor: possible ? minorText(meanMde(moments(control.values).variance, arms)) : null,
    breakEvenLift: lift,
    peopleNeeded: needed,
    waves: needed !== null && total > 0 ? Math.ceil(needed / total) : null,
  };
}
