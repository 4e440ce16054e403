/**
 * One opportunity from what was counted: money with its interval, break-even, what a campaign could prove, the reasons
 * for doubt. Pure; the figures come from `opportunity-cells.store.ts`.
 */
import { sum } from '../math/moments.ts';
import type { OfferAssumptions, Opportunity, OpportunityKind } from '../records/opportunity.ts';
import {
  type Backtest,
  type BacktestOptions,
  backtestMissed,
  backtestsOf,
  correctionsOf,
  type PastTime,
} from './opportunity-backtest.ts';
import {
  backtestOf,
  baselineByDays,
  buyingByDays,
  cellOf,
  estimateOf,
  mean,
  minorOf,
  minorUnits,
  originOf,
  rounded,
  type ToMinor,
} from './opportunity-card-rows.ts';
import { type Block, type CellCount, enoughCustomers, type PastTables } from './opportunity-cells.ts';
import { economicsOf, type Money } from './opportunity-economics.ts';
import { opportunitySentence, opportunityTitle } from './opportunity-sentence.ts';
import {
  type Corrections,
  type OriginCounts,
  type OriginStake,
  overOrigins,
  planningLevel,
  type Reference,
  stakesOver,
} from './opportunity-stake.ts';
import { hasSameSeason, type OriginPlan } from './origins.ts';

export interface CardInput {
  readonly id: string;
  readonly kind: OpportunityKind;
  readonly reviewId: string | null;
  readonly asOf: Date;
  readonly plan: OriginPlan;
  readonly currency: string;
  readonly valueIs: 'margin' | 'sales';
  readonly seasonKnown: boolean;
  /** The list at T by cell, without dominant customers; each customer in at most one card. */
  readonly list: readonly CellCount[];
  readonly origins: readonly OriginCounts[];
  readonly past: readonly PastTime[];
  readonly reference: Reference;
  readonly choose?: BacktestOptions['choose'];
  readonly category: string | null;
  /** Names of what the kind's cells tell apart beside occasions, rhythm and value. */
  readonly groups: readonly string[];
  /** Whether forecasts stored at approval have held too seldom, whatever the kind. */
  readonly forecastsMissed: boolean;
  /** Mean m̂ of the list, major units. */
  readonly valuePerOccasion: number;
  readonly reachable: number;
  readonly dominantCustomers: readonly string[];
  readonly overlap: Opportunity['overlap'];
  /** What a contact and an offer cost; incentive null: a tenth of the value of an occasion. */
  readonly assumptions: Omit<OfferAssumptions, 'incentiveMinor'> & { readonly incentiveMinor: number | null };
}

/** A list shorter than this is a handful of customers to call, not a campaign to measure. */
export const leastCustomers = 30;
/** Money that rests on fewer purchases than this over all origins is a guess: one large order would move it by a tenth. */
const enoughBuyers = 30;
const scenarioShares = [0.02, 0.05, 0.1];

/** The card of a kind; `status` is `refused` with a code where the list stands and its money does not. */
export function opportunityCard(input: CardInput): Opportunity {
  const { reference, choose } = input;
  const backtests = backtestsOf(input.past, choose ? { reference, choose } : { reference });
  const corrections = correctionsOf(backtests);
  const { tables, blocks, stakes } = stakesOver(input.list, input.origins, { reference, corrections });
  const customers = sum(input.list.map(cell => cell.customers));
  const money = stakes.length > 0 ? moneyOf(stakes) : null;
  const refusal = refusalOf(input, customers, money);
  const shown = refusal === null || refusal === 'opportunity-stake-holds-zero' ? money : null;
  const toMinor = minorOf(input.currency);
  const assumptions = assumptionsOf(input);
  const reasons = qualityReasons(input, { stakes, money, blocks, tables, backtests });
  const card: Opportunity = {
    id: input.id,
    kind: input.kind,
    category: input.category,
    messages: messagesOf(input, toMinor),
    reviewId: input.reviewId,
    asOf: input.asOf.toISOString(),
    title: opportunityTitle(input.kind, input.category),
    status: refusal === null ? 'ok' : 'refused',
    refusal,
    rank: null,
    customers,
    reachable: input.reachable,
    horizonDays: input.plan.horizonDays,
    currency: input.currency,
    valueIs: input.valueIs,
    baselineMinor: shown && estimateOf(shown.baseline, toMinor),
    referenceMinor: shown && estimateOf(shown.reference, toMinor),
    valueAtStakeMinor: shown && { ...estimateOf(shown.stake, toMinor), level: planningLevel },
    buyingShare: shown && rounded(shown.buying),
    referenceBuyingShare: shown && rounded(shown.referenceBuying),
    ...byDays(input, { tables, blocks, corrections, shown }),
    valuePerOccasionMinor: customers > 0 ? toMinor(input.valuePerOccasion) : null,
    assumptions,
    ...economicsOf(input, assumptions, shown),
    evidence: 'E0',
    expectedNetMinor: null,
    scenarios:
      refusal === null && shown && reference.kind !== 'spending'
        ? scenarioShares.map(gapShare => ({ gapShare, valueMinor: toMinor(gapShare * shown.stake.estimate) }))
        : [],
    overlap: [...input.overlap],
    distinct: null,
    dominantCustomers: [...input.dominantCustomers],
    quality: reasons.length > 0 ? 'low' : 'ok',
    qualityReasons: reasons,
    cells: blocks
      .map(block => cellOf(block, { ...input, toMinor, corrections }, tables))
      .filter(cell => cell.customers > 0),
    origins: stakes.map(stake => originOf(stake, toMinor)),
    corrections: { baseline: rounded(corrections.baseline), reference: rounded(corrections.reference) },
    backtests: backtests.map(test => backtestOf(test, toMinor)),
    sentence: { zh: '', en: '' },
  };
  return { ...card, sentence: opportunitySentence(card) };
}

