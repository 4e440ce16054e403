/**
 * Fits the purchase and value models to a base by cohort families, and tables what they say per (family, repeats, age).
 * A family is a run of years of first purchase; it stands for itself only where it is large enough, and its prior, where
 * the data need one, is the whole base.
 */
import { fitOrderValue, type OrderValueFit, type OrderValueRow } from '../models/order-value.ts';
import { fitPurchaseModel, type PurchaseFit } from '../models/purchase-fit.ts';
import { leavingNodes } from '../models/purchase-forecast.ts';
import { historyTable, type PurchaseHistory, type PurchaseModel } from '../models/purchase-model.ts';
import { ordersIfAlive } from '../models/value-outlook.ts';

/** Customers of one year of first purchase with one history; ages in operational days. */
export interface CohortHistory extends PurchaseHistory {
  readonly year: number;
  readonly customers: number;
}

export interface ValueFamily {
  /** First and last year of first purchase. */
  readonly fromYear: number;
  readonly toYear: number;
  readonly fit: PurchaseFit;
  /** What scores these customers; null where the fit was refused. */
  readonly model: PurchaseModel | null;
}

/** Rows of the lookup, column by column; `family` counts from 0. */
export interface OutlookRow {
  readonly family: number;
  readonly repeats: number;
  readonly age: number;
  readonly orders_12: number;
  readonly pairs_12: number;
  readonly discounted_12: number;
  readonly orders_36: number;
  readonly pairs_36: number;
  readonly discounted_36: number;
}

export interface CustomerValueFit {
  readonly families: readonly ValueFamily[];
  readonly orderValue: OrderValueFit;
  readonly outlook: readonly OutlookRow[];
}

/** A family smaller than either joins the next older year: its own fit would mostly repeat the prior. */
export const familyMinimum = { customers: 1000, repeats: 500 };

/** Runs of years, newest last, each large enough where the base is. */
export function cohortFamilies(histories: readonly CohortHistory[]): { fromYear: number; toYear: number }[] {
  const years = new Map<number, { customers: number; repeats: number }>();
  for (const { year, customers, x } of histories) {
    const sum = years.get(year) ?? { customers: 0, repeats: 0 };
    sum.customers += customers;
    sum.repeats += customers * x;
    years.set(year, sum);
  }
  const families: { fromYear: number; toYear: number; customers: number; repeats: number }[] = [];
  const small = (one: { customers: number; repeats: number }) =>
    one.customers < familyMinimum.customers || one.repeats < familyMinimum.repeats;
  for (const [year, sum] of [...years].sort(([l], [r]) => l - r)) {
    const last = families.at(-1);
    if (last && (small(last) || small(sum))) {
      last.toYear = year;
      last.customers += sum.customers;
      last.repeats += sum.repeats;
    } else families.push({ fromYear: year, toYear: year, ...sum });
  }
  return families.map(({ fromYear, toYear }) => ({ fromYear, toYear }));
}

const usable = (fit: PurchaseFit): PurchaseModel | null =>
  fit.status === 'ok' || fit.status === 'prior' ? fit.model : null;

/** One fit per family; with a single family the whole base is that family. */
export function fitFamilies(histories: readonly CohortHistory[]): ValueFamily[] {
  const years = cohortFamilies(histories);
  const all = fitPurchaseModel(historyTable(histories), { kind: 'mbg-nbd' });
  const prior = usable(all);
  return years.map(({ fromYear, toYear }) => {
    const own = histories.filter(({ year }) => year >= fromYear && year <= toYear);
    const fit =
      years.length === 1
        ? all
        : fitPurchaseModel(historyTable(own), { kind: 'mbg-nbd', ...(prior ? { prior } : {}) });
    return { fromYear, toYear, fit, model: usable(fit) ?? (fit.status === 'insufficient' ? prior : null) };
  });
}

const rounded = (value: number) => Number(value.toPrecision(9));

function outlookOf(families: readonly ValueFamily[], histories: readonly CohortHistory[]): OutlookRow[] {
  return families.flatMap(({ fromYear, toYear, model }, family) => {
    if (!model) return [];
    const nodes = leavingNodes(model);
    const keys = new Map<string, { x: number; age: number }>();
    for (const { year, x, age } of histories)
      if (year >= fromYear && year <= toYear) keys.set(`${x}/${age}`, { x, age });
    return [...keys.values()].map(({ x, age }) => {
      const { year, three } = ordersIfAlive(model, { x, age }, nodes);
      return {
        family,
        repeats: x,
        age,
        orders_12: rounded(year.orders),
        pairs_12: rounded(year.pairs),
        discounted_12: rounded(year.discounted),
        orders_36: rounded(three.orders),
        pairs_36: rounded(three.pairs),
        discounted_36: rounded(three.discounted),
      };
    });
  });
}

/** The whole of it: what a worker thread runs. 1M customers in weekly histories take a few seconds. */
export function fitCustomerValue(input: {
  readonly histories: readonly CohortHistory[];
  readonly values: readonly OrderValueRow[];
}): CustomerValueFit {
  const families = fitFamilies(input.histories);
  return {
    families,
    orderValue: fitOrderValue(input.values),
    outlook: outlookOf(families, input.histories),
  };
}
