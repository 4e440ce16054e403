/** Puts one row a product together from figures, buyers, costs and stages: exact money, classes, rates and advice. */
import { decimalText, tenThousandths } from '../../kernel/decimal4.ts';
import { decimalToMinor } from '../../kernel/money.ts';
import type { CountedRate, ProductAction, ProductEvidence } from '../../records/product.ts';
import type { ProductClass } from '../../records/product-names.ts';
import { type Counts, rateOf, ratesAgainst } from './counted-rates.ts';
import { type AdviceBase, type AdviceFacts, adviceFor } from './product-advice.ts';
import { classesOf } from './product-classes.ts';
import type { FoundStage } from './product-stages.ts';

/** Money as decimal text, 64-bit counts as text: what the engine answers. */
export interface ProductFigures {
  readonly sku_key: string;
  readonly sku: string;
  readonly product_name: string;
  readonly category: string;
  readonly units: string;
  readonly units_before: string;
  readonly orders: string;
  readonly buyers: string;
  readonly sales: string;
  readonly sales_before: string;
  readonly returns: string;
  readonly net: string;
  readonly net_before: string;
  readonly discount: string;
  readonly cost_known_share: number;
  readonly margin: string | null;
  readonly margin_before: string | null;
  readonly total_net: string;
  readonly first_day: string | null;
  readonly last_day: string | null;
  readonly sale_months: string;
}

export interface ProductBuyers {
  readonly new_buyers: string;
  readonly repeat_buyers: string;
  readonly first_buyers: string;
  readonly second_orders: string;
  readonly last_buyers: string;
  readonly lapses: string;
}

export interface RowParts {
  readonly figures: readonly ProductFigures[];
  readonly buyers: ReadonlyMap<string, ProductBuyers>;
  readonly channelCost: ReadonlyMap<string, string>;
  readonly serviceCost: ReadonlyMap<string, string>;
  readonly stages: ReadonlyMap<string, FoundStage>;
  readonly asOfDay: string;
  readonly currency: string;
  readonly rankedBy: 'contribution' | 'sales';
  readonly baseCounts: { readonly secondOrder: Counts; readonly lapse: Counts };
  /** Whether any line carries a discount: without one, a share of 0 would say more than is known. */
  readonly hasDiscounts: boolean;
}

export interface ProductRow extends ProductFigures {
  readonly counts: ProductBuyers;
  readonly channelCost: string;
  readonly serviceCost: string;
  readonly contribution: string | null;
  readonly contributionBefore: string | null;
  readonly class: ProductClass;
  readonly place: number;
  readonly found: FoundStage | null;
  readonly secondOrder: CountedRate;
  readonly lapse: CountedRate;
  readonly action: ProductAction | null;
  readonly evidence: readonly ProductEvidence[];
}

const noBuyers: ProductBuyers = {
  new_buyers: '0',
  repeat_buyers: '0',
  first_buyers: '0',
  second_orders: '0',
  last_buyers: '0',
  lapses: '0',
};

const minus = (margin: string | null, cost: string) =>
  margin === null ? null : decimalText(tenThousandths(margin) - tenThousandths(cost));

const share = (part: number, whole: number) => (whole > 0 ? part / whole : null);
const total = (rows: readonly ProductFigures[], of: (row: ProductFigures) => number) =>
  rows.reduce((sum, row) => sum + of(row), 0);

const twoYears = 730;
const growthOf = (sales: number, before: number) => (before > 0 ? sales / before - 1 : null);

/** Discounts as a share of list price, which is what was paid and the discount together. */
export const discountShareOf = (sales: number, discount: number) => share(discount, sales + discount);

function baseOf({
  figures,
  channelCost,
  serviceCost,
  baseCounts,
  rankedBy,
  hasDiscounts,
}: RowParts): AdviceBase {
  const sales = total(figures, row => Number(row.sales));
  const known = figures.filter(row => row.margin !== null);
  const spent = (row: ProductFigures) =>
    Number(channelCost.get(row.sku_key) ?? 0) + Number(serviceCost.get(row.sku_key) ?? 0);
  const earned = total(known, row => Number(row.margin) - spent(row));
  return {
    returnRate:
      share(
        total(figures, row => Number(row.returns)),
        sales,
      ) ?? 0,
    discountShare: hasDiscounts
      ? discountShareOf(
          sales,
          total(figures, row => Number(row.discount)),
        )
      : null,
    contributionRate:
      rankedBy === 'contribution'
        ? share(
            earned,
            total(known, row => Number(row.net)),
          )
        : null,
    secondOrderRate: rateOf(baseCounts.secondOrder).rate,
    lapseRate: rateOf(baseCounts.lapse).rate,
    salesGrowth: growthOf(
      sales,
      total(figures, row => Number(row.sales_before)),
    ),
  };
}

