/**
 * BG/NBD, MBG/NBD and Gamma–Gamma on the CDNOW sample (2,357 customers, in weeks), against lifetimes 0.11.3, BTYDplus and
 * CLVTools: log-likelihood to .01, parameters to .5 %, predictions to 1e-3.
 */
import { describe, expect, test } from 'vitest';
import { expectedOrderValue, fitOrderValue } from '../../src/models/order-value.ts';
import { fitPurchaseModel } from '../../src/models/purchase-fit.ts';
import { expectedPurchases, leavingNodes, probabilityAlive } from '../../src/models/purchase-forecast.ts';
import { historyTable, type PurchaseModel } from '../../src/models/purchase-model.ts';
import { referencePath, referenceText } from '../../src/testing/reference-data.ts';

const path = referencePath('cdnow/sample_cal_holdout_39w.csv.gz');
const reference = JSON.parse(referenceText('cdnow/reference.json') ?? '{}');

const within = (actual: number, expected: number, relative: number) =>
  expect(Math.abs(actual / expected - 1), `${actual} against ${expected}`).toBeLessThan(relative);

const lines = (name: string) =>
  (referenceText(name) ?? '')
    .trim()
    .split('\n')
    .slice(1)
    .map(line => line.split(','));

/** Days to weeks exactly: the file rounds weeks to six digits. */
const weeks = (text: string | undefined) => Math.round(Number(text) * 7) / 7;

describe.skipIf(!path)('CDNOW', () => {
  const customers = lines('cdnow/sample_cal_holdout_39w.csv.gz').map(([, x, tx, age, later]) => ({
    x: Number(x),
    tx: weeks(tx),
    age: weeks(age),
    later: Number(later),
  }));

  test.each([
    ['bg-nbd', 'bgnbd'],
    ['mbg-nbd', 'mbgnbd'],
  ] as const)('%s: parameters, likelihood and the 39 weeks held out', (kind, name) => {
    const fit = fitPurchaseModel(historyTable(customers), { kind });
    if (fit.status !== 'ok') expect.fail(fit.status);
    const expected = reference.sample_2357[name];
    const { r, alpha, a, b } = fit.model;
    within(r, expected.params.r, 0.005);
    within(alpha, expected.params.alpha, 0.005);
    within(a, expected.params.a, 0.005);
    within(b, expected.params.b, 0.005);
    expect(Math.abs(fit.logLikelihood - expected.ll)).toBeLessThan(0.01);
    expect(fit).toMatchObject({ customers: 2357, repeatTransactions: 2457, uniqueTriples: 1016 });
    const nodes = leavingNodes(fit.model);
    const total = customers.reduce((t, one) => t + expectedPurchases(fit.model, { ...one, t: 39 }, nodes), 0);
    within(total, expected.sum_expected_holdout, 1e-3);
    const alive = customers.reduce((t, one) => t + probabilityAlive(fit.model, one), 0) / customers.length;
    within(alive, expected.mean_p_alive, 1e-3);
    if (kind === 'bg-nbd')
      [0.0518, 0.0857, 0.2342, 0.2908].forEach((error, at) =>
        within(fit.standardErrorsLog?.[at] as number, error, 0.005),
      );
  });

  test('single customers at the published parameters', () => {
    const model: PurchaseModel = { kind: 'bg-nbd', ...reference.bgnbd_individual_checks_params };
    for (const { x, t_x, T, p_alive, E_39w } of reference.bgnbd_individual_checks) {
      within(probabilityAlive(model, { x, tx: t_x, age: T }), p_alive, 1e-8);
      within(expectedPurchases(model, { x, tx: t_x, age: T, t: 39 }), E_39w, 1e-7);
    }
  });

  test('a new customer’s expected purchases are those of Hardie’s sheet', () => {
    // The sheet's own estimates; rounded to three places they give .0533 for the first week.
    const model: PurchaseModel = { kind: 'bg-nbd', r: 0.242593, alpha: 4.413532, a: 0.792887, b: 2.425755 };
    const expected = [
      [1, 0.0532],
      [32, 1.0437],
      [78, 1.858],
    ] as const;
    for (const [t, purchases] of expected)
      within(expectedPurchases(model, { x: 0, tx: 0, age: 0, t }), purchases, 1e-3);
  });

  test('Gamma–Gamma on the calibration period', () => {
    const days = new Map<string, Map<string, number>>();
    for (const [id = '', , date = '', , amount] of lines('cdnow/cdnow_sample.csv.gz')) {
      if (date > '1997-09-30') continue;
      const own = days.get(id) ?? new Map<string, number>();
      own.set(date, (own.get(date) ?? 0) + Number(amount));
      days.set(id, own);
    }
    const rows = [...days.values()].flatMap(own => {
      const values = [...own]
        .sort(([l], [r]) => (l < r ? -1 : 1))
        .slice(1)
        .map(([, amount]) => amount);
      const z = values.reduce((a, b) => a + b, 0) / values.length;
      return values.length > 0 && z > 0 ? [{ x: values.length, z, customers: 1 }] : [];
    });
    const fit = fitOrderValue(rows);
    if (fit.status !== 'ok') expect.fail(fit.status);
    const expected = reference.sample_2357.gammagamma_cal;
    expect(fit.customers).toBe(expected.n);
    within(fit.model.p, expected.params.p, 0.005);
    within(fit.model.q, expected.params.q, 0.005);
    within(fit.model.v, expected.params.v, 0.005);
    expect(Math.abs(fit.logLikelihood - expected.ll)).toBeLessThan(0.01);
    expect(fit.correlation).toBeCloseTo(0.114, 2);
    within(expectedOrderValue(reference.gammagamma.params, { x: 2, z: 22.35 }), 24.6586, 1e-3);
  });
});
