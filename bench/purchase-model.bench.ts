/**
 * BG/NBD on simulated customers whose ages and purchase days are whole weeks, as the review groups a large base; and on
 * CDNOW, warm, where the reference data lie beside the checkout. The floor is one pass over the rows for the likelihood.
 */
import { seededRng } from '../src/math/rng.ts';
import { fitPurchaseModel } from '../src/models/purchase-fit.ts';
import {
  historyTable,
  type PurchaseHistory,
  type PurchaseModel,
  purchaseLogLikelihood,
} from '../src/models/purchase-model.ts';
import { referenceText } from '../src/testing/reference-data.ts';
import { simulatedCustomer } from '../src/testing/simulated-purchases.ts';
import { benchLine, secondsOf } from './bench-line.ts';

export const defaultSize = 1_000_000;
const truth: PurchaseModel = { kind: 'bg-nbd', r: 0.6, alpha: 7, a: 0.9, b: 2.2 };

function simulated(size: number): PurchaseHistory[] {
  const rng = seededRng(1);
  return Array.from({ length: size }, () => {
    const { x, tx, age } = simulatedCustomer(truth, rng, { age: 4 + rng.below(152), beyond: 0 });
    return { x, tx: x > 0 ? Math.min(age, Math.max(1, Math.round(tx))) : 0, age };
  });
}

async function measured(name: string, customers: readonly PurchaseHistory[]) {
  const table = historyTable(customers);
  const floorSeconds = await secondsOf(async () => purchaseLogLikelihood(truth, table));
  const seconds = await secondsOf(async () => {
    fitPurchaseModel(historyTable(customers), { kind: 'bg-nbd' });
  });
  return benchLine(name, customers.length, { seconds, floorSeconds });
}

export async function* run(size: number) {
  yield measured('purchase-model', simulated(size));
  const text = referenceText('cdnow/sample_cal_holdout_39w.csv.gz');
  if (!text) return;
  const cdnow = text
    .trim()
    .split('\n')
    .slice(1)
    .map(line => line.split(',').map(Number))
    .map(([, x = 0, tx = 0, age = 0]) => ({ x, tx, age }));
  for (let warm = 0; warm < 5; warm++) fitPurchaseModel(historyTable(cdnow), { kind: 'bg-nbd' });
  yield measured('purchase-model-cdnow', cdnow);
}