const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000;
const tested = ({ rate, q }: CountedRate) => (rate === null || q === null ? null : { rate, q });

type Drafted = Omit<ProductRow, 'action' | 'evidence'>;

function factsOf(row: Drafted, { asOfDay, currency, hasDiscounts }: RowParts): AdviceFacts {
  const life = row.found?.life;
  const isOk = life?.status === 'ok';
  const minor = (text: string) => Number(decimalToMinor(text, currency));
  const minorOrNull = (text: string | null) => (text === null ? null : minor(text));
  return {
    class: row.class,
    stage: isOk ? life.stage : 'insufficient',
    confidence: isOk ? life.confidence : null,
    isEnded: life?.ended ?? false,
    slope: isOk ? (life.trend?.slope ?? null) : null,
    stockOutMonths: row.found?.stockOutMonths ?? 0,
    orders: Number(row.orders),
    sales: minor(row.sales),
    salesBefore: minor(row.sales_before),
    hasYearBefore: row.first_day !== null && daysBetween(row.first_day, asOfDay) >= twoYears,
    returns: minor(row.returns),
    discountShare: hasDiscounts ? discountShareOf(Number(row.sales), Number(row.discount)) : null,
    contribution: minorOrNull(row.contribution),
    contributionBefore: minorOrNull(row.contributionBefore),
    daysSinceSale: row.last_day ? daysBetween(row.last_day, asOfDay) : null,
    secondOrder: tested(row.secondOrder),
    lapse: tested(row.lapse),
  };
}

/**
 * Complete rows in the order of the figures. A product is idle, and has no class, where neither sale nor return fell into
 * the window. Money without a known cost stays null and is ranked as unknown. Cost O(n log n).
 */
export function productRows(parts: RowParts): { rows: ProductRow[]; base: AdviceBase } {
  const { figures, buyers, channelCost, serviceCost, stages, rankedBy, baseCounts } = parts;
  const base = baseOf(parts);
  const counts = figures.map(row => buyers.get(row.sku_key) ?? noBuyers);
  const costs = figures.map(row => channelCost.get(row.sku_key) ?? '0');
  const serviced = figures.map(row => serviceCost.get(row.sku_key) ?? '0');
  const contributions = figures.map((row, at) =>
    minus(minus(row.margin, costs[at] as string), serviced[at] as string),
  );
  const money = (row: ProductFigures, contribution: string | null) =>
    rankedBy === 'sales' ? Number(row.net) : contribution === null ? null : Number(contribution);
  const ranked = classesOf(
    figures.map((row, at) => ({
      money: money(row, contributions[at] as string | null),
      isIdle: Number(row.orders) === 0 && Number(row.returns) === 0,
    })),
  );
  const followed = (n: 'first_buyers' | 'last_buyers', hits: 'second_orders' | 'lapses', of: Counts) =>
    ratesAgainst(
      counts.map(each => ({ n: Number(each[n]), hits: Number(each[hits]) })),
      rateOf(of).rate,
    );
  const second = followed('first_buyers', 'second_orders', baseCounts.secondOrder);
  const lapse = followed('last_buyers', 'lapses', baseCounts.lapse);
  const rows = figures.map((row, at) => {
    const drafted: Drafted = {
      ...row,
      counts: counts[at] as ProductBuyers,
      channelCost: costs[at] as string,
      serviceCost: serviced[at] as string,
      contribution: contributions[at] as string | null,
      contributionBefore: row.margin_before,
      ...(ranked[at] as (typeof ranked)[number]),
      found: stages.get(row.sku) ?? null,
      secondOrder: second[at] as CountedRate,
      lapse: lapse[at] as CountedRate,
    };
    const advice = adviceFor(factsOf(drafted, parts), base);
    return { ...drafted, action: advice?.action ?? null, evidence: advice?.evidence ?? [] };
  });
  return { rows, base };
}
