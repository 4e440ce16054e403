/** A bridge from the months a review has stored: any two spans, without reading a sale line. */
import type { z } from 'zod';
import { badInput, conflict } from '../../kernel/errors.ts';
import { decimalToMinor } from '../../kernel/money.ts';
import type { bridgeQuery, MonthSpan, ProductBridge } from '../../records/product.ts';
import type { StoreContext } from '../../store/context.ts';
import { bridgeOf, type Spans } from './product-bridge.ts';
import { loadSpans, type SpanRow } from './product-months.store.ts';
import type { StoredProducts } from './products.store.ts';

type Query = z.output<typeof bridgeQuery>;

function spanOf(name: string, from: string, to: string): MonthSpan {
  if (from > to) throw badInput('product-span-backwards', { path: name, received: `${from} – ${to}` });
  return { from, to };
}

/** The spans asked for, or the review's own. All four months or none; spans may not overlap. */
function spansOf({ document }: StoredProducts, query: Query): Spans {
  const { beforeFrom, beforeTo, afterFrom, afterTo } = query;
  if (beforeFrom && beforeTo && afterFrom && afterTo) {
    const before = spanOf('beforeFrom', beforeFrom, beforeTo);
    const after = spanOf('afterFrom', afterFrom, afterTo);
    if (after.from <= before.to)
      throw badInput('product-spans-overlap', {
        path: 'afterFrom',
        received: afterFrom,
        expected: `> ${before.to}`,
      });
    return { before, after };
  }
  if (beforeFrom || beforeTo || afterFrom || afterTo)
    throw badInput('product-spans-incomplete', { path: 'afterFrom' });
  if (!document.spans) throw conflict('product-history-short');
  return document.spans;
}

const sumsOf = (currency: string) => (row: SpanRow) => {
  const minor = (amount: string) => Number(decimalToMinor(amount, currency));
  return {
    sku: row.sku,
    unitsBefore: Number(row.units_before),
    salesBeforeMinor: minor(row.sales_before),
    returnsBeforeMinor: minor(row.returns_before),
    unitsAfter: Number(row.units_after),
    salesAfterMinor: minor(row.sales_after),
    returnsAfterMinor: minor(row.returns_after),
  };
};

/** Throws `product-span-backwards`, `product-spans-overlap`, `product-spans-incomplete`, `product-history-short`. */
export async function loadBridge(
  ctx: StoreContext,
  stored: StoredProducts,
  query: Query,
): Promise<ProductBridge> {
  const spans = spansOf(stored, query);
  const { currency } = stored.key;
  const rows = await loadSpans(ctx, stored.key, spans);
  return { currency, ...spans, ...bridgeOf(rows.map(sumsOf(currency))) };
}
