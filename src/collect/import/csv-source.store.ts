/** A prepared file as the engine reads it: numbered rows of text, by position. */
import { badInput } from '../../kernel/errors.ts';
import { InvariantError } from '../../kernel/invariant.ts';
import type { StoreContext } from '../../store/context.ts';
import type { FactsSql } from '../../store/facts/sql.ts';
import type { PreparedFile } from './prepared-file.store.ts';

/** A parenthesised subquery with `row_number` and `c1…cN`, and `c(N+1)` for a cell beyond the headers. */
export const fileRows = (ctx: StoreContext, { path, headers }: PreparedFile): FactsSql =>
  ctx.ch.fileTable({ path, format: 'CSVWithNames', columns: [...headers, ''], numbered: true });

/** The engine gives up on quotes that never close; that is the file's fault. Throws `import-csv-broken`. */
export async function readable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const isParseFailure = cause instanceof InvariantError && /Code: (?:26|27|33|117)\./.test(cause.message);
    throw isParseFailure
      ? badInput('import-csv-broken', { path: 'file', params: { row: '?' }, cause })
      : cause;
  }
}
