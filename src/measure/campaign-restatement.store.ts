/** What has changed in a campaign's window since an earlier read: orders and refunds that arrived late, corrections. */
import type { Facts } from '../store/facts/facts.ts';
import { factsSql } from '../store/facts/sql.ts';
import { linesInWindow, type OutcomeRequest } from './campaign-outcome.store.ts';

export interface Change {
  readonly code: 'late-orders' | 'late-refunds' | 'corrected-orders';
  readonly arm: 'treatment' | 'control';
  readonly rows: number;
  /** Change in value, decimal in major units. */
  readonly value: string;
}

/**
 * The window's lines known at `before` against those known at the request's as-of time, by kind of change and arm;
 * lines that did not change are not counted. Two readings of the log.
 */
export async function loadChanges(facts: Facts, request: OutcomeRequest, before: Date): Promise<Change[]> {
  const rows = await facts.query<{ code: Change['code']; arm: Change['arm']; n: string; value: string }>(
    factsSql`select multiIf(kind = 'refund', 'late-refunds', lines_before = 0, 'late-orders', 'corrected-orders') as code,
  arm, count() as n, toString(sum(value_now - value_before)) as value
from (
  select customer_id, kind, order_id, line_no, sku, any(arm) as arm, countIf(now = 0) as lines_before,
    countIf(now = 1) as lines_now, sumIf(value, now = 0) as value_before, sumIf(value, now = 1) as value_now
  from (
    select customer_id, kind, order_id, line_no, sku, arm, value, 1 as now from (${linesInWindow(request)})
    union all
    select customer_id, kind, order_id, line_no, sku, arm, value, 0 as now from (${linesInWindow(request, before)})
  )
  group by customer_id, kind, order_id, line_no, sku
)
where value_now != value_before or lines_now != lines_before
group by code, arm order by code, arm`,
    { tag: 'measure.changes', role: 'batch' },
  );
  return rows.map(({ n, ...row }) => ({ ...row, rows: Number(n) }));
}
