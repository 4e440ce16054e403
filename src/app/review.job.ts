/**
 * Job `review`: the base check-up, its products and the opportunities it ends in. Two stages that must not know each
 * other, put in order here: the gates of the data, the check-up, the channels, the products, the features of the past days that cards are
 * compared with, the cards.
 */
import { z } from 'zod';
import { opportunitiesJob } from '../decide/opportunities.job.ts';
import { originPlan } from '../decide/origins.ts';
import { jobsFor } from '../records/job-definition.ts';
import { reviewRequest } from '../records/review.ts';
import type { StoreContext } from '../store/context.ts';
import { channelsJob } from '../understand/channels/channels.job.ts';
import { featuresJob } from '../understand/features.job.ts';
import { productsJob } from '../understand/products/products.job.ts';
import { reviewDocumentJob } from '../understand/review.job.ts';
import { saveReviewPart } from '../understand/review-parts.store.ts';
import { stageBacktestJob } from '../understand/stage-backtest.job.ts';
import { loadReviewGates } from './quality/review-gates.store.ts';

const documentSchema = z.looseObject({
  reviewId: z.string(),
  asOf: z.string(),
  firstDay: z.string().nullable(),
  status: z.string(),
});

export const reviewJob = jobsFor<StoreContext>()({
  kind: 'review',
  inputSchema: reviewRequest,
  async run(ctx, input) {
    // One review has one time: what is made in it at its end belongs to what was made at its beginning.
    const began = ctx.now();
    let at: { done: number; total: number | null; label: string } = { done: 0, total: null, label: 'review' };
    const quiet = {
      ...ctx,
      now: () => began,
      // The steps' own counts would make the bar jump; they only show that the work lives and may be canceled.
      progress: () => ctx.progress(at),
    };
    const report = (step: typeof at) => ctx.progress((at = step));
    const gates = await loadReviewGates(quiet);
    const taken = documentSchema.parse(await reviewDocumentJob.run(quiet, input));
    const { reviewId, asOf, firstDay } = taken;
    await saveReviewPart(quiet, reviewId, { part: 'quality', document: gates });
    const firstSale = firstDay === null ? null : new Date(`${firstDay}T00:00:00Z`);
    const { origins } = originPlan(new Date(asOf), firstSale);
    const steps = origins.length + 4;
    // Products carry what channels cost, so that channels come first.
    await report({ done: 1, total: steps, label: 'channels' });
    await channelsJob.run(quiet, { reviewId });
    await report({ done: 2, total: steps, label: 'products' });
    await productsJob.run(quiet, { reviewId });
    for (const [done, origin] of origins.entries()) {
      await report({ done: done + 3, total: steps, label: 'origins' });
      await featuresJob.run(quiet, { asOf: origin.toISOString() });
    }
    await stageBacktestJob.run(quiet, {
      reviewId,
      asOf,
      origins: origins.map(origin => origin.toISOString()),
    });
    // Of nobody there is no list, and no features to find one among.
    if (taken.status === 'empty') return { ...taken, opportunities: [] };
    await report({ done: steps - 1, total: steps, label: 'opportunities' });
    const found: unknown = await opportunitiesJob.run(
      quiet,
      opportunitiesJob.inputSchema.parse({ asOf, firstDay, reviewId }),
    );
    await report({ done: steps, total: steps, label: 'opportunities' });
    return { ...taken, ...z.looseObject({ opportunities: z.array(z.unknown()) }).parse(found) };
  },
});
