/** The small cube of a staged orders file from which the effects of every answer are computed, and what to note. */
import type { ImportNote } from '../../records/import.ts';
import type { Facts } from '../../store/facts/facts.ts';
import { noCustomer } from '../../store/facts/sale-lines.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import type { CubeCell } from './import-effects.ts';
import { storableRows } from './order-repeats.store.ts';

interface CubeRow extends Omit<CubeCell, 'lines' | 'isRepeat' | 'hasCustomer' | 'isPaid' | 'isPositive'> {
  readonly currency: string;
  readonly lines: string;
  readonly isRepeat: number;
  readonly hasCustomer: number;
  readonly isPaid: number;
  readonly isPositive: number;
}

/** At most a few thousand cells: one per status and combination of answers. One scan of the staged rows. */
export async function findCube(facts: Facts, importId: string): Promise<(CubeCell & { currency: string })[]> {
  const rows = await facts.query<CubeRow>(
    factsSql`select currency, row_kind as rowKind, status, line_kind as lineKind, duplicate_no > 0 as isRepeat,
  customer_id != toUUID(${p.string(noCustomer)}) as hasCustomer, is_booked as isPaid,
  quantity > 0 and net_amount > 0 as isPositive, count() as lines, toString(sum(net_amount)) as net,
  toString(sum(discount_amount)) as discount, toString(sum(refund_amount)) as refunded
from ${storableRows(importId)} group by all`,
    { tag: 'import.cube', role: 'batch' },
  );
  return rows.map(row => ({
    ...row,
    lines: Number(row.lines),
    isRepeat: row.isRepeat === 1,
    hasCustomer: row.hasCustomer === 1,
    isPaid: row.isPaid === 1,
    isPositive: row.isPositive === 1,
  }));
}

interface NoteRow {
  readonly code: string;
  readonly count: string;
  readonly amount: string;
}

/** Things a person should know of the rows that are stored. `prepared` adds what is known once returns are matched. */
export async function findNotes(facts: Facts, importId: string, prepared: boolean): Promise<ImportNote[]> {
  const rows = factsSql`${storableRows(importId)}`;
  const nobody = factsSql`customer_id = toUUID(${p.string(noCustomer)})`;
  const matched = factsSql`union all select if(matched = 1, 'returns-matched', 'returns-unmatched'), count(),
    toString(sum(amount)) from refunds_log_incoming where is_deleted = 0 group by matched`;
  const found = await facts.query<NoteRow>(
    factsSql`select code, toString(n) as count, amount from (
  select 'lines-without-customer' as code, countIf(row_kind = 'line') as n, toString(sumIf(net_amount, row_kind = 'line')) as amount
    from ${rows} where ${nobody}
  union all select 'adjustments', count(), toString(sum(net_amount)) from ${rows} where line_kind = 'adjustment'
  union all select 'non-products', count(), toString(sum(net_amount)) from ${rows} where line_kind = 'non-product' and row_kind = 'line'
  union all select 'zero-price-lines', count(), toString(sum(net_amount)) from ${rows}
    where row_kind = 'line' and line_kind != 'adjustment' and net_amount = 0
  union all select 'repeated-lines', count(), toString(sum(net_amount)) from ${rows} where duplicate_no > 0
  ${prepared ? matched : factsSql``}
) where n > 0 order by code`,
    { tag: 'import.notes', role: 'batch' },
  );
  return found.map(({ code, count, amount }) => ({ code, count: Number(count), amount }));
}
