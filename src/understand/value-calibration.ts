/**
 * How well the value models did: fitted on the days before a past cut, compared with what came after it. By tenths of
 * customers for the page, and by quarter of first purchase for the spread between cohorts that intervals carry.
 */
import { expectedOrderValue, fitOrderValue, type OrderValueRow } from '../models/order-value.ts';
import {
  type LeavingNodes,
  leavingNodes,
  probabilityAlive,
  probabilityOfPurchase,
  purchasePairsIfAlive,
  purchasesIfAlive,
} from '../models/purchase-forecast.ts';
import type { PurchaseModel } from '../models/purchase-model.ts';
import type { ValueCalibration } from '../records/customer-value.ts';
import { type CohortHistory, fitFamilies } from './customer-value.ts';

/** Customers of one history at the cut, with what they did after it. */
export interface CutHistory extends CohortHistory {
  /** Quarter of the first purchase: year · 4 + quarter. */
  readonly quarter: number;
  /** Sum over the customers of the value of their repeat days before the cut. */
  readonly repeatValue: number;
  /** Purchase days after the cut, customers with any, and their value. */
  readonly laterOrders: number;
  readonly laterBuyers: number;
  readonly laterValue: number;
}

export interface CalibrationInput {
  readonly histories: readonly CutHistory[];
  readonly values: readonly OrderValueRow[];
  readonly cutDay: string;
  /** Length of the hold-out. */
  readonly days: number;
}

interface Expected extends CutHistory {
  /** Means a customer. */
  readonly orders: number;
  readonly variance: number;
  readonly buyers: number;
  readonly value: number;
}

interface Scoring {
  readonly model: PurchaseModel;
  readonly nodes: LeavingNodes;
  readonly days: number;
}

function scored(
  row: CutHistory,
  { model, nodes, days }: Scoring,
): Omit<Expected, 'value' | keyof CutHistory> {
  const alive = probabilityAlive(model, row);
  const orders = alive * purchasesIfAlive(model, { ...row, t: days }, nodes);
  const pairs = alive * purchasePairsIfAlive(model, { ...row, t: days }, nodes);
  const buyers = probabilityOfPurchase(model, { ...row, t: days });
  return { orders, variance: Math.max(orders, pairs + orders - orders * orders), buyers };
}

function expectations({ histories, values, days }: CalibrationInput): Expected[] {
  const families = fitFamilies(histories).flatMap(({ fromYear, toYear, model }) =>
    model ? [{ fromYear, toYear, scoring: { model, nodes: leavingNodes(model), days } }] : [],
  );
  const orderValue = fitOrderValue(values);
  return histories.flatMap(row => {
    const family = families.find(({ fromYear, toYear }) => row.year >= fromYear && row.year <= toYear);
    if (!family) return [];
    const own = scored(row, family.scoring);
    const z = row.x > 0 ? row.repeatValue / row.customers / row.x : 0;
    const mean = orderValue.status === 'ok' ? expectedOrderValue(orderValue.model, { x: row.x, z }) : 0;
    return [{ ...row, ...own, value: own.orders * mean }];
  });
}

const sum = <T>(rows: readonly T[], of: (row: T) => number) =>
  rows.reduce((total, row) => total + of(row), 0);
const rounded = (value: number) => Math.round(value * 1e6) / 1e6;

function meansOf(rows: readonly Expected[]): ValueCalibration['deciles'][number] {
  const customers = sum(rows, row => row.customers);
  const mean = (total: number) => rounded(total / Math.max(1, customers));
  return {
    customers,
    expectedOrders: mean(sum(rows, row => row.customers * row.orders)),
    actualOrders: mean(sum(rows, row => row.laterOrders)),
    expectedBuyers: mean(sum(rows, row => row.customers * row.buyers)),
    actualBuyers: mean(sum(rows, row => row.laterBuyers)),
    expectedValue: mean(sum(rows, row => row.customers * row.value)),
    actualValue: mean(sum(rows, row => row.laterValue)),
  };
}

/** Ten groups of about as many customers by what was expected; one history never falls into two. */
function deciles(rows: readonly Expected[]): ValueCalibration['deciles'] {
  const ranked = [...rows].sort((l, r) => l.orders - r.orders || l.x - r.x || l.age - r.age);
  const customers = sum(ranked, row => row.customers);
  const groups: Expected[][] = Array.from({ length: 10 }, () => []);
  let before = 0;
  for (const row of ranked) {
    groups[Math.min(9, Math.floor((10 * (before + row.customers / 2)) / customers))]?.push(row);
    before += row.customers;
  }
  return groups.filter(group => group.length > 0).map(meansOf);
}

/** A cohort of fewer expected orders says nothing about how cohorts differ. */
const leastExpected = 30;

/**
 * Relative spread of actual over expected orders about 1, beyond what chance explains, over quarters of first purchase and
 * weighted by what was expected. It holds the models' common error too: an interval should be as wide as they were wrong.
 */
export function cohortSpread(
  cohorts: readonly { expected: number; actual: number; variance: number }[],
): number | null {
  const large = cohorts.filter(({ expected }) => expected >= leastExpected);
  if (large.length === 0) return null;
  const weight = sum(large, ({ expected }) => expected);
  const square = sum(large, ({ expected, actual }) => expected * (actual / expected - 1) ** 2) / weight;
  const chance = sum(large, ({ expected, variance }) => variance / expected) / weight;
  return Math.sqrt(Math.max(0, square - chance));
}

/** Null where nothing could be fitted before the cut. */
export function calibrateValue(input: CalibrationInput): ValueCalibration | null {
  const rows = expectations(input);
  if (rows.length === 0) return null;
  const quarters = new Map<number, { expected: number; actual: number; variance: number }>();
  for (const row of rows) {
    const cohort = quarters.get(row.quarter) ?? { expected: 0, actual: 0, variance: 0 };
    cohort.expected += row.customers * row.orders;
    cohort.variance += row.customers * row.variance;
    cohort.actual += row.laterOrders;
    quarters.set(row.quarter, cohort);
  }
  const total = meansOf(rows);
  return {
    cutDay: input.cutDay,
    days: input.days,
    customers: total.customers,
    expectedOrders: rounded(sum(rows, row => row.customers * row.orders)),
    actualOrders: sum(rows, row => row.laterOrders),
    expectedValue: rounded(sum(rows, row => row.customers * row.value)),
    actualValue: rounded(sum(rows, row => row.laterValue)),
    cohortSpread: spreadOf([...quarters.values()]),
    deciles: deciles(rows),
    cohorts: [...quarters]
      .sort(([l], [r]) => l - r)
      .map(([quarter, { expected, actual }]) => ({
        quarter: `${Math.floor(quarter / 4)}-Q${(quarter % 4) + 1}`,
        expectedOrders: rounded(expected),
        actualOrders: actual,
      })),
  };
}

const spreadOf = (cohorts: Parameters<typeof cohortSpread>[0]) => {
  const spread = cohortSpread(cohorts);
  return spread === null ? null : rounded(spread);
};
