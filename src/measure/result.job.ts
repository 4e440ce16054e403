/**
 * Reads a campaign's result: counts while it runs, the one verdict at its final read, a correction afterwards.
 */
import { z } from 'zod';
import { jobsFor, type TickDef } from '../records/job-definition.ts';
import type { ResultView, StoredResult } from '../records/result.ts';
import type { StoreContext } from '../store/context.ts';
import { loadDueForFinalRead } from './campaign.store.ts';
import type { ResultFacts } from './result-document.ts';
import { resultOf } from './result-document.ts';
import { loadResultFacts } from './result-facts.store.ts';
import { loadResults, resultViewOf, saveResult } from './results.store.ts';

/** A read is news when no verdict stands yet, or when it knows more than the newest one and says something else. */
const isNews = ({ previous, asOf }: ResultFacts, { document }: StoredResult) =>
  previous === null || (document.restatement !== null && asOf >= new Date(previous.document.asOf));

/**
 * Reads, stores and returns the result of a campaign as of a moment (now unless given). A read after the final one
 * that finds nothing changed, or looks back before it, stores nothing.
 *
 * @throws `campaign-unknown`, `result-not-launched`, `result-as-of-future`, `outbox-behind`
 */
export async function computeResult(ctx: StoreContext, name: string, asOf = ctx.now()): Promise<ResultView> {
  const facts = await loadResultFacts(ctx, name, asOf);
  const stored = resultOf(facts);
  const { campaignId } = facts.campaign;
  if (isNews(facts, stored)) {
    await saveResult(ctx, name, {
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

/**
 * Gives each campaign its final read when its date has come; a lagging facts store is tried again next time. One that
 * fails keeps no other from its read: the failure is thrown when all have had their turn.
 */
export const resultTick: TickDef<StoreContext> = {
  name: 'final-reads',
  everySeconds: 60,
  run: async ctx => {
    const due = await loadDueForFinalRead(ctx.pg, ctx.now());
    const failures: unknown[] = [];
    for (const name of due) await computeResult(ctx, name).catch(cause => failures.push(cause));
    if (failures.length > 0) throw failures[0];
    return due.length;
  },
};
