/**
 * Fills a retrospective from what is already known: the goal beside result and control, who was lost where, what was
 * sent, and whether the forecast held. People only add what no table knows.
 */

import { baselineWithin } from '../records/buying-share.ts';
import type { CampaignDefinition } from '../records/campaign.ts';
import type { Opportunity } from '../records/opportunity.ts';
import type { ArmTotals, PopulationResult, ResultDocument } from '../records/result.ts';
import type {
  ForecastCheck,
  GoalOutcome,
  RetrospectiveDocument,
  SendOutcome,
  WaterfallLine,
} from '../records/retrospective.ts';

/** The opportunity's forecast as it stood at approval. */
export interface StoredForecast {
  readonly people: number;
  readonly horizonDays: number;
  readonly level: number;
  /** The baseline by days of the horizon; empty on cards from before they were measured. */
  readonly baselineByDays: Opportunity['baselineByDays'];
}

export interface RetrospectiveFacts {
  readonly campaignId: string;
  readonly definition: CampaignDefinition;
  readonly resultId: string;
  readonly result: ResultDocument;
  readonly waterfall: readonly WaterfallLine[];
  readonly sends: SendOutcome;
  readonly opportunity: StoredForecast | null;
}

const armOf = (population: PopulationResult, arm: ArmTotals['arm']) =>
  population.arms.find(one => one.arm === arm);

/** The goal's metric per person of an arm: share buying, orders, or money in minor units. */
function metricOf(
  totals: ArmTotals | undefined,
  metric: CampaignDefinition['goal']['metric'],
): number | null {
  if (!totals || totals.people === 0) return null;
  const of = { buyers: totals.buyers, orders: totals.orders, value: Number(totals.valueMinor) };
  return of[metric] / totals.people;
}

function effectOf(
  population: PopulationResult,
  metric: CampaignDefinition['goal']['metric'],
): GoalOutcome['effect'] {
  if (metric !== 'value') return population[metric];
  const { estimateMinor, loMinor, hiMinor, ...quality } = population.value;
  const number = (text: string | null) => (text === null ? null : Number(text));
  return { estimate: number(estimateMinor), lo: number(loMinor), hi: number(hiMinor), ...quality };
}

/**
 * Goal against outcome. `reached` needs the target met and an effect that is the campaign's own: a target met by
 * everybody alike, control included, is `cannot-say`, and so is one whose arms the verdict could not compare.
 */
export function goalOutcomeOf(
  { goal }: CampaignDefinition,
  population: PopulationResult,
  verdict: ResultDocument['verdict'] = null,
): GoalOutcome {
  const treated = metricOf(armOf(population, 'treatment'), goal.metric);
  const effect = effectOf(population, goal.metric);
  const met = treated !== null && treated >= goal.target;
  const comparable = verdict?.basis !== 'none';
  const own = comparable && effect !== null && effect.lo !== null && effect.lo > 0;
  const reached = treated === null ? 'cannot-say' : !met ? 'not-reached' : own ? 'reached' : 'cannot-say';
  return {
    metric: goal.metric,
    baseline: goal.baseline,
    target: goal.target,
    by: goal.dueDate,
    text: goal.statement,
    treated,
    control: metricOf(armOf(population, 'control'), goal.metric),
    effect,
    reached,
  };
}

/**
 * The baseline forecast at approval against the control group: its value per person times the people the forecast was
 * for. The forecast is the card's for the outcome's own window; where the card knows none, that of its horizon, compared
 * only when both have the same length.
 */
export function forecastCheckOf(facts: RetrospectiveFacts, population: PopulationResult): ForecastCheck {
  const { definition, opportunity, result } = facts;
  const planned = definition.planning?.baselineMinor ?? null;
  const own = planned && opportunity && baselineWithin(opportunity, result.windowDays);
  const baseline = own ?? planned;
  const control = armOf(population, 'control');
  const people = opportunity?.people ?? 0;
  const perPerson = metricOf(control, 'value');
  const actual = perPerson === null || people === 0 ? null : perPerson * people;
  const horizonDays = own ? result.windowDays : (opportunity?.horizonDays ?? 0);
  const forecast =
    baseline && baseline.lo !== null && baseline.hi !== null
      ? {
          estimateMinor: baseline.estimate,
          loMinor: baseline.lo,
          hiMinor: baseline.hi,
          level: opportunity?.level ?? 0.8,
        }
      : null;
  const verdict = (): ForecastCheck['verdict'] => {
    if (!forecast || actual === null) return 'no-forecast';
    if (horizonDays !== result.windowDays) return 'windows-differ';
    if (actual < Number(forecast.loMinor)) return 'below';
    return actual > Number(forecast.hiMinor) ? 'above' : 'inside';
  };
  return {
    people,
    horizonDays,
    forecast,
    actualMinor: actual === null ? null : actual.toFixed(0),
    windowDays: result.windowDays,
    baseRate: { planned: definition.planning?.baseRate ?? null, actual: metricOf(control, 'buyers') },
    verdict: verdict(),
  };
}

/** The document as it stands with the newest result; frozen later with that result's query versions. */
export function retrospectiveOf(facts: RetrospectiveFacts): RetrospectiveDocument {
  const { campaignId, definition, result, resultId } = facts;
  const population = result.populations.find(one => one.population === 'would-send') as PopulationResult;
  return {
    campaignId,
    campaign: definition.name,
    title: definition.title,
    resultId,
    read: result.read === 'corrected' ? 'corrected' : 'final',
    asOf: result.asOf,
    currency: result.currency,
    value: result.value,
    goal: goalOutcomeOf(definition, population, result.verdict),
    verdict: result.verdict,
    buyers: population.buyers,
    orders: population.orders,
    valuePerCustomer: population.value,
    profit: result.profit,
    waterfall: [...facts.waterfall],
    sends: facts.sends,
    forecast: forecastCheckOf(facts, population),
    queryVersions: result.queryVersions,
  };
}
