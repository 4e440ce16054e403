/** How many customers stood in each stage at the times a review looks back to, and at its own: one pass over the snapshots. */
import { decimalToMinor } from '../kernel/money.ts';
import type { StageHistory } from '../records/base-movement.ts';
import { type LifeCycleStage, lifeCycleStages } from '../records/feature.ts';
import type { StoreContext } from '../store/context.ts';
import { factsSql, joinSql, p } from '../store/facts/sql.ts';

export interface HistoryQuestion {
  readonly times: readonly Date[];
  readonly definitionVersion: number;
  readonly currency: string;
}

/** Oldest first; a time without a snapshot is left out. Each time is as of what was known then. */
export async function loadStageHistory(
  { ch }: Pick<StoreContext, 'ch'>,
  { times, definitionVersion, currency }: HistoryQuestion,
): Promise<StageHistory> {
  const at = joinSql(
    times.map(time => factsSql`${p.dateTime(time)}`),
    ', ',
  );
  const rows = await ch.query<Record<'at' | 'stage' | 'customers' | 'value', string>>(
    factsSql`select toString(as_of) as at, toString(stage) as stage, count() as customers, toString(sum(value_365)) as value
from (select as_of, stage, value_365 from customer_features where as_of in (${at}) and definition_version = ${p.uint32(definitionVersion)} settings final = 1) as snapshots
group by at, stage order by at, stage`,
    { tag: 'movement.stage-history', role: 'batch' },
  );
  const byTime = new Map<string, StageHistory['times'][number]['stages']>();
  for (const { at: time, stage, customers, value } of rows) {
    const stages = byTime.get(time) ?? [];
    stages.push({
      stage: stage as LifeCycleStage,
      customers: Number(customers),
      value365Minor: Number(decimalToMinor(value, currency)),
    });
    byTime.set(time, stages);
  }
  return {
    currency,
    times: [...byTime].map(([time, found]) => ({
      asOf: `${time.replace(' ', 'T')}Z`,
      stages: lifeCycleStages.map(
        stage => found.find(each => each.stage === stage) ?? { stage, customers: 0, value365Minor: 0 },
      ),
    })),
  };
}
