/** What imports leave waiting between their stages; nothing, once they have ended or were settled. */
import type { StoreContext } from '../store/context.ts';
import { factsSql } from '../store/facts/sql.ts';

/** Rows staged, repeated or incoming of any import. */
export async function countWaitingRows({ ch }: Pick<StoreContext, 'ch'>): Promise<number> {
  const [row] = await ch.query<{ n: string }>(
    factsSql`select toString((select count() from order_staging) + (select count() from order_repeats)
      + (select count() from order_lines_log_incoming) + (select count() from refunds_log_incoming)
      + (select count() from reference_staging)) as n`,
    { tag: 'test.waiting' },
  );
  return Number(row?.n);
}
