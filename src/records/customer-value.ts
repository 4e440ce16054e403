/** What the review says of the value to come: the fits, groups of customers with intervals, and how well it did before. */
import { z } from 'zod';
import { lifeCycleStages, valueTiers } from './feature.ts';

const count = z.int().min(0);
const share = z.number().min(0).max(1);
/** Decimal money in major units of the organisation's currency; estimates carry no cents of their own. */
const money = z.number();

export const valueFamily = z.object({
  /** Years of first purchase. */
  fromYear: z.int(),
  toYear: z.int(),
  customers: count,
  repeatTransactions: count,
  /** `prior`: the data alone do not tell all parameters. `unidentified`, `insufficient`: nobody is scored by it. */
  status: z.enum(['ok', 'prior', 'unidentified', 'insufficient']),
  /** MBG/NBD, α in operational days; null where refused. */
  params: z.object({ r: z.number(), alpha: z.number(), a: z.number(), b: z.number() }).nullable(),
  standardErrorsLog: z.array(z.number()).nullable(),
  /** `wide:a`, `edge:b`, `flat`. */
  reasons: z.array(z.string()),
});

/** Without a hold-out nobody knows how far the models stray: then there is no interval. */
export const futureValue = z.object({ estimate: money, lo: money.nullable(), hi: money.nullable() });

export const valueGroup = z.object({
  kind: z.enum(['all', 'tier', 'stage']),
  name: z.enum(['all', ...valueTiers, ...lifeCycleStages]),
  customers: count,
  /** Mean P(alive), and orders expected in 365 days a customer. */
  alive: share,
  orders365: z.number(),
  /** Discounted value of all of them together, with its 80 % interval; null where the order value was refused. */
  value12: futureValue.nullable(),
  value36: futureValue.nullable(),
});

export const valueCalibration = z.object({
  /** Fitted on the days before it, compared with the `days` from it on. */
  cutDay: z.iso.date(),
  days: z.int(),
  customers: count,
  expectedOrders: z.number(),
  actualOrders: count,
  expectedValue: money,
  actualValue: money,
  /** Relative, beyond chance, of actual over expected orders about 1; null without a cohort of 30 expected orders. */
  cohortSpread: z.number().nullable(),
  /** Least expected first; means a customer. */
  deciles: z.array(
    z.object({
      customers: count,
      expectedOrders: z.number(),
      actualOrders: z.number(),
      expectedBuyers: share,
      actualBuyers: share,
      expectedValue: money,
      actualValue: money,
    }),
  ),
  cohorts: z.array(z.object({ quarter: z.string(), expectedOrders: z.number(), actualOrders: count })),
});
export type ValueCalibration = z.infer<typeof valueCalibration>;

/** What the product would have said a year ago, from what was known then, beside what came; sums over the customers of a group. */
export const valueHoldout = z.object({
  cutDay: z.iso.date(),
  days: z.int(),
  customers: count,
  /** Whether an unselected part of a large base stands for all of it. */
  isPart: z.boolean(),
  /** Without a model of the value of orders the values are orders. */
  knowsValue: z.boolean(),
  groups: z.array(
    z.object({
      kind: z.enum(['all', 'tier', 'stage']),
      name: z.enum(['all', ...valueTiers, ...lifeCycleStages]),
      customers: count,
      /** By the purchase models alone, as corrected, and as came. */
      modelOrders: z.number(),
      expectedOrders: z.number(),
      actualOrders: count,
      modelValue: money,
      expectedValue: money,
      actualValue: money,
    }),
  ),
});
export type ValueHoldout = z.infer<typeof valueHoldout>;

export const customerValueReport = z.object({
  status: z.enum(['ok', 'refused']),
  currency: z.string(),
  valueIs: z.enum(['margin', 'sales']),
  level: z.number(),
  yearlyDiscount: z.number(),
  families: z.array(valueFamily),
  orderValue: z.object({
    status: z.enum(['ok', 'unidentified', 'insufficient']),
    customers: count,
    params: z.object({ p: z.number(), q: z.number(), v: z.number() }).nullable(),
    correlation: z.number().nullable(),
  }),
  groups: z.array(valueGroup),
  calibration: valueCalibration.nullable(),
  /** Null where the history is too short for it, and in older documents. */
  holdout: valueHoldout.nullable().default(null),
  /** Catalogue codes with their parameters. */
  warnings: z.array(
    z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }),
  ),
});
export type CustomerValueReport = z.infer<typeof customerValueReport>;
