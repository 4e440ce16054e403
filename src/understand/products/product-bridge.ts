/** The change in net sales between two spans, as volume, mix, price, goods that came and went, and returns. */
import { type PricedVolume, priceVolumeMix } from '../../models/exact-decomposition.ts';
import type { MonthSpan, ProductBridge } from '../../records/product.ts';
import { monthNo } from './month-series.ts';

export interface SpanSums {
  readonly sku: string;
  readonly unitsBefore: number;
  readonly salesBeforeMinor: number;
  readonly returnsBeforeMinor: number;
  readonly unitsAfter: number;
  readonly salesAfterMinor: number;
  readonly returnsAfterMinor: number;
}

const priced = (row: SpanSums): PricedVolume => ({
  key: row.sku,
  quantityBefore: row.unitsBefore,
  amountBefore: row.salesBeforeMinor,
  quantityAfter: row.unitsAfter,
  amountAfter: row.salesAfterMinor,
});

const total = (rows: readonly SpanSums[], of: (row: SpanSums) => number) =>
  rows.reduce((sum, row) => sum + of(row), 0);

/**
 * Whole minor units that add up exactly: every part is rounded but mix, which is what is left of the change. Money stays
 * integral; returns are their own part because a return has no price. Cost O(products).
 */
export function bridgeOf(
  rows: readonly SpanSums[],
): Pick<ProductBridge, 'beforeMinor' | 'afterMinor' | 'parts' | 'products'> {
  const raw = priceVolumeMix(rows.map(priced));
  const beforeMinor = total(rows, row => row.salesBeforeMinor - row.returnsBeforeMinor);
  const afterMinor = total(rows, row => row.salesAfterMinor - row.returnsAfterMinor);
  const [volume, price] = [Math.round(raw.volume), Math.round(raw.price)];
  const [entered, left] = [Math.round(raw.entered), Math.round(raw.left)];
  const returns = total(rows, row => row.returnsBeforeMinor - row.returnsAfterMinor);
  const mix = afterMinor - beforeMinor - volume - price - entered - left - returns;
  const [was, is] = [(row: SpanSums) => row.unitsBefore > 0, (row: SpanSums) => row.unitsAfter > 0];
  return {
    beforeMinor,
    afterMinor,
    // Zero has no sign in money.
    parts: {
      volume: volume + 0,
      mix: mix + 0,
      price: price + 0,
      entered: entered + 0,
      left: left + 0,
      returns: returns + 0,
    },
    products: {
      both: rows.filter(row => was(row) && is(row)).length,
      entered: rows.filter(row => !was(row) && is(row)).length,
      left: rows.filter(row => was(row) && !is(row)).length,
    },
  };
}

export interface Spans {
  readonly before: MonthSpan;
  readonly after: MonthSpan;
}

const monthText = (no: number) => `${Math.floor(no / 12)}-${String((no % 12) + 1).padStart(2, '0')}`;
const span = (from: number, months: number): MonthSpan => ({
  from: monthText(from),
  to: monthText(from + months - 1),
});

/**
 * What a bridge compares by itself: the longest of 12, 6 or 3 whole months with the same months a year before; without
 * that much history three months or one with those before them, which a season may colour. Null under two whole months.
 */
export function defaultSpans(firstDay: string | null, end: number): Spans | null {
  if (firstDay === null) return null;
  const first = monthNo(firstDay) + (firstDay.slice(8) === '01' ? 0 : 1);
  const yearly = [12, 6, 3].find(months => end - months - 12 >= first);
  if (yearly) return { before: span(end - yearly - 12, yearly), after: span(end - yearly, yearly) };
  const months = [3, 1].find(each => end - 2 * each >= first);
  return months ? { before: span(end - 2 * months, months), after: span(end - months, months) } : null;
}
