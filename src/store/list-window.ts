/** Paging of lists that state answers by offset: cursors that are opaque outside, and patterns for their search. */
import { type RawBuilder, sql } from 'kysely';
import { badInput } from '../kernel/errors.ts';
import type { ListPage } from '../records/list.ts';
import type { StoreContext } from './context.ts';

export interface ListWindow {
  readonly limit: number;
  readonly offset: number;
}

const purpose = (list: string) => `cursor:${list}`;

/** Where a request's page begins; `list` keeps cursors of different lists apart. Throws `cursor-invalid`. */
export function windowOf(
  { keys }: Pick<StoreContext, 'keys'>,
  list: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): ListWindow {
  if (cursor === undefined) return { limit, offset: 0 };
  const offset = Number(keys.open(purpose(list), cursor) ?? Number.NaN);
  if (!Number.isSafeInteger(offset) || offset < 0) throw badInput('cursor-invalid', { path: 'cursor' });
  return { limit, offset };
}

/** The page's place among `total` rows and the cursors to both sides. */
export function pageOf(
  { keys }: Pick<StoreContext, 'keys'>,
  list: string,
  { limit, offset, total }: ListWindow & { readonly total: number },
): ListPage {
  const at = (place: number) => keys.seal(purpose(list), String(place));
  return {
    nextCursor: offset + limit < total ? at(offset + limit) : null,
    previousCursor: offset > 0 ? at(Math.max(0, offset - limit)) : null,
    offset,
    total,
  };
}

/** A LIKE pattern that finds the text anywhere, its own wildcards taken literally; of no text: everything. */
export const containing = (text: string | undefined) =>
  `%${(text ?? '').replace(/[\\%_]/g, character => `\\${character}`)}%`;

/**
 * `order by` for a list: the expression of the wanted key (rows without a value last), then `tie`, which must be
 * unique so that pages never overlap.
 */
export function orderSql<K extends string>(
  sort: K | `-${K}`,
  by: { readonly [key in K]: RawBuilder<unknown> },
  tie: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const down = sort.startsWith('-');
  const key = (down ? sort.slice(1) : sort) as K;
  return sql`order by ${by[key]} ${down ? sql`desc` : sql`asc`} nulls last, ${tie}`;
}
