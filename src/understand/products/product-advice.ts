/**
 * What to do about a product, by stated rules on its own figures: keep supplied, push, fix, clear or stop. The first rule
 * that applies is the advice; its evidence names every figure it rests on. A rule whose figures are missing never applies.
 */
import type { ProductAction, ProductEvidence } from '../../records/product.ts';
import type { ProductClass } from '../../records/product-names.ts';

export interface AdviceFacts {
  readonly class: ProductClass;
  readonly stage: string;
  readonly confidence: number | null;
  readonly isEnded: boolean;
  readonly slope: number | null;
  /** Months without a sale between months with some, in the series the stage was read from. */
  readonly stockOutMonths: number;
  readonly orders: number;
  readonly sales: number;
  readonly salesBefore: number;
  /** On sale before the year before began: what it sold in both years can be compared. */
  readonly hasYearBefore: boolean;
  readonly returns: number;
  readonly discountShare: number | null;
  readonly contribution: number | null;
  readonly contributionBefore: number | null;
  readonly daysSinceSale: number | null;
  /** Null where too few buyers could be followed. */
  readonly secondOrder: { readonly rate: number; readonly q: number } | null;
  readonly lapse: { readonly rate: number; readonly q: number } | null;
}

export interface AdviceBase {
  readonly returnRate: number;
  readonly discountShare: number | null;
  /** Contribution over net sales of the whole base; null without costs. */
  readonly contributionRate: number | null;
  readonly secondOrderRate: number | null;
  readonly lapseRate: number | null;
  /** Of sales of everything on the year before; null without any. */
  readonly salesGrowth: number | null;
}

/** The thresholds, in one place; they stand in the definitions of the page. */
export const adviceLimits = {
  leastOrders: 30,
  returnTimes: 2,
  returnLeast: 0.05,
  discountAbove: 0.1,
  confidence: 0.8,
  silentDays: 90,
  q: 0.05,
  /** Significant is not large: with thousands of buyers a point of difference is. */
  lapseTimes: 1.25,
  secondOrderTimes: 1.1,
  growth: 0.2,
} as const;

const limits = adviceLimits;
type Found = { readonly action: ProductAction; readonly evidence: ProductEvidence[] };
type Rule = (facts: AdviceFacts, base: AdviceBase) => Found | null;
const say = (code: ProductEvidence['code'], value: number, base: number | null = null): ProductEvidence => ({
  code,
  value,
  base,
});

const isBetter = (facts: AdviceFacts, base: AdviceBase) =>
  facts.secondOrder !== null &&
  base.secondOrderRate !== null &&
  facts.secondOrder.q <= limits.q &&
  facts.secondOrder.rate >= limits.secondOrderTimes * base.secondOrderRate;

/** Money lost in both years, and nothing that speaks for waiting: stop selling it. */
const stop: Rule = (facts, base) => {
  const { contribution, contributionBefore, stage } = facts;
  if (contribution === null || contribution >= 0 || facts.orders < limits.leastOrders) return null;
  if (contributionBefore === null || contributionBefore >= 0 || facts.salesBefore <= 0) return null;
  if (stage === 'introduction' || stage === 'growth' || isBetter(facts, base)) return null;
  return {
    action: 'stop',
    evidence: [say('contribution', contribution), say('contribution-before', contributionBefore)],
  };
};

/** Sells, but something about it costs too much: returns, a loss, discounts, or buyers who leave after it. */
const fix: Rule = (facts, base) => {
  if (facts.orders < limits.leastOrders || facts.sales <= 0) return null;
  const evidence: ProductEvidence[] = [];
  const returned = facts.returns / facts.sales;
  if (returned >= Math.max(limits.returnLeast, limits.returnTimes * base.returnRate))
    evidence.push(say('return-rate', returned, base.returnRate));
  if (facts.contribution !== null && facts.contribution < 0)
    evidence.push(say('contribution', facts.contribution));
  const { discountShare, lapse } = facts;
  if (
    discountShare !== null &&
    base.discountShare !== null &&
    discountShare >= base.discountShare + limits.discountAbove
  )
    evidence.push(say('discount-share', discountShare, base.discountShare));
  if (
    lapse &&
    base.lapseRate !== null &&
    lapse.q <= limits.q &&
    lapse.rate >= limits.lapseTimes * base.lapseRate
  )
    evidence.push(say('lapse-rate', lapse.rate, base.lapseRate));
  return evidence.length > 0 ? { action: 'fix', evidence } : null;
};

/** Stands in stock without selling, or falls and earns little: sell off what is left. */
const clear: Rule = facts => {
  const { daysSinceSale, isEnded, stage, confidence, slope } = facts;
  if (!isEnded && daysSinceSale !== null && daysSinceSale > limits.silentDays)
    return { action: 'clear', evidence: [say('days-since-sale', daysSinceSale)] };
  const isSmall = facts.class === 'C' || facts.class === 'negative';
  if (isEnded || stage !== 'decline' || !isSmall || (confidence ?? 0) < limits.confidence || slope === null)
    return null;
  return { action: 'clear', evidence: [say('slope', slope), say('confidence', confidence ?? 0)] };
};

/** Carries the house and may run short: keep it on the shelf. */
const secure: Rule = (facts, base) => {
  if (facts.class !== 'A' || facts.isEnded || facts.stage === 'decline') return null;
  const evidence: ProductEvidence[] = [];
  if (facts.stockOutMonths > 0) evidence.push(say('stock-outs', facts.stockOutMonths));
  if (facts.stage === 'growth' && facts.slope !== null) evidence.push(say('slope', facts.slope));
  const growth = facts.hasYearBefore && facts.salesBefore > 0 ? facts.sales / facts.salesBefore - 1 : null;
  // What grows as everything does is supplied as everything is.
  if (growth !== null && base.salesGrowth !== null && growth >= Math.max(0, base.salesGrowth) + limits.growth)
    evidence.push(say('sales-growth', growth, base.salesGrowth));
  return evidence.length > 0 ? { action: 'secure', evidence } : null;
};

/** Earns at least as well as the rest and grows or brings people back: show it to more of them. */
const push: Rule = (facts, base) => {
  if (facts.isEnded || facts.stage === 'decline' || facts.class === 'negative' || facts.class === 'none')
    return null;
  const net = facts.sales - facts.returns;
  const rate = facts.contribution !== null && net > 0 ? facts.contribution / net : null;
  if (rate === null || base.contributionRate === null || rate < base.contributionRate) return null;
  const evidence: ProductEvidence[] = [];
  if (facts.stage === 'growth' && (facts.confidence ?? 0) >= limits.confidence && facts.slope !== null)
    evidence.push(say('slope', facts.slope));
  if (isBetter(facts, base) && facts.secondOrder)
    evidence.push(say('second-order-rate', facts.secondOrder.rate, base.secondOrderRate));
  if (evidence.length === 0) return null;
  return { action: 'push', evidence: [...evidence, say('contribution-rate', rate, base.contributionRate)] };
};

const rules: readonly Rule[] = [stop, fix, clear, secure, push];

/** The advice for one product, or null where no rule applies. */
export function adviceFor(facts: AdviceFacts, base: AdviceBase): Found | null {
  if (facts.class === 'none' && facts.daysSinceSale === null) return null;
  for (const rule of rules) {
    const found = rule(facts, base);
    if (found) return found;
  }
  return null;
}
