/** Pages of a review's products and one product in full, for the API. */
import type { z } from 'zod';
import { decimalToMinor } from '../../kernel/money.ts';
import type { ProductDetail, productListQuery } from '../../records/product.ts';
import type { StoreContext } from '../../store/context.ts';
import { pageOf, windowOf } from '../../store/list-window.ts';
import { loadProductMonths, type ProductMonthRow } from './product-months.store.ts';
import { findProduct, findProductRows } from './product-rows.store.ts';
import { findPairsOf, type StoredProducts } from './products.store.ts';

/** One page with its place in the list. Throws `cursor-invalid`. */
export async function loadProductPage(
  ctx: StoreContext,
  { key }: StoredProducts,
  query: z.output<typeof productListQuery>,
) {
  const window = windowOf(ctx, 'products', query);
  const { products, total } = await findProductRows(ctx, key, { query, window });
  return { currency: key.currency, products, ...pageOf(ctx, 'products', { ...window, total }) };
}

const monthOf = (row: ProductMonthRow, currency: string): ProductDetail['months'][number] => {
  const minor = (amount: string) => Number(decimalToMinor(amount, currency));
  return {
    month: row.month,
    units: Number(row.units),
    orders: Number(row.orders),
    salesMinor: minor(row.sales),
    returnsMinor: minor(row.returns),
    discountMinor: minor(row.discount),
  };
};

/** One product with its months and pairs; null when the review does not know it. */
export async function loadProductDetail(
  ctx: StoreContext,
  { key }: StoredProducts,
  sku: string,
): Promise<ProductDetail | null> {
  const product = await findProduct(ctx, key, sku);
  if (!product) return null;
  const [months, pairs] = await Promise.all([
    loadProductMonths(ctx, key, sku),
    findPairsOf(ctx, key.reviewId, sku),
  ]);
  return { currency: key.currency, product, months: months.map(row => monthOf(row, key.currency)), pairs };
}
