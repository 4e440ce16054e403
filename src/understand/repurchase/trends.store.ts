/** Finds who of a run's buyers grows or declines and leaves it for the scoring statement; it goes with the run's other drafts. */
import type { StoreContext } from '../../store/context.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { inModelThread } from '../model-thread.ts';
import type { TrendsInput } from './trends.ts';

/**
 * Streams buyers of two purchases and more through a thread, a block of the engine at a time, and stores who is not steady.
 * Memory: one block. Cost: that of `findTrends`.
 */
export async function saveTrends(
  { ch }: Pick<StoreContext, 'ch'>,
  runId: string,
  models: Omit<TrendsInput, 'days'>,
): Promise<void> {
  const blocks = ch.stream<{ customer_id: string; days: number[] }>(
    factsSql`select toString(customer_id) as customer_id, days from customer_features_draft
where run_id = ${p.uuid(runId)} and occasions >= 2 and periods >= 2`,
    { tag: 'features.trend-days', role: 'batch' },
  );
  for await (const buyers of blocks) {
    const days = buyers.map(buyer => buyer.days.map(Number));
    const trends = await inModelThread('findTrends', { ...models, days });
    const rows = buyers.flatMap(({ customer_id }, at) =>
      trends[at] === 'mature' ? [] : [{ run_id: runId, customer_id, trend: trends[at] }],
    );
    if (rows.length > 0) await ch.insert('customer_trend_draft', rows, { tag: 'features.trends' });
  }
}
