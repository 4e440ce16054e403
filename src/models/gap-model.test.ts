import { describe, expect, it } from 'vitest';
import { type Rng, seededRng } from '../math/rng.ts';
import {
  fitGapModel,
  type GapFit,
  type GapGroup,
  gapLogLikelihood,
  overdueProbability,
  posteriorLevel,
} from './gap-model.ts';

interface Shop {
  readonly customers: number;
  readonly mu: number;
  readonly sigma: number;
  readonly tau: number;
  readonly stop: number;
}

/** One customer: gaps until the shop's last day or until they stop; null without a completed gap. */
function customer(shop: Shop, rng: Rng): (GapGroup & { goingOn: boolean }) | null {
  const level = shop.mu + shop.tau * rng.normal();
  const logGaps: number[] = [];
  let at = rng.uniform() * 300;
  let goingOn = true;
  for (;;) {
    goingOn = rng.uniform() >= shop.stop;
    const logGap = level + shop.sigma * rng.normal();
    if (!goingOn || at + Math.exp(logGap) > 900) break;
    at += Math.exp(logGap);
    logGaps.push(logGap);
  }
  if (logGaps.length === 0) return null;
  const meanLogGap = logGaps.reduce((a, b) => a + b, 0) / logGaps.length;
  const withinSquares = logGaps.reduce((total, g) => total + (g - meanLogGap) ** 2, 0);
  const logElapsed = Math.log(Math.max(0.5, 900 - at));
  return {
    category: '',
    customers: 1,
    gaps: logGaps.length,
    meanLogGap,
    logElapsed,
    withinSquares,
    goingOn,
  };
}

const sampled = (shop: Shop, seed: number) => {
  const rng = seededRng(seed);
  return Array.from({ length: shop.customers }, () => customer(shop, rng)).filter(c => c !== null);
};

const fitted = (fit: GapFit) => {
  if (fit.status !== 'ok') expect.fail('the model should fit');
  return fit;
};

const shop: Shop = { customers: 3000, mu: Math.log(40), sigma: 0.6, tau: 0.5, stop: 0.15 };

