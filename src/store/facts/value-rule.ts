/**
 * What "value" is under a sales definition: margin where costs or rates cover the sales, otherwise sales, by that
 * name. One rule for all stages, because a review in margin and a result in sales could not be compared.
 */
import type { Facts } from './facts.ts';
import { type SaleLinesOptions, saleLines } from './sale-lines.ts';
import { type FactsSql, factsSql, p } from './sql.ts';

export interface ValueRule {
  readonly valueIs: 'margin' | 'sales';
  /** Share of net sales (refunds aside) whose margin is known; 1 when there are no sales. */
  readonly coverage: number;
  /** Margin share of the covered sales, applied to the few uncovered lines; null where value is sales. */
  readonly fallbackRate: number | null;
}

/** Below this share of covered sales, filling the rest by the average would make most of the figure up. */
export const minimumMarginCoverage = 0.95;

/** The rule from the exact sums of net sales, of those with a margin, and of that margin. */
export function valueRuleOf(sums: { net: number; coveredNet: number; coveredMargin: number }): ValueRule {
  const coverage = sums.net > 0 ? sums.coveredNet / sums.net : 0;
  if (coverage < minimumMarginCoverage) return { valueIs: 'sales', coverage, fallbackRate: null };
  const rate = Math.round((sums.coveredMargin / sums.coveredNet) * 1e6) / 1e6;
  return { valueIs: 'margin', coverage, fallbackRate: rate };
}

/** One scan of the sales among `lines`: any source with `net_amount`, `margin_amount` and only sales in it. */
export async function loadValueRuleFrom(facts: Facts, sales: FactsSql): Promise<ValueRule> {
  const [row] = await facts.query<{ net: string; covered_net: string; covered_margin: string }>(
    factsSql`select sum(net_amount) as net, sumIf(net_amount, isNotNull(margin_amount)) as covered_net,
  ifNull(sum(margin_amount), 0) as covered_margin from ${sales}`,
    { tag: 'sales.value-rule', role: 'batch' },
  );
  return valueRuleOf({
    net: Number(row?.net ?? 0),
    coveredNet: Number(row?.covered_net ?? 0),
    coveredMargin: Number(row?.covered_margin ?? 0),
  });
}

/** The rule for sale lines read as they are: what a reader without a draft of lines asks. */
export const loadValueRule = (facts: Facts, options: SaleLinesOptions): Promise<ValueRule> =>
  loadValueRuleFrom(
    facts,
    factsSql`(${saleLines({ ...options, definition: { ...options.definition, subtractReturns: false } })})`,
  );

/** The value of a sale line as a Decimal(18,4) expression over the columns of `saleLines`. */
export function valueAmount(rule: ValueRule): FactsSql {
  if (rule.fallbackRate === null) return factsSql`net_amount`;
  // Refunds may lack a cost where every sale has one, so full coverage still needs the rate for them.
  const rate = factsSql`toDecimal64(${p.string(rule.fallbackRate.toFixed(6))}, 6)`;
  const filled = factsSql`cast(round(toDecimal128(net_amount, 4) * ${rate}, 4) as Decimal(18, 4))`;
  return factsSql`ifNull(margin_amount, ${filled})`;
}
