/** The small cube of a staged orders file from which effects and notes are computed, and its returns. */
import type { ImportNote } from '../../records/import.ts';
import type { Facts } from '../../store/facts/facts.ts';
import { noCustomer } from '../../store/facts/no-customer.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import type { CubeCell } from './import-effects.ts';
import { storableRows } from './order-repeats.store.ts';

interface CubeRow
  extends Omit<CubeCell, 'lines' | 'isRepeat' | 'hasCustomer' | 'isPaid' | 'isPositive' | 'isFree'> {
  readonly currency: string;
  readonly lines: string;
  readonly isRepeat: number;
  readonly hasCustomer: number;
  readonly isPaid: number;
  readonly isPositive: number;
  readonly isFree: number;
}

/** At most a few thousand cells: one per status and combination of answers. One scan of the staged rows. */
export async function findCube(facts: Facts, importId: string): Promise<(CubeCell & { currency: string })[]> {
  const rows = await facts.query<CubeRow>(
    factsSql`select currency, row_kind as rowKind, status, line_kind as lineKind, duplicate_no > 0 as isRepeat,
  customer_id != toUUID(${p.string(noCustomer)}) as hasCustomer, is_booked as isPaid,
  quantity > 0 and net_amount > 0 as isPositive, net_amount = 0 as isFree, count() as lines, toString(sum(net_amount)) as net,
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
    isFree: row.isFree === 1,
  }));
}

/**
 * How many of the file's returns found their purchase and for how much, and the same of stored returns to which this
 * file gives another purchase or none. Reads the waiting refunds.
 */
export async function findReturnNotes(facts: Facts, importId: string): Promise<ImportNote[]> {
  const found = await facts.query<{ code: string; count: string; amount: string }>(
    factsSql`select concat(if(import_id = ${p.uuid(importId)}, 'returns-', 'earlier-returns-'), if(matched = 1, 'matched', 'unmatched')) as code,
  toString(count()) as count, toString(sum(amount)) as amount
from refunds_incoming where is_deleted = 0 group by code order by code desc`,
    { tag: 'import.return-notes', role: 'batch' },
  );
  return found.map(({ code, count, amount }) => ({ code, count: Number(count), amount }));
}
