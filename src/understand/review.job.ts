/** Job `review-document`: the base check-up as of any time; `app` follows it with the opportunities. */
import { jobsFor } from '../records/job-definition.ts';
import { reviewRequest } from '../records/review.ts';
import type { StoreContext } from '../store/context.ts';
import { loadDefinition } from './definition.store.ts';
import { takeReview } from './review-run.store.ts';

export const reviewDocumentJob = jobsFor<StoreContext>()({
  kind: 'review-document',
  inputSchema: reviewRequest,
  async run(ctx, input) {
    const asOf = input.asOf ? new Date(input.asOf) : ctx.now();
    const { reviewId, document } = await takeReview(ctx, { asOf, definition: await loadDefinition(ctx) });
    return {
      reviewId,
      asOf: document.asOf,
      firstDay: document.sales.firstDay,
      status: document.status,
      customers: document.customers,
    };
  },
});
