import { describe, expect, it } from 'vitest';
import type { ValueCalibration } from '../records/customer-value.ts';
import type { StageRecalibration } from './repurchase/repurchase-calibration.ts';
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
  yearByStage: [],
};
const stage = (
  name: 'mature' | 'lost' | 'dormant',
  seen: Partial<StageRecalibration>,
): StageRecalibration => ({
  stage: name,
  customers: 400,
  given: 0.5,
  came: 0.5,
  intercept: 0,
  slope: 1,
  spread: 0.1,
  ...seen,
});
const rangeOf = (report: ReturnType<typeof valueReportOf>, name: string) =>
  report.groups.find(group => group.name === name)?.value12;

describe('the interval of the value to come', () => {
  it('stands for every group while the models knew the stages', () => {
    const report = valueReportOf({ ...parts, yearByStage: [stage('mature', { came: 0.6 })] });
    expect(report.groups.every(({ value12 }) => value12?.lo != null)).toBe(true);
    expect(report.warnings).toEqual([]);
  });

  it('is refused, with the two shares, for a stage of which far more came than the models had said', () => {
    const yearByStage = [stage('mature', {}), stage('lost', { given: 0.05, came: 0.4 })];
    const report = valueReportOf({ ...parts, yearByStage });
    expect(rangeOf(report, 'lost')).toEqual({ estimate: 1000, lo: null, hi: null });
    expect(rangeOf(report, 'mature')?.lo).not.toBeNull();
    expect(rangeOf(report, 'all')?.lo).not.toBeNull();
    expect(report.warnings).toEqual([
      { code: 'value-stage-off', params: { stage: 'lost', given: 5, came: 40 } },
    ]);
  });

  it('is not refused for what a handful did', () => {
    const yearByStage = [stage('lost', { customers: 60, given: 0.05, came: 0.4 })];
    expect(valueReportOf({ ...parts, yearByStage }).warnings).toEqual([]);
  });
});
