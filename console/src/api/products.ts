/** Products of a check-up: all together, page by page, one of them, and the bridge between two spans. */
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { JobStarted } from '../../../src/records/job.ts';
import type {
  ProductBridge,
  ProductDetail,
  productList,
  productSummaryReply,
} from '../../../src/records/product.ts';
import type {
  ProductActionRow,
  productActionChange,
  productActionList,
  productActionTake,
} from '../../../src/records/product-action.ts';
import { type PageQuery, type Query, request } from './client.ts';
import { useCommand } from './use-command.ts';

const base = (review: string) => `/api/reviews/${review}/products`;

/** Null while the products of this check-up have not been computed. */
export const useProductSummary = (review: string) =>
  useQuery({
    queryKey: ['products', review, 'summary'],
    queryFn: async () =>
      (await request<z.infer<typeof productSummaryReply>>(`${base(review)}/summary`)).summary,
  });

export const loadProducts = (review: string, page: PageQuery) =>
  request<z.infer<typeof productList>>(base(review), { query: page });

export const useProduct = (review: string, sku: string) =>
  useQuery({
    queryKey: ['products', review, 'one', sku],
    queryFn: () => request<ProductDetail>(`${base(review)}/one`, { query: { sku } }),
  });

export const useBridge = (review: string, spans: Query) =>
  useQuery({
    queryKey: ['products', review, 'bridge', spans],
    queryFn: () => request<ProductBridge>(`${base(review)}/bridge`, { query: spans }),
  });

export const useComputeProducts = (onDone: (started: JobStarted) => void) =>
  useCommand(
    (input: { review: string }, key) =>
      request<JobStarted>(base(input.review), { method: 'POST', body: {}, key }),
    { refreshes: [['jobs']], onDone },
  );

export const loadProductActions = (page: PageQuery) =>
  request<z.infer<typeof productActionList>>('/api/product-actions', { query: page });

export const useTakeAction = (onDone: (made: ProductActionRow) => void) =>
  useCommand(
    (input: z.input<typeof productActionTake>, key) =>
      request<ProductActionRow>('/api/product-actions', { method: 'POST', body: input, key }),
    { refreshes: [['product-actions']], onDone },
  );

export const useChangeAction = () =>
  useCommand(
    ({ id, ...body }: z.input<typeof productActionChange> & { readonly id: string }, key) =>
      request<ProductActionRow>(`/api/product-actions/${id}`, { method: 'PUT', body, key }),
    { refreshes: [['product-actions']] },
  );
