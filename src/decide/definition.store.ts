/** The sales definition the opportunities and segments are computed under, so that jobs need not import the store. */
import type { SalesDefinition } from '../records/sales-definition.ts';
import type { StoreContext } from '../store/context.ts';
import { loadSalesDefinition } from '../store/state/sales-definition.store.ts';

export const loadDefinition = (ctx: Pick<StoreContext, 'pg' | 'settings'>): Promise<SalesDefinition> =>
  loadSalesDefinition(ctx);
