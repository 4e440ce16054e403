/** Job `stage-backtest`: what came of the stages at the past times of a review, and who moved since the latest of them. */
import { z } from 'zod';
import { jobsFor } from '../records/job-definition.ts';
import type { StoreContext } from '../store/context.ts';
import { loadMigration } from './base-movement.store.ts';
import { loadDefinition } from './definition.store.ts';
import { saveReviewPart } from './review-parts.store.ts';
import { loadStageOutcomes } from './stage-backtest.store.ts';
import { stageBacktestOf } from './stage-backtest.ts';

const days = 90;
const instant = z.iso.datetime({ offset: true });

export const stageBacktestJob = jobsFor<StoreContext>()({
  kind: 'stage-backtest',
  inputSchema: z.object({ reviewId: z.uuid(), asOf: instant, origins: z.array(instant) }),
  async run(ctx, { reviewId, asOf, origins }) {
    const definition = await loadDefinition(ctx);
    const found = [];
    for (const origin of origins) {
      const question = { origin: new Date(origin), days, asOf: new Date(asOf), definition };
      found.push({ asOf: question.origin.toISOString(), outcomes: await loadStageOutcomes(ctx, question) });
    }
    const backtest = stageBacktestOf(days, found);
    await saveReviewPart(ctx, reviewId, { part: 'stage-backtest', document: backtest });
    const first = found[0];
    if (first) {
      const key = { definitionVersion: definition.version };
      const document = await loadMigration(ctx, {
        now: { ...key, asOf: new Date(asOf) },
        before: { ...key, asOf: new Date(first.asOf) },
        currency: definition.currency,
      });
      await saveReviewPart(ctx, reviewId, { part: 'migration', document });
    }
    return { reviewId, origins: origins.length, aucAlive: backtest.aucAlive, aucStage: backtest.aucStage };
  },
});
