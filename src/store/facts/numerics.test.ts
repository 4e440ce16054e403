/** The engine's numeric traps, shown, and the forms that facts SQL uses instead. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshFacts, freshFacts } from '../../testing/facts.ts';
import { factsSql } from './sql.ts';

let store: FreshFacts;
beforeAll(async () => {
  store = await freshFacts();
});
afterAll(async () => store.close());

describe('moments and quantiles in SQL', () => {
  it('need the stable form: NIST NumAcc4 has a standard deviation of 0.1', async () => {
    const [row] = await store.facts.query<{ naive: number; stable: number; mean: number }>(
      factsSql`SELECT sqrt(varSamp(x)) AS naive, sqrt(varSampStable(x)) AS stable, avg(x) AS mean
        FROM (SELECT if(number = 0, 10000000.2, if(number % 2 = 1, 10000000.1, 10000000.3)) AS x FROM numbers(1001))`,
      { tag: 'test.numacc4' },
    );
    expect(row?.stable).toBeCloseTo(0.1, 7);
    expect(row?.mean).toBeCloseTo(10000000.2, 6);
    expect(Math.abs((row?.naive ?? 0) - 0.1)).toBeGreaterThan(1e-3);
  });

  it('need the exact inclusive form: a plain quantile samples', async () => {
    const [row] = await store.facts.query<{ exact: number[]; sampled: number }>(
      factsSql`SELECT quantilesExactInclusive(0.25, 0.5)(x) AS exact, quantile(0.5)(x) AS sampled
        FROM (SELECT (number * 7919) % 1000003 AS x FROM numbers(1000003))`,
      { tag: 'test.quantile' },
    );
    expect(row?.exact).toEqual([250000.5, 500001]);
    expect(row?.sampled).not.toBe(500001);
  });
});
