/** The refused rows of a staged orders file, read again from the file itself: their text never entered the facts. */
import type { Facts } from '../../store/facts/facts.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import type { RefusedRow } from './quarantine.store.ts';

export interface RefusalSource {
  readonly importId: string;
  /** The file as `order-cells.store.ts` reads it. */
  readonly table: FactsSql;
  readonly headers: readonly string[];
}

/** In no order; streamed, so that a file full of bad rows does not fill memory. */
export async function* refusedOrders(facts: Facts, source: RefusalSource): AsyncGenerator<RefusedRow[]> {
  const ofImport = factsSql`import_id = toUUID(${p.string(source.importId)})`;
  const refused = factsSql`select row_number, code, column_name from order_staging where ${ofImport} and code != ''
    union all select row_number, 'line-contradicts' as code, 'lineNo' as column_name from order_repeats
      where ${ofImport} and verdict = 'conflict'`;
  const rows = facts.stream<Record<string, string>>(
    factsSql`select f.*, r.code as refusal_code, r.column_name as refusal_field
from ${source.table} as f inner join (${refused}) as r on f.row_number = r.row_number`,
    { tag: 'import.refused', role: 'batch' },
  );
  for await (const batch of rows) {
    yield batch.map(row => ({
      rowNumber: Number(row.row_number),
      code: row.refusal_code ?? '',
      field: row.refusal_field ?? '',
      cells: cellsOf(row, source.headers.length),
    }));
  }
}

/** The header's cells, and the first one too many where there is one. */
export function cellsOf(row: Record<string, string>, headers: number): string[] {
  const cells = Array.from({ length: headers }, (_, index) => row[`c${index + 1}`] ?? '');
  const extra = row[`c${headers + 1}`];
  return extra ? [...cells, extra] : cells;
}
