/**
 * Reads a campaign's result: counts while it runs, the one verdict at its final read, a correction afterwards.
 */
import { z } from 'zod';
import { jobsFor, type TickDef } from '../records/job-definition.ts';
import type { ResultView } from '../records/result.ts';
import type { StoreContext } from '../store/context.ts';
import { loadDueForFinalRead } from './campaign.store.ts';
import { resultOf } from './result-document.ts';
import { loadResultFacts } from './result-facts.store.ts';
import { loadResults, resultViewOf, saveResult } from './results.store.ts';

/**
 * Reads, stores and returns the result of a campaign as of a moment (now unless given). A read after the final one
 * that finds nothing changed stores nothing.
 *
 * @throws `campaign-unknown`, `result-not-launched`, `result-as-of-future`, `outbox-behind`
 */
export async function computeResult(ctx: StoreContext, name: string, asOf = ctx.now()): Promise<ResultView> {
  const facts = await loadResultFacts(ctx, name, asOf);
  const stored = resultOf(facts);
  const { campaignId } = facts.campaign;
  if (facts.previous === null || stored.document.restatement !== null) {
    await saveResult(ctx.pg, {
      resultId: ctx.newId(),
      campaignId,
      read: stored.document.read,
      computedAt: facts.computedAt,
      asOf,
      supersedes: facts.previous?.resultId ?? null,
      watermark: facts.watermark,
      stored,
    });
  }
  return resultViewOf(await loadResults(ctx.pg, campaignId)) as ResultView;
}

export const resultJob = jobsFor<StoreContext>()({
  kind: 'campaign-result',
  inputSchema: z.object({ name: z.string() }),
  run: async (ctx, { name }) => {
    const { resultId, document } = await computeResult(ctx, name);
    return { resultId, read: document.read, word: document.verdict?.word ?? null };
  },
});

/** Gives each campaign its final read when its date has come; a lagging facts store is tried again next time. */
export const resultTick: TickDef<StoreContext> = {
  name: 'final-reads',
  everySeconds: 60,
  run: async ctx => {
    const due = await loadDueForFinalRead(ctx.pg, ctx.now());
    for (const name of due) await computeResult(ctx, name);
    return due.length;
  },
};
