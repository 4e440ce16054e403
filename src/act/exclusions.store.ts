/** Who the organisation keeps out of every campaign: the exclusion rows of facts (staff, dealers, test accounts). */
import type { StoreContext } from '../store/context.ts';
import { factsSql } from '../store/facts/sql.ts';

/** One row per excluded customer with the first rule that names them. */
export function loadExclusions(ctx: StoreContext): Promise<{ customerId: string; rule: string }[]> {
  return ctx.ch.query<{ customerId: string; rule: string }>(
    factsSql`
      select toString(customer_id) as customerId, min(rule) as rule
      from customer_exclusions where is_deleted = 0 group by customer_id`,
    { tag: 'act-exclusions' },
  );
}
