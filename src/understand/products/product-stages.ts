/** Life-cycle stages of all products of a review, measured against those that sold throughout. */
import {
  currentTrend,
  type LifeCycle,
  type PreparedSeries,
  preparedSeries,
  productLifeCycle,
  slopeSpread,
} from '../../models/product-life-cycle.ts';
import {
  isEstablished,
  type Known,
  type MeasuredAgainst,
  monthNo,
  monthSeries,
  ReferenceUnits,
  type SoldMonth,
} from './month-series.ts';

export interface StageInput extends Known {
  readonly sku: string;
  readonly months: readonly SoldMonth[];
}

export interface FoundStage {
  readonly life: LifeCycle;
  readonly measuredAgainst: MeasuredAgainst;
  readonly stockOutMonths: number;
  readonly promotionMonths: number;
}

export interface FoundStages {
  readonly bySku: ReadonlyMap<string, FoundStage>;
  /** σ: robust spread of slopes over all products that have one. */
  readonly spread: number;
}

interface Prepared {
  readonly series: PreparedSeries;
  readonly against: MeasuredAgainst;
  readonly isBirthSeen: boolean;
}

/** A product first sold within a month of the first day of the data may be of any age. */
const birthSeen = (firstDay: string, dataFrom: string) =>
  Date.parse(firstDay) - Date.parse(dataFrom) > 31 * 86_400_000;

function prepare(products: readonly StageInput[], asOfDay: string): Map<string, Prepared> {
  const end = monthNo(asOfDay);
  const reference = new ReferenceUnits();
  for (const product of products)
    if (isEstablished(product, end)) reference.add(product.category, product.months);
  const hasDiscounts = products.some(({ months }) => months.some(month => month.discount > 0));
  const dataFrom = products.reduce(
    (least, { firstDay }) => (firstDay && firstDay < least ? firstDay : least),
    asOfDay,
  );
  const prepared = new Map<string, Prepared>();
  for (const { sku, category, firstDay, months } of products) {
    if (firstDay === null) continue;
    const { against, at } = reference.of(category);
    const series = preparedSeries(monthSeries(months, { firstDay, end, hasDiscounts, reference: at }));
    prepared.set(sku, { series, against, isBirthSeen: birthSeen(firstDay, dataFrom) });
  }
  return prepared;
}

const censoredBy = ({ censored }: PreparedSeries, reason: string) =>
  censored.filter(each => each.reason === reason).length;

/** Stages as of the last whole month before the day. Products never sold have none. Cost about 1 ms a product. */
export function productStagesOf(products: readonly StageInput[], asOfDay: string): FoundStages {
  const prepared = prepare(products, asOfDay);
  const slopes = [...prepared.values()].flatMap(({ series }) =>
    series.ended ? [] : (currentTrend(series)?.slope ?? []),
  );
  const spread = slopeSpread(slopes);
  const bySku = new Map<string, FoundStage>();
  for (const [sku, { series, against, isBirthSeen }] of prepared)
    bySku.set(sku, {
      life: productLifeCycle(series, spread, isBirthSeen),
      measuredAgainst: against,
      stockOutMonths: censoredBy(series, 'stock-out'),
      promotionMonths: censoredBy(series, 'promotion'),
    });
  return { bySku, spread };
}
