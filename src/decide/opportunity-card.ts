/**
 * One opportunity from what was counted: money with its interval, break-even, what a campaign could prove, the reasons
 * for doubt. Pure; the figures come from `opportunity-cells.store.ts`.
 */
import { sum } from '../math/moments.ts';
import { breakEvenLift } from '../models/break-even.ts';
import { proposeControlShare } from '../models/control-share.ts';
import type { OfferAssumptions, Opportunity, OpportunityKind } from '../records/opportunity.ts';
import {
  type Backtest,
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
} from './opportunity-card-rows.ts';
import { type Block, type CellCount, type CellTable, enoughCustomers } from './opportunity-cells.ts';
import { opportunitySentence, opportunityTitle } from './opportunity-sentence.ts';
import {
  type Corrections,
  type Interval,
  type OriginCounts,
  type OriginStake,
  overOrigins,
  planningLevel,
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

interface Money {
  readonly baseline: Interval;
  readonly reference: Interval;
  readonly stake: Interval;
  readonly buying: number;
  readonly referenceBuying: number;
}

/** The card of a kind; `status` is `refused` with a code where the list stands and its money does not. */
export function opportunityCard(input: CardInput): Opportunity {
  const backtests = backtestsOf(input.kind, input.past);
  const corrections = correctionsOf(backtests);
  const { tables, blocks, stakes } = stakesOver(input.list, input.origins, corrections);
  const customers = sum(input.list.map(cell => cell.customers));
  const money = stakes.length > 0 ? moneyOf(stakes) : null;
  const refusal = refusalOf(customers, money);
  const shown = refusal === null || refusal === 'opportunity-stake-holds-zero' ? money : null;
  const toMinor = minorOf(input.currency);
  const assumptions = {
    ...input.assumptions,
    incentiveMinor:
      input.assumptions.incentiveMinor ??
      Math.round(Math.max(0, input.valuePerOccasion) * minorUnits(input.currency) * 0.1),
  };
  const economics = economicsOf(input, assumptions, shown);
  const reasons = qualityReasons(input, { stakes, money, blocks, tables, backtests });
  const card: Opportunity = {
    id: input.id,
    kind: input.kind,
    reviewId: input.reviewId,
    asOf: input.asOf.toISOString(),
    title: opportunityTitle(input.kind),
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
    ...economics,
    evidence: 'E0',
    expectedNetMinor: null,
    scenarios:
      refusal === null && shown
        ? scenarioShares.map(gapShare => ({ gapShare, valueMinor: toMinor(gapShare * shown.stake.estimate) }))
        : [],
    overlap: [...input.overlap],
    dominantCustomers: [...input.dominantCustomers],
    quality: reasons.length > 0 ? 'low' : 'ok',
    qualityReasons: reasons,
    cells: blocks
      .map(block => cellOf(block, { list: input.list, toMinor, corrections }, tables))
      .filter(cell => cell.customers > 0),
    origins: stakes.map(stake => originOf(stake, toMinor)),
    corrections: { baseline: rounded(corrections.baseline), reference: rounded(corrections.reference) },
    backtests: backtests.map(test => backtestOf(test, toMinor)),
    sentence: { zh: '', en: '' },
  };
  return { ...card, sentence: opportunitySentence(card) };
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
    readonly tables: readonly CellTable[];
    readonly blocks: readonly Block[];
    readonly corrections: Corrections;
    readonly shown: Money | null;
  },
): Pick<Opportunity, 'buyingByDays' | 'baselineByDays'> {
  const { list, origins, currency } = input;
  const whole = shown?.baseline ?? null;
  const span = { origins, horizonDays: input.plan.horizonDays, whole };
  return {
    buyingByDays: buyingByDays(input, tables, shown?.buying ?? null),
    baselineByDays: baselineByDays({ list, blocks, corrections }, span, minorOf(currency)),
  };
}

const moneyOf = (stakes: readonly OriginStake[]): Money => ({
  baseline: overOrigins(stakes.map(each => each.baseline)),
  reference: overOrigins(stakes.map(each => each.reference)),
  stake: overOrigins(stakes.map(each => each.stake)),
  buying: mean(stakes.map(each => each.buyingShare)),
  referenceBuying: mean(stakes.map(each => each.referenceBuyingShare)),
});

function refusalOf(customers: number, money: Money | null): string | null {
  if (customers < leastCustomers) return 'opportunity-too-few-customers';
  if (!money) return 'opportunity-no-origin';
  const { estimate, lo, hi } = money.stake;
  if (estimate <= 0 || (lo !== null && hi !== null && lo <= 0)) return 'opportunity-stake-holds-zero';
  return null;
}

type Economics = Pick<
  Opportunity,
  'breakEvenLift' | 'gapShareNeeded' | 'mde' | 'mdeControlShare' | 'provable'
>;

/** δ*, φ* and what could be proved. Sales are not margin: without costs there is no break-even, only a detectable lift. */
function economicsOf(input: CardInput, assumptions: OfferAssumptions, money: Money | null): Economics {
  if (!money)
    return { breakEvenLift: null, gapShareNeeded: null, mde: null, mdeControlShare: null, provable: null };
  const lift =
    input.valueIs === 'sales'
      ? null
      : breakEvenLift({
          contactCost: assumptions.contactCostMinor,
          incentive: assumptions.incentiveMinor,
          marginPerPurchase: input.valuePerOccasion * minorUnits(input.currency),
          baseRate: money.buying,
          redeemShare: assumptions.redeemShare,
        });
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
    tables: readonly CellTable[];
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
    tables.some(table => table.total(block.cells).customers < enoughCustomers),
  );
  if (small) reasons.push('small-cells');
  if (stakes.length > 0 && sum(stakes.map(stake => stake.comparedBuyers)) < enoughBuyers)
    reasons.push('few-buyers');
  if (backtestMissed(backtests)) reasons.push('backtest-missed');
  if (input.valueIs === 'sales') reasons.push('money-is-sales');
  return reasons;
}
