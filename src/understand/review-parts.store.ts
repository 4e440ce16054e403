/** Chapters of a review beside its document, each a row of `review_parts`. */
import { sql } from 'kysely';
import type { BaseMigration, BaseMovement, StageHistory } from '../records/base-movement.ts';
import type { CustomerValueReport } from '../records/customer-value.ts';
import type { ReviewGates } from '../records/quality.ts';
import type { ReviewBehaviour } from '../records/review-behaviour.ts';
import type { ReviewChanges } from '../records/review-change.ts';
import type { ReviewFestivals } from '../records/review-festival.ts';
import type { ReviewFindings } from '../records/review-finding.ts';
import type { ReviewPersonas } from '../records/review-persona.ts';
import type { ReviewPlaces } from '../records/review-place.ts';
import type { StageBacktest } from '../records/stage-backtest.ts';
import type { StoreContext } from '../store/context.ts';

export type ReviewPart =
  | { readonly part: 'customer-value'; readonly document: CustomerValueReport }
  | { readonly part: 'stage-backtest'; readonly document: StageBacktest }
  | { readonly part: 'movement'; readonly document: BaseMovement }
  | { readonly part: 'changes'; readonly document: ReviewChanges }
  | { readonly part: 'festivals'; readonly document: ReviewFestivals }
  | { readonly part: 'personas'; readonly document: ReviewPersonas }
  | { readonly part: 'places'; readonly document: ReviewPlaces }
  | { readonly part: 'behaviour'; readonly document: ReviewBehaviour }
  | { readonly part: 'findings'; readonly document: ReviewFindings }
  | { readonly part: 'migration'; readonly document: BaseMigration }
  | { readonly part: 'stage-history'; readonly document: StageHistory }
  /** The gates of the data it was made on; kept by `app`, which measures them. */
  | { readonly part: 'quality'; readonly document: ReviewGates };

/** Keeps a chapter; one computed again replaces it. */
export async function saveReviewPart(
  { pg, now }: Pick<StoreContext, 'pg' | 'now'>,
  reviewId: string,
  { part, document }: ReviewPart,
): Promise<void> {
  const text = JSON.stringify(document);
  await pg
    .insertInto('review_parts')
    .values({ review_id: reviewId, part, document: text, created_at: now() })
    .onConflict(clash =>
      clash.columns(['review_id', 'part']).doUpdateSet({ document: text, created_at: now() }),
    )
    .execute();
}

/** The chapter of a review, or of the one made last; null where it has none. */
export async function findReviewPart<P extends ReviewPart['part']>(
  { pg }: Pick<StoreContext, 'pg'>,
  id: string,
  part: P,
): Promise<{
  reviewId: string;
  asOf: string;
  document: Extract<ReviewPart, { part: P }>['document'];
} | null> {
  const { rows } = await sql<{ review_id: string; as_of: Date; document: never }>`
    select review_id, as_of, review_parts.document from reviews join review_parts using (review_id)
    where part = ${part} and (${id} = 'latest' or review_id::text = ${id})
    order by reviews.created_at desc, review_id desc limit 1`.execute(pg);
  const row = rows[0];
  return row ? { reviewId: row.review_id, asOf: row.as_of.toISOString(), document: row.document } : null;
}
