/**
 * What every list over HTTP takes and answers: a page of rows, where it stands among all of them, a search and an
 * order. A sort is a column's key, with a minus before it for the largest first.
 */
import { z } from 'zod';

/** The query of a list whose rows can be ordered by the given keys; add filters with `.extend`. */
export const listQuery = <const K extends string>(sorts: readonly K[]) =>
  z.object({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.string().max(200).optional(),
    query: z.string().trim().max(200).optional(),
    sort: z.enum([...sorts, ...sorts.map(key => `-${key}` as const)] as (K | `-${K}`)[]).optional(),
  });

/** Answered beside the rows. */
export const listPage = z.object({
  nextCursor: z.string().nullable(),
  previousCursor: z.string().nullable(),
  /** Rows before the first one of this page. */
  offset: z.int(),
  /** Rows that match the search and filters. */
  total: z.int(),
});
export type ListPage = z.infer<typeof listPage>;
