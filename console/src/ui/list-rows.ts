/** What a list is made of: its columns, a page of rows as the server answers it, and how a page is asked for. */
import type { ListRequest } from './list-address.ts';
import type { Column } from './table.tsx';

export interface ListColumn<T> extends Column<T> {
  /** The column's name where `title` is not plain text. */
  readonly label?: string;
  /** The cell as a file has it; without it the column is not exported. */
  readonly plain?: (row: T) => string | number;
  /** Out of sight until somebody chooses it. */
  readonly hidden?: boolean;
}

/** One page as the server answered it. */
export interface ListRows<T> {
  readonly rows: readonly T[];
  readonly nextCursor: string | null;
  readonly previousCursor?: string | null;
  readonly offset?: number;
  readonly total?: number;
}

export type LoadPage<T> = (request: ListRequest & { readonly limit: number }) => Promise<ListRows<T>>;

/** A cursor of the API together with the rows before it, for lists whose server does not count them. */
export function placeOf(cursor: string | undefined): { offset: number; cursor: string | undefined } {
  const [offset, ...rest] = cursor?.split(':') ?? [];
  return { offset: Number(offset ?? 0), cursor: rest.join(':') || undefined };
}

/** The page's own cursor for what follows these rows. */
export const nextPlace = (offset: number, rows: readonly unknown[], next: string | number | null) =>
  next === null ? null : `${offset + rows.length}:${next}`;

/** The request as the query of an address of the API. */
export const queryOf = ({
  query,
  sort,
  filters,
  cursor,
  limit,
}: ListRequest & { readonly limit: number }) => ({
  ...filters,
  query,
  sort,
  cursor,
  limit,
});
