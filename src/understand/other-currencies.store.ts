/** Lines that a sales definition leaves out because they are in another currency than its own. */
import type { SalesDefinition } from '../records/sales-definition.ts';
import type { StoreContext } from '../store/context.ts';
import { type KnownTime, knownRows } from '../store/facts/known-rows.ts';
import { factsSql, p } from '../store/facts/sql.ts';

export interface OtherCurrencies {
  readonly lines: number;
  /** The three commonest, as their codes. */
  readonly currencies: readonly string[];
}

/** What was sold by then in other currencies; nothing where orders are no activity. One scan of narrow columns. */
export async function loadOtherCurrencies(
  { ch }: Pick<StoreContext, 'ch'>,
  { definition, ...known }: KnownTime & { readonly definition: SalesDefinition },
): Promise<OtherCurrencies> {
  if (definition.activities.every(({ kind }) => kind !== 'orders')) return { lines: 0, currencies: [] };
  const rows = await ch.query<{ currency: string; lines: string }>(
    factsSql`select currency, count() as lines from ${knownRows('order_lines', known)} as known_lines
  where is_deleted = 0 and counts_as_sale = 1 and sold_at < ${p.dateTime(known.asOf)} and currency != ${p.string(definition.currency)}
  group by currency order by lines desc, currency`,
    { tag: 'review.other-currencies', role: 'batch' },
  );
  return {
    lines: rows.reduce((sum, row) => sum + Number(row.lines), 0),
    currencies: rows.slice(0, 3).map(row => row.currency),
  };
}
