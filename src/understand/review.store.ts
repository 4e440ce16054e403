/** Stored reviews: documents in state, with the opportunities that were found at their as-of time. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Opportunity } from '../records/opportunity.ts';
import type { Review, ReviewDocument, reviewSummary } from '../records/review.ts';
import type { StoreContext } from '../store/context.ts';
import { reviewActions } from './review-actions.ts';
import { gateWarnings } from './review-gates.ts';
import { findReviewPart } from './review-parts.store.ts';

type Stores = Pick<StoreContext, 'pg'>;

interface ReviewRow {
  review_id: string;
  document: ReviewDocument;
  created_at: Date;
}

/** Keeps a review's document under a fresh id and returns the id. */
export async function saveReview(
  { pg, now, newId }: Pick<StoreContext, 'pg' | 'now' | 'newId'>,
  document: ReviewDocument,
): Promise<string> {
  const reviewId = newId();
  await pg
    .insertInto('reviews')
    .values({
      review_id: reviewId,
      as_of: new Date(document.asOf),
      definition_version: document.definitionVersion,
      document: JSON.stringify(document),
      created_at: now(),
    })
    .execute();
  return reviewId;
}

/** One review, or the one made last; null when there is none. */
export async function findReview({ pg }: Stores, id: string): Promise<Review | null> {
  const { rows } = await sql<ReviewRow>`
    select review_id, document, created_at from reviews
    where ${id} = 'latest' or review_id::text = ${id}
    order by created_at desc, review_id desc limit 1`.execute(pg);
  const row = rows[0];
  if (!row) return null;
  const found = await pg
    .selectFrom('opportunities')
    .select('document')
    .where('review_id', '=', row.review_id)
    .orderBy('opportunity_id')
    .execute();
  const opportunities = found
    .map(each => each.document as Opportunity)
    .sort((a, b) => (a.rank ?? Number.MAX_SAFE_INTEGER) - (b.rank ?? Number.MAX_SAFE_INTEGER));
  const findings = await findReviewPart({ pg }, row.review_id, 'findings');
  const quality = (await findReviewPart({ pg }, row.review_id, 'quality'))?.document ?? null;
  return {
    ...row.document,
    // Before anything else is quoted.
    warnings: [...gateWarnings(quality), ...row.document.warnings],
    reviewId: row.review_id,
    createdAt: row.created_at.toISOString(),
    opportunities,
    findings: findings?.document ?? null,
    actions: reviewActions(row.document, opportunities),
    quality,
  };
}

/** The reviews made last, newest first. */
export async function findReviews({ pg }: Stores, limit: number): Promise<z.infer<typeof reviewSummary>[]> {
  const { rows } = await sql<{
    reviewId: string;
    asOf: Date;
    createdAt: Date;
    definitionVersion: number;
    customers: number;
    buyers: number;
  }>`
    select review_id as "reviewId", as_of as "asOf", created_at as "createdAt", definition_version as "definitionVersion",
      (document->'customers'->>'total')::int as customers, (document->'customers'->>'buyers')::int as buyers
    from reviews order by created_at desc, review_id desc limit ${limit}`.execute(pg);
  return rows.map(row => ({ ...row, asOf: row.asOf.toISOString(), createdAt: row.createdAt.toISOString() }));
}
