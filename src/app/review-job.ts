/**
 * Job `review`: the base check-up as a person asks for it. The stages do not know each other, so the order lives
 * here: `understand` takes the review and the features at past origins, then `decide` finds the opportunities.
 */
import { opportunitiesInput, opportunitiesJob } from '../decide/opportunities.job.ts';
import { originPlan } from '../decide/origins.ts';
import { jobsFor } from '../records/job-definition.ts';
import type { ReviewDocument } from '../records/review.ts';
import type { StoreContext } from '../store/context.ts';
import { featuresJob } from '../understand/features.job.ts';
import { reviewDocumentJob, reviewInput } from '../understand/review.job.ts';

interface Taken {
  readonly reviewId: string;
  readonly asOf: string;
  readonly firstDay: string | null;
  readonly customers: ReviewDocument['customers'];
}

export const reviewJob = jobsFor<StoreContext>()({
  kind: 'review',
  inputSchema: reviewInput,
  async run(ctx, input) {
    const started = ctx.machineNow().getTime();
    const taken = (await reviewDocumentJob.run(ctx, input)) as Taken;
    const { reviewId, asOf, firstDay } = taken;
    const plan = originPlan(new Date(asOf), firstDay ? new Date(`${firstDay}T00:00:00Z`) : null);
    const steps = plan.origins.length + 2;
    for (const [index, origin] of plan.origins.entries()) {
      await ctx.progress({ done: index + 1, total: steps, label: 'origins' });
      await featuresJob.run(ctx, { asOf: origin.toISOString() });
    }
    await ctx.progress({ done: steps - 1, total: steps, label: 'opportunities' });
    const wanted = opportunitiesInput.parse({ asOf, firstDay, reviewId });
    const found = taken.customers.total > 0 ? await opportunitiesJob.run(ctx, wanted) : {};
    await ctx.progress({ done: steps, total: steps, label: 'saved' });
    return { ...taken, ...(found as object), seconds: (ctx.machineNow().getTime() - started) / 1000 };
  },
});
