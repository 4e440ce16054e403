/** What a fitted purchase model says of one customer: alive or gone, purchases to come, and how far they may stray. */
import { type BetaNodes, betaExpectation, betaNodes } from '../math/beta-quadrature.ts';
import { type PurchaseHistory, type PurchaseModel, survived } from './purchase-model.ts';

/**
 * Probability that the customer has not left, given the history. BG/NBD gives exactly 1 at x = 0, MBG/NBD does not.
 *
 * @example probabilityAlive({kind: 'bg-nbd', r: .243, alpha: 4.414, a: .793, b: 2.426}, {x: 2, tx: 30.43, age: 38.86}) // .7266
 */
export function probabilityAlive(model: PurchaseModel, { x, tx, age }: PurchaseHistory): number {
  const { r, alpha, a, b, kind } = model;
  if (x === 0 && kind === 'bg-nbd') return 1;
  const odds = (a / (b + survived(kind, x) - 1)) * Math.exp((r + x) * Math.log((alpha + age) / (alpha + tx)));
  return 1 / (1 + odds);
}

/** Nodes of the leaving probability by the purchases survived; made once per x. */
export type LeavingNodes = (x: number) => BetaNodes;

/** A cache of nodes for one model: every customer with the same x shares them. */
export function leavingNodes(model: PurchaseModel): LeavingNodes {
  const known = new Map<number, BetaNodes>();
  return x => {
    const found = known.get(x);
    if (found) return found;
    const made = betaNodes(model.a, model.b + survived(model.kind, x));
    known.set(x, made);
    return made;
  };
}

/**
 * Purchases to come within `t` if the customer is alive: ∫ p⁻¹[1 − ((α+T)/(α+T+pt))^(r+x)] Beta(p; a, b′) dp. It does not
 * depend on t_x. Accuracy 1e-8 relative for any shape (a = 1 and a + b < 1 included, where the 2F1 form fails).
 */
export function purchasesIfAlive(
  model: PurchaseModel,
  { x, age, t }: { readonly x: number; readonly age: number; readonly t: number },
  nodes: LeavingNodes = leavingNodes(model),
): number {
  const shape = model.r + x;
  const rate = t / (model.alpha + age);
  return betaExpectation(nodes(x), p =>
    p < 1e-290 ? shape * rate : -Math.expm1(-shape * Math.log1p(p * rate)) / p,
  );
}

/** Expected purchases within `t` from now. */
export function expectedPurchases(
  model: PurchaseModel,
  history: PurchaseHistory & { readonly t: number },
  nodes?: LeavingNodes,
): number {
  return probabilityAlive(model, history) * purchasesIfAlive(model, history, nodes);
}

/** P(at least one purchase within `t`) of somebody still there: they leave only after it. */
export function probabilityOfPurchaseIfAlive(
  { alpha, r }: PurchaseModel,
  { x, age, t }: { readonly x: number; readonly age: number; readonly t: number },
): number {
  return -Math.expm1(-(r + x) * Math.log1p(t / (alpha + age)));
}

/** P(at least one purchase within `t`). */
export function probabilityOfPurchase(
  model: PurchaseModel,
  history: PurchaseHistory & { readonly t: number },
): number {
  return probabilityAlive(model, history) * probabilityOfPurchaseIfAlive(model, history);
}

/**
 * E[Y(Y − 1)] of the purchases within `t` if alive. Given rate λ and leaving probability p it is
 * 2(1 − p)/p · [(1 − e^(−λpt))/p − λt e^(−λpt)]; λ integrates out in closed form, p over the nodes. With the mean it gives
 * the exact variance, so that an interval for a group needs no simulation.
 */
export function purchasePairsIfAlive(
  model: PurchaseModel,
  { x, age, t }: { readonly x: number; readonly age: number; readonly t: number },
  nodes: LeavingNodes = leavingNodes(model),
): number {
  const shape = model.r + x;
  const end = model.alpha + age;
  const rate = t / end;
  return betaExpectation(nodes(x), p => {
    const y = p * rate;
    // Below this the bracket is a difference of nearly equal numbers: its series begins with λ²t²p/2.
    if (shape * y < 1e-5) return (1 - p) * shape * (shape + 1) * rate * rate;
    const log = Math.log1p(y);
    const gone = -Math.expm1(-shape * log) / p;
    const kept = shape * rate * Math.exp(-(shape + 1) * log);
    return ((2 * (1 - p)) / p) * (gone - kept);
  });
}
