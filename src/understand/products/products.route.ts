/** Products of a review over HTTP: what they say together, the list, one of them, and a bridge between two spans. */
import { notFound } from '../../kernel/errors.ts';
import { jobStartedSchema } from '../../records/job.ts';
import {
  bridgeQuery,
  productBridge,
  productDetail,
  productList,
  productListQuery,
  productQuery,
  productSummaryReply,
} from '../../records/product.ts';
import { reviewParams } from '../../records/review.ts';
import { type AnyRoute, routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { loadBridge } from './product-bridge.store.ts';
import { loadProductDetail, loadProductPage } from './product-pages.store.ts';
import { findProducts } from './products.store.ts';

const route = routesFor<StoreContext>();

async function productsOf(ctx: StoreContext, id: string) {
  const found = await findProducts(ctx, id);
  if (!found) throw notFound('products-not-computed', { path: 'id', received: id });
  return found;
}

export const productRoutes: AnyRoute<StoreContext>[] = [
  route({
    method: 'POST',
    path: '/api/reviews/:id/products',
    scope: 'manage',
    permission: 'review.change',
    summary: 'Compute the products of a review again; a job',
    params: reviewParams,
    response: jobStartedSchema,
    handle: async (_, { params: { id } }) => ({ kind: 'job', job: 'products', input: { reviewId: id } }),
  }),
  route({
    method: 'GET',
    path: '/api/reviews/:id/products/summary',
    scope: 'read',
    permission: 'review.read',
    summary: 'All products of a review together: totals, classes, stages, advice, pairs, what is missing',
    params: reviewParams,
    response: productSummaryReply,
    handle: async (ctx, { params: { id } }) => ({ summary: (await findProducts(ctx, id))?.document ?? null }),
  }),
  route({
    method: 'GET',
    path: '/api/reviews/:id/products',
    scope: 'read',
    permission: 'review.read',
    summary: 'Products of a review, searched, filtered and ordered',
    params: reviewParams,
    query: productListQuery,
    response: productList,
    handle: async (ctx, { params: { id }, query }) => loadProductPage(ctx, await productsOf(ctx, id), query),
  }),
  route({
    method: 'GET',
    path: '/api/reviews/:id/products/one',
    scope: 'read',
    permission: 'review.read',
    summary: 'One product of a review with its months and what is bought with it',
    params: reviewParams,
    query: productQuery,
    response: productDetail,
    async handle(ctx, { params: { id }, query: { sku } }) {
      const found = await loadProductDetail(ctx, await productsOf(ctx, id), sku);
      if (!found) throw notFound('product-unknown', { path: 'sku', received: sku, params: { sku } });
      return found;
    },
  }),
  route({
    method: 'GET',
    path: '/api/reviews/:id/products/bridge',
    scope: 'read',
    permission: 'review.read',
    summary: 'Net sales of two spans of months as volume, mix, price, goods that came and went, and returns',
    params: reviewParams,
    query: bridgeQuery,
    response: productBridge,
    handle: async (ctx, { params: { id }, query }) => loadBridge(ctx, await productsOf(ctx, id), query),
  }),
];
