/**
 * Progress of an import in rows of its file. Its steps take very different time, so each begins at the share of the whole
 * that the ones before it took when measured: the rate is rows a second of the whole import, and the time left follows.
 */
import type { StoreContext } from '../../store/context.ts';
import type { PreparedFile } from './prepared-file.store.ts';

/** Where a step begins, 0 to 1. Orders: 500,000 lines of eleven columns; customers: 200,000 rows. */
export const orderSteps = {
  staging: 0.03,
  checking: 0.38,
  weighing: 0.43,
  preparing: 0.48,
  publishing: 0.96,
} as const;
/** Kinds imported by declaration: a guess that is rarely seen, since such files take seconds. */
export const declaredSteps = { staging: 0.05, weighing: 0.6, publishing: 0.8 } as const;
export const peopleSteps = { staging: 0.02, preparing: 0.65, publishing: 0.85 } as const;

/** Tells how far the import is; the total is known before the first row is read, or null where lines say nothing. */
export function tellProgress(
  ctx: StoreContext,
  { lineFeeds }: Pick<PreparedFile, 'lineFeeds'>,
  { share, label }: { readonly share: number; readonly label: string },
): Promise<void> {
  const rows = Math.max(1, lineFeeds - 1);
  return lineFeeds === 0
    ? ctx.progress({ done: 0, total: null, label })
    : ctx.progress({ done: Math.floor(rows * share), total: rows, label });
}

/** The share within a step that is `done` of `of` rows far. */
export const within = (
  { from, to }: { readonly from: number; readonly to: number },
  done: number,
  of: number,
): number => from + (to - from) * Math.min(1, of > 0 ? done / of : 1);
