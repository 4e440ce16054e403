/** The orders kind of import. */
import type { OrdersMapping } from '../../records/mapping.ts';
import { finishOrders, forgetStaged, importOrders } from './import-orders.store.ts';
import type { ImportPath } from './import-path.ts';
import { undoOrders } from './undo-orders.store.ts';

export const ordersPath: ImportPath<OrdersMapping> = {
  run: importOrders,
  finish: finishOrders,
  forget: forgetStaged,
  undo: undoOrders,
};
