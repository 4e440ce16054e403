/** Job `stage-backtest`: what came of the stages at the past times of a review, and who moved since the latest of them. */
import { z } from 'zod';
import { jobsFor } from '../records/job-definition.ts';
import type { StoreContext } from '../store/context.ts';
import { loadMigration } from './base-movement.store.ts';
import { loadDefinition } from './definition.store.ts';
import { saveReviewPart } from './review-parts.store.ts';
import { loadOutcomes } from './stage-backtest.store.ts';
import { stageBacktestOf } from './stage-backtest.ts';
import { loadStageHistory } from './stage-history.store.ts';

const days = 90;
const instant = z.iso.datetime({ offset: true });

export const stageBacktestJob = jobsFor<StoreContext>()({
  kind: 'stage-backtest',
  inputSchema: z.object({ reviewId: z.uuid(), asOf: instant, origins: z.array(instant) }),
  async run(ctx, { reviewId, asOf, origins }) {
    const definition = await loadDefinition(ctx);
    const found = await loadOutcomes(ctx, {
      asOf: new Date(asOf),
      origins: origins.map(origin => new Date(origin)),
      days,
      definition,
    });
    const backtest = stageBacktestOf(days, found);
    await saveReviewPart(ctx, reviewId, { part: 'stage-backtest', document: backtest });
    const history = await loadStageHistory(ctx, {
      times: [...origins, asOf].map(time => new Date(time)),
      definitionVersion: definition.version,
      currency: definition.currency,
    });
    await saveReviewPart(ctx, reviewId, { part: 'stage-history', document: history });
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
