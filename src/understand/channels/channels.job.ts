/** Job `channels`: whom each channel of a review reaches, what it costs and brings; a step of its own beside the check-up. */
import { z } from 'zod';
import { conflict, notFound } from '../../kernel/errors.ts';
import { jobsFor } from '../../records/job-definition.ts';
import { reviewParams } from '../../records/review.ts';
import type { StoreContext } from '../../store/context.ts';
import { loadDefinition } from '../definition.store.ts';
import { findProducts, findReviewHead } from '../products/products.store.ts';
import { takeProducts } from '../products/products-run.store.ts';
import { takeChannels } from './channels-run.store.ts';

export const channelsJob = jobsFor<StoreContext>()({
  kind: 'channels',
  inputSchema: z.object({ reviewId: reviewParams.shape.id }),
  async run(ctx, { reviewId }) {
    const review = await findReviewHead(ctx, reviewId);
    if (!review) throw notFound('review-unknown', { path: 'reviewId', params: { id: reviewId } });
    const definition = await loadDefinition(ctx);
    if (definition.version !== review.definitionVersion)
      throw conflict('channels-definition-changed', {
        params: { then: review.definitionVersion, now: definition.version },
      });
    const { channels, costs } = await takeChannels(ctx, { ...review, definition });
    // Products that were computed carry the costs of channels before: they follow, so that the two pages say the same.
    if (await findProducts(ctx, review.reviewId)) await takeProducts(ctx, { ...review, definition });
    return { reviewId: review.reviewId, channels: channels.length, costs: costs.state };
  },
});
