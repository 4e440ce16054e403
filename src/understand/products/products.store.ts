/** The products document of each review in state: the one place that says which rows in facts count. */
import { sql } from 'kysely';
import type { ProductPair, ProductSummary } from '../../records/product.ts';
import type { StoreContext } from '../../store/context.ts';
import type { ProductsKey } from './product-months.store.ts';

type Stores = Pick<StoreContext, 'pg'>;

export interface ReviewHead {
  readonly reviewId: string;
  readonly asOf: Date;
  readonly definitionVersion: number;
}

/** A review by id, or the one made last; null when there is none. */
export async function findReviewHead({ pg }: Stores, id: string): Promise<ReviewHead | null> {
  const { rows } = await sql<ReviewHead>`
    select review_id as "reviewId", as_of as "asOf", definition_version as "definitionVersion" from reviews
    where ${id} = 'latest' or review_id::text = ${id}
    order by created_at desc, review_id desc limit 1`.execute(pg);
  return rows[0] ?? null;
}

/** Keeps the document and makes the run's rows the ones that are read; an earlier run of the same review is replaced. */
export async function saveProducts(
  { pg }: Stores,
  { version }: ProductsKey,
  { document, pairs }: { readonly document: ProductSummary; readonly pairs: readonly ProductPair[] },
): Promise<void> {
  const values = {
    review_id: document.reviewId,
    version: String(version),
    document: JSON.stringify(document),
    pairs: JSON.stringify(pairs),
    created_at: new Date(document.createdAt),
  };
  await pg
    .insertInto('review_products')
    .values(values)
    .onConflict(row => row.column('review_id').doUpdateSet(values))
    .execute();
}

export interface StoredProducts {
  readonly key: ProductsKey & { readonly currency: string };
  readonly document: ProductSummary;
}

/** What the products run of a review found; null where none has been made. `latest`: of the newest review that has one. */
export async function findProducts({ pg }: Stores, id: string): Promise<StoredProducts | null> {
  const { rows } = await sql<{ reviewId: string; version: string; document: ProductSummary }>`
    select p.review_id as "reviewId", p.version::text as version, p.document
    from review_products p join reviews r using (review_id)
    where ${id} = 'latest' or p.review_id::text = ${id}
    order by r.created_at desc, r.review_id desc limit 1`.execute(pg);
  const row = rows[0];
  if (!row) return null;
  const key = { reviewId: row.reviewId, version: Number(row.version), currency: row.document.currency };
  return { key, document: row.document };
}

/** Every rule of a review that a product stands in, on either side; strongest first. */
export async function findPairsOf({ pg }: Stores, reviewId: string, sku: string): Promise<ProductPair[]> {
  const { rows } = await sql<{ pair: ProductPair }>`
    select pair from review_products, jsonb_array_elements(pairs) with ordinality as rules (pair, place)
    where review_id = ${reviewId} and (pair ->> 'if' = ${sku} or pair ->> 'then' = ${sku})
    order by place`.execute(pg);
  return rows.map(row => row.pair);
}
