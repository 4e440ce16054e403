import { describe, expect, it } from 'vitest';
import type { ValueCalibration } from '../records/customer-value.ts';
import { noOrders, type OrdersCalibration, type StageOrders } from './repurchase/order-calibration.ts';
import { type GroupSums, type ReportParts, valueReportOf } from './value-report.ts';

const sums = (kind: GroupSums['kind'], name: string): GroupSums => ({
  kind,
  name,
  customers: 400,
  alive: 0.5,
  orders365: 1,
  value12: 1000,
  value36: 2000,
  variance12: 100,
  variance36: 200,
});
const sample = { customers: 400, repeatBuyers: 300, repeatTransactions: 900, uniqueTriples: 100 };
const purchases = { kind: 'mbg-nbd' as const, r: 1, alpha: 50, a: 1, b: 9 };
const fit = {
  ...sample,
  status: 'ok' as const,
  model: purchases,
  logLikelihood: -1,
  standardErrorsLog: [0.1, 0.1, 0.1, 0.1],
  covarianceLog: null,
  condition: 1,
  reasons: [],
};
const calibration: ValueCalibration = {
  cutDay: '2025-01-01',
  days: 365,
  customers: 400,
  expectedOrders: 100,
  actualOrders: 101,
  expectedValue: 100,
  actualValue: 101,
  cohortSpread: 0.1,
  deciles: [],
  cohorts: [],
};
const parts: ReportParts = {
  currency: 'CNY',
  valueIs: 'sales',
  fit: {
    families: [{ fromYear: 2024, toYear: 2025, fit, model: purchases }],
    orderValue: {
      status: 'ok',
      customers: 300,
      correlation: 0,
      model: { p: 6, q: 4, v: 15 },
      logLikelihood: -1,
      standardErrorsLog: null,
      covarianceLog: null,
    } as unknown as ReportParts['fit']['orderValue'],
    outlook: [],
  },
  sums: [sums('all', 'all'), sums('tier', 'high'), sums('stage', 'mature'), sums('stage', 'lost')],
  parameterSpread: {},
  calibration,
  holdout: null,
  orders: noOrders,
};
const unseen = { code: 'value-three-years-unseen', params: {} };
const trim = { intercept: 0, recent: 0, tenure: 0, high: 0, mid: 0, longest: 0 };
const stage = (name: 'mature' | 'lost' | 'dormant', seen: Partial<StageOrders>): StageOrders => ({
  stage: name,
  customers: 400,
  given: 1,
  came: 1.1,
  factor: 1.1,
  returning: 0.1,
  pairs: 1,
  trim,
  later: 1,
  spread: 0.1,
  ...seen,
});
const ordersOf = (...stages: StageOrders[]): OrdersCalibration => ({
  ...noOrders,
  times: 4,
  laterTimes: 2,
  stages,
  tiers: [{ tier: 'high', factor: 1, spread: 0.06 }],
  spread: 0.02,
});
type Report = ReturnType<typeof valueReportOf>;
const groupOf = (report: Report, name: string) => report.groups.find(group => group.name === name);
const rangeOf = (report: Report, name: string) => groupOf(report, name)?.value12;

describe('the interval of the value to come', () => {
  it('stands for every group by the hold-out while no past years correct it', () => {
    const report = valueReportOf(parts);
    expect(report.groups.every(({ value12 }) => value12?.lo != null)).toBe(true);
    expect(report.groups.every(({ value36 }) => value36?.lo === null)).toBe(true);
    expect(report.warnings).toEqual([unseen]);
  });

  it('is as wide as past years strayed, of a stage and a tier by its own', () => {
    const report = valueReportOf({ ...parts, orders: ordersOf(stage('mature', {}), stage('lost', {})) });
    const half = (name: string) => 1000 - (rangeOf(report, name)?.lo ?? 0);
    expect(half('mature')).toBeCloseTo(1.2815515655 * Math.hypot(10, 100), 1);
    expect(half('all')).toBeCloseTo(1.2815515655 * Math.hypot(10, 20), 1);
    expect(half('high')).toBeCloseTo(1.2815515655 * Math.hypot(10, 60), 1);
    const three = 2000 - (groupOf(report, 'all')?.value36?.lo ?? 0);
    expect(three).toBeCloseTo(1.2815515655 * Math.hypot(Math.sqrt(200), 40, 180), 1);
  });

  it('of three years is none where no second year could be looked back on', () => {
    const report = valueReportOf({ ...parts, orders: { ...ordersOf(stage('mature', {})), laterTimes: 0 } });
    expect(rangeOf(report, 'all')?.lo).not.toBeNull();
    expect(groupOf(report, 'all')?.value36).toEqual({ estimate: 2000, lo: null, hi: null });
    expect(report.warnings).toEqual([unseen]);
  });

  it('is refused for a stage that past years belie, and a warning says by how much', () => {
    const orders = ordersOf(stage('mature', {}), stage('lost', { spread: 0.7 }));
    const report = valueReportOf({ ...parts, orders });
    expect(rangeOf(report, 'lost')).toEqual({ estimate: 1000, lo: null, hi: null });
    expect(rangeOf(report, 'mature')?.lo).not.toBeNull();
    expect(rangeOf(report, 'all')?.lo).not.toBeNull();
    expect(report.warnings).toEqual([{ code: 'value-stage-off', params: { stage: 'lost', off: 70 } }]);
  });

  it('is not refused for what a handful did', () => {
    const orders = ordersOf(stage('lost', { customers: 60, spread: 0.7 }));
    expect(valueReportOf({ ...parts, orders }).warnings).toEqual([]);
  });
});
