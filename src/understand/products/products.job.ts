/** Job `products`: what each product of a review sold, cost and brought; a step of its own beside the check-up. */
import { z } from 'zod';
import { conflict, notFound } from '../../kernel/errors.ts';
import { jobsFor } from '../../records/job-definition.ts';
import { reviewParams } from '../../records/review.ts';
import type { StoreContext } from '../../store/context.ts';
import { findChannels } from '../channels/channels.store.ts';
import { takeChannels } from '../channels/channels-run.store.ts';
import { loadDefinition } from '../definition.store.ts';
import { findReviewHead } from './products.store.ts';
import { takeProducts } from './products-run.store.ts';

export const productsJob = jobsFor<StoreContext>()({
  kind: 'products',
  inputSchema: z.object({ reviewId: reviewParams.shape.id }),
  async run(ctx, { reviewId }) {
    const review = await findReviewHead(ctx, reviewId);
    if (!review) throw notFound('review-unknown', { path: 'reviewId', params: { id: reviewId } });
    const definition = await loadDefinition(ctx);
    if (definition.version !== review.definitionVersion)
      throw conflict('products-definition-changed', {
        params: { then: review.definitionVersion, now: definition.version },
      });
    // What channels and service cost is laid on products as the channels of the review were: those of before are taken anew.
    if (!(await findChannels(ctx, review.reviewId))?.costs.laid)
      await takeChannels(ctx, { ...review, definition });
    const { products, actions } = await takeProducts(ctx, { ...review, definition });
    return { reviewId: review.reviewId, products, actions };
  },
});
