/** Puts the chapter on the value to come together: families, groups with intervals, calibration, what to be wary of. */
import { yearlyDiscount } from '../models/value-outlook.ts';
import type { CustomerValueReport, ValueCalibration, ValueHoldout } from '../records/customer-value.ts';
import type { CustomerValueFit, ValueFamily } from './customer-value.ts';
import type { OrdersCalibration, StageOrders } from './repurchase/order-calibration.ts';

/** A group's sums as the engine gives them. */
export interface GroupSums {
  readonly kind: CustomerValueReport['groups'][number]['kind'];
  readonly name: string;
  readonly customers: number;
  readonly alive: number;
  readonly orders365: number;
  readonly value12: number;
  readonly value36: number;
  /** Σ of the customers' variances. */
  readonly variance12: number;
  readonly variance36: number;
}

export interface ReportParts {
  readonly currency: string;
  readonly valueIs: 'margin' | 'sales';
  readonly fit: CustomerValueFit;
  readonly sums: readonly GroupSums[];
  /** Relative, by `kind/name`. */
  readonly parameterSpread: Readonly<Record<string, number>>;
  readonly calibration: ValueCalibration | null;
  readonly holdout: ValueHoldout | null;
  /** What came of the orders of a year, stage by stage; empty where no past times tell. */
  readonly orders: OrdersCalibration;
}

const level = 0.8;
const z80 = 1.2815515655446004;
const cents = (value: number) => Math.round(value * 100) / 100;

function familyOf({ fit, model, fromYear, toYear }: ValueFamily): CustomerValueReport['families'][number] {
  const base = {
    fromYear,
    toYear,
    customers: fit.customers,
    repeatTransactions: fit.repeatTransactions,
    status: fit.status,
  };
  const params = model && { r: model.r, alpha: model.alpha, a: model.a, b: model.b };
  if (fit.status === 'insufficient') return { ...base, params, standardErrorsLog: null, reasons: [] };
  return {
    ...base,
    params,
    standardErrorsLog: fit.standardErrorsLog ? [...fit.standardErrorsLog] : null,
    reasons: [...fit.reasons],
  };
}

/**
 * Estimate with its 80 % interval: chance of each customer, error of the parameters, and what is wrong for all of a group at
 * once, which alone has any width at a million customers. Where the last is unknown there is no interval.
 */
function futureOf(
  estimate: number,
  { variance, parameter, shared }: { variance: number; parameter: number; shared: number | null },
) {
  if (shared === null) return null;
  const half = z80 * Math.sqrt(variance + (estimate * parameter) ** 2 + (estimate * shared) ** 2);
  return { lo: cents(estimate - half), hi: cents(estimate + half) };
}

/** From this relative spread on past years belie what they say of a stage. */
const mostSpread = 0.5;
const leastCustomers = 100;

/** Stages whose orders strayed from year to year by more than half of what was expected. */
const stagesOff = ({ orders }: ReportParts): StageOrders[] =>
  orders.stages.filter(({ customers, spread }) => customers >= leastCustomers && spread > mostSpread);

/** What simulated bases strayed by in three years beyond what they did in one, where second years had been looked back on. */
const threeYears = 0.09;

/**
 * Relative error that all of a group share: of the correction where there is one, else what cohorts were off by on the
 * hold-out; null where nothing tells, which of three years is where no second year could be looked back on.
 */
function sharedError(
  { kind, name }: GroupSums,
  parts: ReportParts,
): { year: number | null; three: number | null } {
  const { orders, calibration } = parts;
  const cohorts = calibration?.cohortSpread ?? null;
  if (orders.times === 0) return { year: cohorts, three: null };
  const off = kind === 'stage' && stagesOff(parts).some(({ stage }) => stage === name);
  const year = off ? null : spreadOf({ kind, name }, orders);
  return { year, three: year === null || orders.laterTimes === 0 ? null : Math.hypot(year, threeYears) };
}

