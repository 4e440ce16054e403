/** Purchases and value to come of one customer from the two fitted models, with the exact variance of both together. */
import { type LeavingNodes, purchasePairsIfAlive, purchasesIfAlive } from './purchase-forecast.ts';
import type { PurchaseModel } from './purchase-model.ts';

export const monthDays = 365.25 / 12;
export const yearlyDiscount = 0.1;

/** Orders to come, pairs of them E[Y(Y − 1)], and orders discounted month by month. */
export interface OrdersIfAlive {
  readonly orders: number;
  readonly pairs: number;
  readonly discounted: number;
}

/**
 * Orders of the next 12 and 36 months if alive. Discounted at 10 % a year at the end of each month; the month's share is
 * exact for the first year and by quarters after it, which moves the sum by less than 1e-3 of itself. 22 quadratures.
 */
export function ordersIfAlive(
  model: PurchaseModel,
  { x, age }: { readonly x: number; readonly age: number },
  nodes: LeavingNodes,
): { readonly year: OrdersIfAlive; readonly three: OrdersIfAlive } {
  const until = (month: number) => purchasesIfAlive(model, { x, age, t: month * monthDays }, nodes);
  const after = (months: number, sums: { orders: number; discounted: number }) => ({
    ...sums,
    pairs: purchasePairsIfAlive(model, { x, age, t: months * monthDays }, nodes),
  });
  let [before, discounted] = [0, 0];
  let year: OrdersIfAlive = { orders: 0, discounted: 0, pairs: 0 };
  for (let month = 0; month < 36; ) {
    const next = month + (month < 12 ? 1 : 3);
    const reached = until(next);
    // A quarter's orders fall in its three months about alike: discounted at its middle month.
    discounted += (reached - before) / (1 + yearlyDiscount) ** ((month < 12 ? next : next - 1) / 12);
    before = reached;
    month = next;
    if (month === 12) year = after(12, { orders: before, discounted });
  }
  return { year, three: after(36, { orders: before, discounted }) };
}

export interface OrderLevel {
  /** Expected value of an order, and the variance of the customer's level and of one order about it. */
  readonly mean: number;
  readonly level: number;
  readonly within: number;
}

/** How what came at past times corrects the orders to come; `uncorrected` is the models' word. */
export interface OrdersCorrection {
  /** Of the orders of somebody in their rhythm. */
  readonly factor: number;
  /** Orders a year of somebody who is not. */
  readonly returning: number;
  /** Of E[Y(Y − 1)]. */
  readonly pairs: number;
  /** Of all orders of one person, by what the models leave out of their history. */
  readonly trim: number;
  /** Of the orders of the second and third year. */
  readonly later: number;
}
export const uncorrected: OrdersCorrection = { factor: 1, returning: 0, pairs: 1, trim: 1, later: 1 };

/** Who returns buys in bursts: twice the pairs of a Poisson count, as for a geometric one. */
export const burst = 2;

/** What an order a year is worth in orders of today, over so many years at the ends of months. */
export function discountedYears(years: number): number {
  let sum = 0;
  for (let month = 1; month <= 12 * years; month++) sum += (1 + yearlyDiscount) ** (-month / 12) / 12;
  return sum;
}

/** Orders of the next year of somebody who is still there with probability `alive`. */
export function yearToCome(
  alive: number,
  year: OrdersIfAlive,
  correction: Omit<OrdersCorrection, 'later'>,
): OrdersIfAlive {
  return spanToCome(alive, year, { ...correction, years: 1 });
}

/** The same of the next three years. */
export function threeToCome(
  alive: number,
  { year, three }: { readonly year: OrdersIfAlive; readonly three: OrdersIfAlive },
  { later, ...correction }: OrdersCorrection,
): OrdersIfAlive {
  const first = spanToCome(alive, year, { ...correction, years: 1 });
  const all = spanToCome(alive, three, { ...correction, years: 3 });
  const orders = first.orders + later * (all.orders - first.orders);
  return {
    orders,
    pairs: all.orders > 0 ? all.pairs * (orders / all.orders) ** 2 : 0,
    discounted: first.discounted + later * (all.discounted - first.discounted),
  };
}

function spanToCome(
  alive: number,
  ifAlive: OrdersIfAlive,
  { years, factor, returning, pairs, trim }: Omit<OrdersCorrection, 'later'> & { readonly years: number },
): OrdersIfAlive {
  const back = returning * years;
  return {
    orders: trim * (factor * alive * ifAlive.orders + (1 - alive) * back),
    pairs: trim ** 2 * pairs * (factor ** 2 * alive * ifAlive.pairs + burst * (1 - alive) * back ** 2),
    discounted:
      trim * (factor * alive * ifAlive.discounted + (1 - alive) * returning * discountedYears(years)),
  };
}

/** The value of orders worth `factor` times as much. */
export const scaledLevel = ({ mean, level, within }: OrderLevel, factor: number): OrderLevel => ({
  mean: factor * mean,
  level: factor ** 2 * level,
  within: factor ** 2 * within,
});

/** Mean and standard deviation of the discounted value of orders to come. */
export function valueToCome(
  { orders, pairs, discounted }: OrdersIfAlive,
  { mean, level, within }: OrderLevel,
): { mean: number; sd: number } {
  const square = pairs + orders;
  const variance = orders * within + square * (level + mean * mean) - (orders * mean) ** 2;
  const share = orders > 0 ? discounted / orders : 0;
  return { mean: discounted * mean, sd: share * Math.sqrt(Math.max(0, variance)) };
}
