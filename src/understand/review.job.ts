/** Job `review-document`: the base check-up as of any time; `app` follows it with the opportunities. */
import { z } from 'zod';
import { jobsFor } from '../records/job-definition.ts';
import type { StoreContext } from '../store/context.ts';
import { loadDefinition } from './definition.store.ts';
import { takeReview } from './review-run.store.ts';

export const reviewInput = z.object({ asOf: z.iso.datetime({ offset: true }).optional() });

export const reviewDocumentJob = jobsFor<StoreContext>()({
  kind: 'review-document',
  inputSchema: reviewInput,
  async run(ctx, input) {
    const asOf = input.asOf ? new Date(input.asOf) : ctx.now();
    const { reviewId, document } = await takeReview(ctx, { asOf, definition: await loadDefinition(ctx) });
    return {
      reviewId,
      asOf: document.asOf,
      firstDay: document.sales.firstDay,
      customers: document.customers,
    };
  },
});