function spreadOf(
  { kind, name }: Pick<GroupSums, 'kind' | 'name'>,
  orders: OrdersCalibration,
): number | null {
  if (kind === 'all') return orders.spread;
  if (kind === 'tier') return orders.tiers.find(({ tier }) => tier === name)?.spread ?? null;
  return orders.stages.find(({ stage }) => stage === name)?.spread ?? null;
}

function groupOf(sums: GroupSums, parts: ReportParts): CustomerValueReport['groups'][number] {
  const { fit, parameterSpread } = parts;
  const known = fit.orderValue.status === 'ok' && sums.customers > 0;
  const parameter = parameterSpread[`${sums.kind}/${sums.name}`] ?? 0;
  const shared = sharedError(sums, parts);
  const value = (estimate: number, variance: number, common: number | null) =>
    known
      ? {
          estimate: cents(estimate),
          ...(futureOf(estimate, { variance, parameter, shared: common }) ?? { lo: null, hi: null }),
        }
      : null;
  return {
    kind: sums.kind,
    name: sums.name as 'all',
    customers: sums.customers,
    alive: Math.round(sums.alive * 1e6) / 1e6,
    orders365: Math.round(sums.orders365 * 1e6) / 1e6,
    value12: value(sums.value12, sums.variance12, shared.year),
    value36: value(sums.value36, sums.variance36, shared.three),
  };
}

function warningsOf(parts: ReportParts): CustomerValueReport['warnings'] {
  const { fit, calibration } = parts;
  const warnings: CustomerValueReport['warnings'] = [];
  const refused = fit.families.filter(({ model }) => !model);
  const helped = fit.families.filter(each => each.fit.status === 'prior');
  const years = (families: readonly ValueFamily[]) =>
    families
      .map(({ fromYear, toYear }) => (fromYear === toYear ? `${fromYear}` : `${fromYear}–${toYear}`))
      .join(', ');
  if (refused.length > 0) warnings.push({ code: 'value-family-refused', params: { years: years(refused) } });
  if (helped.length > 0) warnings.push({ code: 'value-family-prior', params: { years: years(helped) } });
  const { orderValue } = fit;
  if (orderValue.status !== 'ok') {
    warnings.push({ code: `value-orders-${orderValue.status}`, params: { customers: orderValue.customers } });
  } else if (Math.abs(orderValue.correlation) > 0.3) {
    warnings.push({
      code: 'value-correlated',
      params: { correlation: Math.round(orderValue.correlation * 100) / 100 },
    });
  }
  if (!calibration) warnings.push({ code: 'value-no-holdout', params: {} });
  else if (parts.orders.times === 0 && calibration.actualOrders > 0) {
    const off = Math.round((calibration.expectedOrders / calibration.actualOrders - 1) * 100);
    if (Math.abs(off) > 15) warnings.push({ code: 'value-holdout-off', params: { off } });
  }
  if (parts.orders.laterTimes === 0) warnings.push({ code: 'value-three-years-unseen', params: {} });
  const percent = (share: number) => Math.round(share * 100);
  for (const { stage, spread } of stagesOff(parts))
    warnings.push({ code: 'value-stage-off', params: { stage, off: percent(spread) } });
  return warnings;
}

/** The chapter. `refused` where no family has a model: then no figure stands in it. */
export function valueReportOf(parts: ReportParts): CustomerValueReport {
  const { fit, currency, valueIs, calibration } = parts;
  const { orderValue } = fit;
  const scored = fit.families.some(({ model }) => model);
  return {
    status: scored ? 'ok' : 'refused',
    currency,
    valueIs,
    level,
    yearlyDiscount,
    families: fit.families.map(familyOf),
    orderValue: {
      status: orderValue.status,
      customers: orderValue.customers,
      params: orderValue.status === 'ok' ? { ...orderValue.model } : null,
      correlation: orderValue.status === 'insufficient' ? null : orderValue.correlation,
    },
    groups: scored ? parts.sums.map(sums => groupOf(sums, parts)) : [],
    calibration,
    holdout: parts.holdout,
    warnings: warningsOf(parts),
  };
}
