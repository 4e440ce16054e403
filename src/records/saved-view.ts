/** A list as a person wants to find it again: filters, order and columns under a name of their own. */
import { z } from 'zod';

export const viewListName = z.string().regex(/^[a-z][a-z-]{0,39}$/);
const viewName = z.string().trim().min(1).max(60);

/** The part of the list's address after `?`, without the page; a search for a person never stands in an address. */
export const viewQuery = z.string().max(1000);

export const savedView = z.object({ name: viewName, query: viewQuery });
export type SavedView = z.infer<typeof savedView>;

export const savedViewList = z.object({ views: z.array(savedView) });
export const savedViewParams = z.object({ list: viewListName });
export const savedViewNamed = z.object({ list: viewListName, name: viewName });
export const savedViewPut = z.object({ query: viewQuery });
