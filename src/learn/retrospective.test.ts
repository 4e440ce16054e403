import { describe, expect, test } from 'vitest';
import { campaignDefinition } from '../records/campaign.ts';
import type { PopulationResult, ResultDocument } from '../records/result.ts';
import {
  forecastCheckOf,
  goalOutcomeOf,
  type RetrospectiveFacts,
  type StoredForecast,
} from './retrospective.ts';

const definition = campaignDefinition.parse({
  name: 'spring',
  title: 'Spring',
  goal: { metric: 'buyers', statement: '8 of 100 buy', baseline: 0.05, target: 0.08, dueDate: '2026-05-01' },
  audience: { segment: 'overdue' },
  message: { channel: 'file' },
  budget: { capMinor: 100 },
  schedule: { startsAt: '2026-03-02T02:00:00.000Z' },
  outcome: { windowDays: 30, refundLagDays: 14 },
  planning: {
    baseRate: 0.05,
    valuePerBuyerMinor: 2000,
    valueIs: 'margin',
    source: 'opportunity',
    baselineMinor: { estimate: '100000', lo: '80000', hi: '120000' },
  },
});

const difference = (lo: number) => ({
  estimate: lo + 0.01,
  lo,
  hi: lo + 0.02,
  level: 0.95,
  p: 0.01,
  method: 'miettinen-nurminen-score',
  status: 'ok' as const,
  refusal: null,
});

const population = (treatedBuyers: number, controlBuyers: number, lo: number): PopulationResult => {
  const arm = (name: 'treatment' | 'control', buyers: number) => ({
    arm: name,
    people: 1000,
    buyers,
    orders: buyers,
    valueMinor: String(buyers * 1000),
    netMinor: String(buyers * 1000),
    contactCostMinor: '0',
  });
  const { estimate, lo: low, hi, ...quality } = difference(lo);
  return {
    population: 'would-send',
    arms: [arm('treatment', treatedBuyers), arm('control', controlBuyers)],
    buyers: difference(lo),
    orders: difference(lo),
    value: { estimateMinor: String(estimate), loMinor: String(low), hiMinor: String(hi), ...quality },
  };
};

describe('goal against outcome', () => {
  test.each([
    ['target met, effect shown', 100, 60, 0.01, 'reached'],
    ['target missed', 70, 60, 0.01, 'not-reached'],
    ['target met by the control as well: not the campaign’s doing', 100, 98, -0.01, 'cannot-say'],
  ])('%s', (_, treated, control, lo, reached) => {
    const outcome = goalOutcomeOf(definition, population(treated, control, lo));
    expect(outcome).toMatchObject({
      reached,
      treated: treated / 1000,
      control: control / 1000,
      target: 0.08,
    });
  });

  test('a target met by arms that are not what was assigned: cannot say', () => {
    const verdict = { basis: 'none', word: 'not-enough-data', effect: 'not-shown', reasons: [] } as const;
    const blocked = { ...verdict, reasons: ['result-sample-ratio'] };
    expect(goalOutcomeOf(definition, population(100, 60, 0.01))).toMatchObject({ reached: 'reached' });
    expect(goalOutcomeOf(definition, population(100, 60, 0.01), blocked)).toMatchObject({
      reached: 'cannot-say',
    });
  });

  test('nobody treated: cannot say', () => {
    const empty = population(0, 0, 0);
    for (const arm of empty.arms) arm.people = 0;
    expect(goalOutcomeOf(definition, empty)).toMatchObject({
      reached: 'cannot-say',
      treated: null,
      control: null,
    });
  });

  test('a goal in money reads money per person', () => {
    const inMoney = { ...definition, goal: { ...definition.goal, metric: 'value' as const, target: 90 } };
    expect(goalOutcomeOf(inMoney, population(100, 60, 1))).toMatchObject({
      treated: 100,
      control: 60,
      reached: 'reached',
    });
  });
});

describe('forecast against the control group', () => {
  const facts = (
    controlBuyers: number,
    horizonDays = 30,
    baselineByDays: StoredForecast['baselineByDays'] = [],
  ): [RetrospectiveFacts, PopulationResult] => {
    const one = population(100, controlBuyers, 0.01);
    const result = { windowDays: 30 } as ResultDocument;
    const opportunity = { people: 2000, horizonDays, level: 0.8, baselineByDays };
    const base = { campaignId: '', definition, resultId: '', result, waterfall: [], opportunity };
    return [{ ...base, sends: {} as RetrospectiveFacts['sends'] }, one];
  };

  test.each([
    [50, 'inside', '100000'],
    [30, 'below', '60000'],
    [80, 'above', '160000'],
  ])('%d control buyers of 1,000: %s', (buyers, verdict, actualMinor) => {
    expect(forecastCheckOf(...facts(buyers))).toMatchObject({
      verdict,
      actualMinor,
      baseRate: { planned: 0.05, actual: buyers / 1000 },
    });
  });

  test('another horizon than the window is not compared', () => {
    expect(forecastCheckOf(...facts(50, 90)).verdict).toBe('windows-differ');
  });

  test('money of the first month of a longer horizon is compared with its own interval', () => {
    const byDays = [
      { days: 7, estimate: '20000', lo: '10000', hi: '30000' },
      { days: 30, estimate: '90000', lo: '70000', hi: '110000' },
      { days: 90, estimate: '200000', lo: '150000', hi: '250000' },
    ];
    const check = (buyers: number) => forecastCheckOf(...facts(buyers, 90, byDays));
    expect(check(50)).toMatchObject({
      horizonDays: 30,
      windowDays: 30,
      forecast: { estimateMinor: '90000', loMinor: '70000', hiMinor: '110000' },
      actualMinor: '100000',
      verdict: 'inside',
    });
    expect(check(30).verdict).toBe('below');
    expect(check(80).verdict).toBe('above');
  });

  test('a campaign without an opportunity had no forecast', () => {
    const [known, one] = facts(50);
    expect(forecastCheckOf({ ...known, opportunity: null }, one)).toMatchObject({
      verdict: 'no-forecast',
      actualMinor: null,
    });
  });
});
