import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRng } from '../math/rng.ts';
import { simulatedCustomer } from '../testing/simulated-purchases.ts';
import { fitPurchaseModel } from './purchase-fit.ts';
import {
  historyTable,
  type PurchaseHistory,
  type PurchaseModel,
  purchaseLogLikelihood,
} from './purchase-model.ts';

const kinds = ['bg-nbd', 'mbg-nbd'] as const;
const truth = { r: 0.6, alpha: 7, a: 0.9, b: 2.2 };

const base = (model: PurchaseModel, seed: number, customers = 1500): PurchaseHistory[] => {
  const rng = seededRng(seed);
  return Array.from({ length: customers }, () =>
    simulatedCustomer(model, rng, { age: 40 + rng.below(60), beyond: 0 }),
  );
};

const positive = fc.double({ min: 0.05, max: 5, noNaN: true });

describe.each(kinds)('%s', kind => {
  test('the slope is that of the likelihood', () => {
    const table = historyTable(base({ kind, ...truth }, 3, 200));
    fc.assert(
      fc.property(positive, positive, positive, positive, (r, alpha, a, b) => {
        const at = [r, alpha, a, b].map(Math.log);
        const model = ([lr = 0, lalpha = 0, la = 0, lb = 0]: number[]) => ({
          kind,
          r: Math.exp(lr),
          alpha: Math.exp(lalpha),
          a: Math.exp(la),
          b: Math.exp(lb),
        });
        const { gradient } = purchaseLogLikelihood(model(at), table);
        for (const [axis, slope] of gradient.entries()) {
          const moved = (by: number) =>
            purchaseLogLikelihood(model(at.map((x, other) => (other === axis ? x + by : x))), table).value;
          expect((moved(1e-5) - moved(-1e-5)) / 2e-5).toBeCloseTo(slope, 2);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('a customer twice is a customer of weight two, in any order, and time may be in any unit', () => {
    const customers = base({ kind, ...truth }, 5, 600);
    const twice = fitPurchaseModel(historyTable([...customers, ...customers]), { kind });
    const weighted = fitPurchaseModel(
      historyTable([...customers].reverse().map(each => ({ ...each, customers: 2 }))),
      { kind },
    );
    expect(weighted).toEqual(twice);
    const days = fitPurchaseModel(
      historyTable(customers.map(({ x, tx, age }) => ({ x, tx: tx * 7, age: age * 7 }))),
      { kind },
    );
    const weeks = fitPurchaseModel(historyTable(customers), { kind });
    if (days.status === 'insufficient' || weeks.status === 'insufficient') expect.fail('fits');
    expect(days.model.r / weeks.model.r).toBeCloseTo(1, 5);
    expect(days.model.alpha / weeks.model.alpha / 7).toBeCloseTo(1, 5);
    expect(days.logLikelihood).toBeCloseTo(weeks.logLikelihood - weeks.repeatTransactions * Math.log(7), 4);
  });

  test('parameters of simulated customers come back: 43 to 50 of 50 intervals hold each of them', () => {
    const held = [0, 0, 0, 0];
    for (let seed = 1; seed <= 50; seed++) {
      const fit = fitPurchaseModel(historyTable(base({ kind, ...truth }, seed)), { kind });
      if (fit.status === 'insufficient' || fit.status === 'unidentified') continue;
      const { r, alpha, a, b } = fit.model;
      [r / truth.r, alpha / truth.alpha, a / truth.a, b / truth.b].forEach((ratio, at) => {
        if (Math.abs(Math.log(ratio)) <= 1.96 * (fit.standardErrorsLog?.[at] ?? 0)) held[at]!++;
      });
    }
    for (const count of held) expect(count, `${held}`).toBeGreaterThanOrEqual(43);
  });

  test('too few repeat purchases are refused', () => {
    const fit = fitPurchaseModel(historyTable([{ x: 3, tx: 5, age: 20, customers: 29 }]), { kind });
    expect(fit.status).toBe('insufficient');
  });

  test('customers who never leave do not tell how customers leave: a prior takes part and says so', () => {
    const rng = seededRng(11);
    const faithful = Array.from({ length: 400 }, () => {
      const age = 60 + rng.below(30);
      return { x: 12, tx: age - 1, age };
    });
    const fit = fitPurchaseModel(historyTable(faithful), { kind });
    if (fit.status === 'insufficient') expect.fail('tries');
    expect(fit.status).not.toBe('ok');
    expect(fit.reasons.length).toBeGreaterThan(0);
  });

  test('where the data are silent the fit stays near the prior it was given', () => {
    const prior: PurchaseModel = { kind, r: 0.5, alpha: 6, a: 0.8, b: 2 };
    const young = Array.from({ length: 200 }, (_, i) => ({ x: 1 + (i % 2), tx: 1, age: 1.2 }));
    const fit = fitPurchaseModel(historyTable(young), { kind, prior });
    if (fit.status === 'insufficient') expect.fail('tries');
    expect(fit.status).toBe('prior');
    expect(Math.abs(Math.log(fit.model.a / prior.a))).toBeLessThan(4);
  });
});