/** An offer without a price of its own is a tenth of an occasion. */
const assumptionsOf = ({ assumptions, valuePerOccasion, currency }: CardInput): OfferAssumptions => ({
  ...assumptions,
  incentiveMinor:
    assumptions.incentiveMinor ?? Math.round(Math.max(0, valuePerOccasion) * minorUnits(currency) * 0.1),
});

/** What a total counts of a card: the part of its list that no better card holds, with that part's stake as the card's own record corrects it. */
export function distinctOf(
  part: Pick<CardInput, 'list' | 'origins' | 'reference' | 'currency'>,
  corrections: Corrections,
): NonNullable<Opportunity['distinct']> {
  const { stakes } = stakesOver(part.list, part.origins, { reference: part.reference, corrections });
  const { estimate } = overOrigins(stakes.map(each => each.stake));
  return {
    customers: sum(part.list.map(cell => cell.customers)),
    stakeMinor: stakes.length > 0 ? minorOf(part.currency)(estimate) : null,
  };
}

/** What is expected by days of the horizon: buyers and money. */
function byDays(
  input: CardInput,
  {
    tables,
    blocks,
    corrections,
    shown,
  }: {
    readonly tables: readonly PastTables[];
    readonly blocks: readonly Block[];
    readonly corrections: Corrections;
    readonly shown: Money | null;
  },
): Pick<Opportunity, 'buyingByDays' | 'baselineByDays'> {
  const { list, origins, reference, currency } = input;
  const whole = shown?.baseline ?? null;
  const span = { origins, horizonDays: input.plan.horizonDays, whole };
  return {
    buyingByDays: buyingByDays(input, tables, shown?.buying ?? null),
    baselineByDays: baselineByDays({ list, blocks, reference, corrections }, span, minorOf(currency)),
  };
}

const moneyOf = (stakes: readonly OriginStake[]): Money => ({
  baseline: overOrigins(stakes.map(each => each.baseline)),
  reference: overOrigins(stakes.map(each => each.reference)),
  stake: overOrigins(stakes.map(each => each.stake)),
  buying: mean(stakes.map(each => each.buyingShare)),
  referenceBuying: mean(stakes.map(each => each.referenceBuyingShare)),
});

/** Messages to the list and their cost, where it is about them. */
function messagesOf({ reference, list }: CardInput, toMinor: ToMinor): Opportunity['messages'] {
  if (reference.kind !== 'spending') return null;
  return {
    count: sum(list.map(cell => cell.messages ?? 0)),
    costMinor: toMinor(sum(list.map(cell => cell.messageCost ?? 0))),
  };
}

function refusalOf({ reference, valueIs }: CardInput, customers: number, money: Money | null): string | null {
  if (reference.kind === 'spending' && valueIs === 'sales') return 'opportunity-needs-margin';
  if (customers < leastCustomers) return 'opportunity-too-few-customers';
  if (!money) return 'opportunity-no-origin';
  const { estimate, lo, hi } = money.stake;
  if (estimate <= 0 || (lo !== null && hi !== null && lo <= 0)) return 'opportunity-stake-holds-zero';
  return null;
}

function qualityReasons(
  input: CardInput,
  {
    stakes,
    money,
    blocks,
    tables,
    backtests,
  }: {
    stakes: readonly OriginStake[];
    money: Money | null;
    blocks: readonly Block[];
    tables: readonly PastTables[];
    backtests: readonly Backtest[];
  },
): Opportunity['qualityReasons'] {
  const reasons: Opportunity['qualityReasons'] = [];
  if (stakes.length < 4) reasons.push('few-origins');
  if (!hasSameSeason(input.plan, input.asOf)) reasons.push('no-same-season-origin');
  if (!input.seasonKnown) reasons.push('history-under-455-days');
  if (money && money.stake.lo === null) reasons.push('no-interval');
  if (money && money.stake.lo !== null && money.stake.lo <= 0) reasons.push('stake-holds-zero');
  const small = blocks.some(block =>
    tables.some(({ members }) => members.total(block.cells).customers < enoughCustomers),
  );
  if (small) reasons.push('small-cells');
  if (stakes.length > 0 && sum(stakes.map(stake => stake.comparedBuyers)) < enoughBuyers)
    reasons.push('few-buyers');
  if (backtestMissed(backtests)) reasons.push('backtest-missed');
  if (input.kind === 'first-not-repeated') reasons.push('self-selected');
  if (input.forecastsMissed) reasons.push('forecasts-missed');
  if (input.valueIs === 'sales') reasons.push('money-is-sales');
  return reasons;
}