describe('gap model', () => {
  it('of customers who all come back on the same day of the month still says who is overdue', () => {
    const logGap = Math.log(30.4);
    const groups = [1, 40].map(elapsed => ({
      category: '',
      customers: 200,
      gaps: 12,
      meanLogGap: logGap,
      logElapsed: Math.log(elapsed),
      withinSquares: 0,
    }));
    const { mu, sigma, tau } = fitted(fitGapModel(groups));
    const q = (elapsedDays: number) =>
      overdueProbability({ mu, sigma, tau }, { gaps: 12, meanLogGap: logGap, elapsedDays });
    expect(q(20)).toBeLessThan(0.01);
    expect(q(45)).toBeGreaterThan(0.99);
  });

  it('recovers the parameters of simulated customers, some of whom have stopped for good', () => {
    const fit = fitted(fitGapModel(sampled(shop, 3)));
    expect(fit.mu).toBeGreaterThan(shop.mu - 0.08);
    expect(fit.mu).toBeLessThan(shop.mu + 0.08);
    expect(fit.sigma).toBeCloseTo(shop.sigma, 1);
    expect(fit.tau).toBeCloseTo(shop.tau, 1);
    expect(fit.stop).toBeGreaterThan(0.1);
    expect(fit.stop).toBeLessThan(0.18);
  });

  it('predicts the next gap: one-step-ahead probabilities of completed gaps are uniform within .03', () => {
    const rng = seededRng(5);
    // Four gaps each, whatever their length, and the next one watched to its end: nobody is selected by speed.
    const people = Array.from({ length: 3000 }, () => {
      const level = shop.mu + shop.tau * rng.normal();
      const logGaps = Array.from({ length: 5 }, () => level + shop.sigma * rng.normal());
      const seen = logGaps.slice(0, 4);
      const meanLogGap = seen.reduce((a, b) => a + b, 0) / 4;
      const withinSquares = seen.reduce((total, g) => total + (g - meanLogGap) ** 2, 0);
      return {
        category: '',
        customers: 1,
        gaps: 4,
        meanLogGap,
        logElapsed: -2,
        withinSquares,
        next: logGaps[4],
      };
    });
    const fit = fitted(fitGapModel(people));
    const pit = people
      .map(person => overdueProbability(fit, { ...person, elapsedDays: Math.exp(person.next as number) }))
      .sort((a, b) => a - b);
    const deviation = Math.max(...pit.map((u, index) => Math.abs(u - (index + 0.5) / pit.length)));
    expect(deviation).toBeLessThan(0.03);
  });

  it('orders customers: the more overdue, the fewer still go on', () => {
    const people = sampled(shop, 7);
    const fit = fitted(fitGapModel(people));
    const goingOn = (from: number, to: number) => {
      const band = people.filter(person => {
        const q = overdueProbability(fit, { ...person, elapsedDays: Math.exp(person.logElapsed) });
        return q >= from && q < to;
      });
      return band.filter(person => person.goingOn).length / band.length;
    };
    const shares = [goingOn(0, 0.8), goingOn(0.8, 0.95), goingOn(0.95, 0.99), goingOn(0.99, 1.01)];
    expect([...shares].sort((a, b) => b - a)).toEqual(shares);
    expect(shares[3]).toBeLessThan(0.05);
  });

  it('gives a group of equal customers the likelihood of its members', () => {
    const one: GapGroup = {
      category: '',
      customers: 1,
      gaps: 3,
      meanLogGap: 3,
      logElapsed: 4,
      withinSquares: 0.4,
    };
    const at = { mu: 3.2, sigma: 0.5, tau: 0.4, stop: 0.1 };
    const three = { ...one, customers: 3, withinSquares: 1.2 };
    expect(gapLogLikelihood([three], at)).toBeCloseTo(gapLogLikelihood([one, one, one], at), 10);
  });

  it('has the closed form of its integral over the customer’s level', () => {
    const group: GapGroup = {
      category: '',
      customers: 1,
      gaps: 2,
      meanLogGap: 3.1,
      logElapsed: 4.2,
      withinSquares: 0.18,
    };
    const at = { mu: 3.4, sigma: 0.6, tau: 0.5, stop: 0.2 };
    const gaps = [3.4, 2.8];
    const density = (x: number, mean: number, sd: number) =>
      Math.exp(-0.5 * ((x - mean) / sd) ** 2) / (sd * Math.sqrt(2 * Math.PI));
    let integral = 0;
    const step = 0.002;
    for (let level = -1; level < 8; level += step) {
      const open =
        1 -
        overdueProbability(
          { ...at, mu: level, tau: 1e-9 },
          { gaps: 0, meanLogGap: 0, elapsedDays: Math.exp(4.2) },
        );
      const completed = gaps.reduce((product, g) => product * density(g, level, at.sigma) * (1 - at.stop), 1);
      integral += step * density(level, at.mu, at.tau) * completed * (at.stop + (1 - at.stop) * open);
    }
    expect(gapLogLikelihood([group], at)).toBeCloseTo(Math.log(integral), 4);
  });

  it('pulls a customer with few gaps to the prior and one with many to their own mean', () => {
    const model = { mu: 4, sigma: 0.5, tau: 0.5 };
    expect(posteriorLevel(model, 0, 0)).toEqual({ mean: 4, variance: 0.25 });
    expect(posteriorLevel(model, 1, 2).mean).toBeCloseTo(3, 10);
    expect(posteriorLevel(model, 400, 2).mean).toBeCloseTo(2.005, 2);
  });

  it('refuses to fit fewer than 50 customers or 200 gaps', () => {
    const few = sampled(shop, 1).slice(0, 40);
    expect(fitGapModel(few).status).toBe('insufficient');
    expect(fitGapModel([]).status).toBe('insufficient');
  });

  it('gives a large category its own level and leaves a small one to the pooled prior', () => {
    const slow = sampled({ ...shop, mu: Math.log(90), customers: 600 }, 13).map(g => ({
      ...g,
      category: 'shoes',
    }));
    const fast = sampled({ ...shop, customers: 600 }, 17).map(g => ({ ...g, category: 'tea' }));
    const rare = sampled({ ...shop, customers: 20 }, 19).map(g => ({ ...g, category: 'maps' }));
    const fit = fitted(fitGapModel([...slow, ...fast, ...rare]));
    expect(Object.keys(fit.muByCategory).sort()).toEqual(['shoes', 'tea']);
    expect(fit.muByCategory.shoes).toBeGreaterThan((fit.muByCategory.tea as number) + 0.4);
  });
});
