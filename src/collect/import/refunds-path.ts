/** The refunds kind of import: rows of refunds alone, of orders that are there. */
import { ordersMapping, type RefundsMapping } from '../../records/mapping.ts';
import { finishOrders, forgetStaged, importOrders } from './import-orders.store.ts';
import type { ImportPath } from './import-path.ts';
import { undoOrders } from './undo-orders.store.ts';

/** How the import of orders reads such a file. */
const asOrders = (mapping: RefundsMapping) =>
  ordersMapping.parse({ ...mapping, kind: 'orders', dateField: 'orderedAt' });

export const refundsPath: ImportPath<RefundsMapping> = {
  run: (ctx, run) => importOrders(ctx, { ...run, mapping: asOrders(run.mapping), isRefundFile: true }),
  finish: finishOrders,
  forget: forgetStaged,
  undo: undoOrders,
};
