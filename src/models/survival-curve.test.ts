import { expect, test } from 'vitest';
import { contractSurvival, fitContractRetention } from './contract-retention.ts';
import { logRankTest, survivalCurve, type TimeCount } from './survival-curve.ts';

/** Weeks in remission of Freireich et al. 1963; a plus is a patient still in remission when last seen. */
const counted = (text: string): TimeCount[] => {
  const rows = new Map<number, { time: number; events: number; censored: number }>();
  for (const word of text.split(' ')) {
    const time = Number.parseInt(word, 10);
    const row = rows.get(time) ?? { time, events: 0, censored: 0 };
    if (word.endsWith('+')) row.censored++;
    else row.events++;
    rows.set(time, row);
  }
  return [...rows.values()];
};
const treated = counted('6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+');
const placebo = counted('1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23');

test('the curve of Freireich’s treated patients is the published one', () => {
  const curve = survivalCurve(treated, 0.95);
  const at = (time: number) => curve.find(point => point.time === time);
  expect(at(6)?.survival).toBeCloseTo(0.8571, 4);
  expect(at(23)?.survival).toBeCloseTo(0.4482, 4);
  // R's survfit(conf.type = "log-log").
  expect(at(6)?.lo).toBeCloseTo(0.6197, 3);
  expect(at(6)?.hi).toBeCloseTo(0.9516, 3);
});

test('the log-rank test of treated against placebo is the published one', () => {
  const { chiSquare, p } = logRankTest(treated, placebo);
  expect(chiSquare).toBeCloseTo(16.793, 3);
  expect(p).toBeLessThan(1e-4);
  expect(logRankTest(treated, treated).chiSquare).toBe(0);
});

test('when all end at once nobody is left and the interval has no width', () => {
  expect(survivalCurve([{ time: 3, events: 4, censored: 0 }], 0.95)).toEqual([
    { time: 3, atRisk: 4, survival: 0, lo: 0, hi: 0 },
  ]);
});

test.each([
  [[1000, 869, 743, 653, 593, 551, 517, 491], 0.6681, 3.8061, -1611.158],
  [[1000, 631, 468, 382, 326, 289, 262, 241], 0.7041, 1.182, -1680.265],
])('retention under contract of %j is that of the paper', (survivors, alpha, beta, logLikelihood) => {
  const fit = fitContractRetention(survivors);
  if (!fit) expect.fail('fits');
  expect(fit.alpha).toBeCloseTo(alpha, 3);
  expect(fit.beta).toBeCloseTo(beta, 3);
  expect(fit.logLikelihood).toBeCloseTo(logLikelihood, 2);
  expect(contractSurvival(fit, 0)).toBe(1);
  expect(contractSurvival(fit, 1)).toBeCloseTo(fit.beta / (fit.alpha + fit.beta), 12);
});

test('a cohort that only grows, or was never renewed, has no retention', () => {
  expect(fitContractRetention([100, 120, 90])).toBeNull();
  expect(fitContractRetention([100, 90])).toBeNull();
  expect(fitContractRetention([100, 100, 100])).toBeNull();
});
