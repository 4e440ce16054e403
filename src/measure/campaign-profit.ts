/** A campaign's incremental profit and the part of its incentives that went to people who would have bought anyway. */
import { subsidyBound } from '../models/break-even.ts';
import { incrementalProfit } from '../models/incremental-profit.ts';
import type { CampaignDefinition } from '../records/campaign.ts';
import type { MoneyDifference, Profit, ValueName } from '../records/result.ts';
import { level } from './campaign-result.ts';
import { minorText } from './minor-text.ts';
import type { PopulationOutcome } from './outcome-columns.ts';

export interface ProfitRequest {
  readonly outcome: PopulationOutcome;
  readonly value: ValueName;
  readonly definition: CampaignDefinition;
  readonly redemptions: number | null;
  readonly seed: number;
}

const noMoney = (refusal: string): MoneyDifference => ({
  estimateMinor: null,
  loMinor: null,
  hiMinor: null,
  level,
  p: null,
  method: 'studentised-rerandomisation',
  status: 'refused',
  refusal,
});

/** Incentive money to people who would have bought anyway; without a code every treated buyer may have used it. */
function subsidyOf({ outcome, definition, redemptions }: ProfitRequest): string | null {
  const { offer } = definition.message;
  if (offer.kind !== 'coupon') return null;
  const { treatment, control } = outcome;
  const bound = subsidyBound({
    faceValue: offer.faceValueMinor,
    redemptions: redemptions ?? treatment.totals.buyers,
    controlRate: control.totals.people > 0 ? control.totals.buyers / control.totals.people : 0,
    treatedRate: treatment.totals.people > 0 ? treatment.totals.buyers / treatment.totals.people : 0,
  });
  return minorText(bound);
}

/** Incremental profit on the would-send population; refused where the value is sales or the money rule refuses. */
export function profitOf(request: ProfitRequest): Profit {
  const { outcome, definition, value, seed } = request;
  const { treatment, control } = outcome;
  const base = {
    treated: treatment.totals.people,
    fixedCostMinor: String(definition.budget.fixedCostMinor),
    subsidyBoundMinor: subsidyOf(request),
  };
  const refused = (refusal: string): Profit => ({
    ...base,
    status: 'refused',
    refusal,
    total: noMoney(refusal),
    perThousand: noMoney(refusal),
  });
  if (value === 'sales') return refused('result-margin-unknown');
  const profit = incrementalProfit({
    treated: {
      n: treatment.totals.people,
      buyers: treatment.totals.buyers,
      valued: { values: treatment.values.subarray(0, treatment.listed), costs: treatment.listedCosts },
      idle: treatment.idle,
    },
    control: {
      n: control.totals.people,
      buyers: control.totals.buyers,
      values: control.values.subarray(0, control.listed),
    },
    fixedCost: definition.budget.fixedCostMinor,
    seed,
  });
  if (profit.status === 'refused') return refused(profit.refusal);
  const { p, method } = profit.perPerson;
  const money = ({ estimate, lo, hi }: { estimate: number; lo: number; hi: number }): MoneyDifference => ({
    estimateMinor: minorText(estimate),
    loMinor: minorText(lo),
    hiMinor: minorText(hi),
    level,
    p,
    method,
    status: 'ok',
    refusal: null,
  });
  return {
    ...base,
    status: 'ok',
    refusal: null,
    total: money(profit.total),
    perThousand: money(profit.perThousand),
  };
}
