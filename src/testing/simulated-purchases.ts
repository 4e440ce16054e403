/** Customers who buy and leave exactly as the purchase models say, for parameter recovery and interval coverage. */
import type { Rng } from '../math/rng.ts';
import type { PurchaseHistory, PurchaseModel } from '../models/purchase-model.ts';

/** A Gamma(shape, 1) draw: Marsaglia & Tsang 2000, with the power trick below 1. */
export function gammaDraw(rng: Rng, shape: number): number {
  if (shape < 1) return gammaDraw(rng, shape + 1) * (1 - rng.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = rng.normal();
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (Math.log(1 - rng.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

export interface SimulatedCustomer extends PurchaseHistory {
  /** Times of all purchases after the first, to the horizon beyond the age. */
  readonly times: readonly number[];
  /** Had not left at the age. */
  readonly alive: boolean;
}

/** One customer of the given age, followed for `beyond` after it. */
export function simulatedCustomer(
  model: PurchaseModel,
  rng: Rng,
  { age, beyond }: { readonly age: number; readonly beyond: number },
): SimulatedCustomer {
  const rate = gammaDraw(rng, model.r) / model.alpha;
  const [first, second] = [gammaDraw(rng, model.a), gammaDraw(rng, model.b)];
  const leaving = first / (first + second);
  const times: number[] = [];
  let gone = model.kind === 'mbg-nbd' && rng.uniform() < leaving;
  let at = 0;
  let alive = !gone;
  while (!gone) {
    at -= Math.log(1 - rng.uniform()) / rate;
    if (!(at <= age + beyond)) break;
    times.push(at);
    gone = rng.uniform() < leaving;
    if (gone && at <= age) alive = false;
  }
  const before = times.filter(t => t <= age);
  return { x: before.length, tx: before.at(-1) ?? 0, age, times, alive };
}
