/** What a life-cycle stage is not misled by: empty shelves, promotions, the end of a listing, youth and short data. */
import { describe, expect, it } from 'vitest';
import { type ProductMonth, preparedSeries, productLifeCycle } from './product-life-cycle.ts';

const month = (units: number, index: number, rest: Partial<ProductMonth> = {}): ProductMonth => ({
  units,
  against: 1_000,
  discountShare: null,
  monthOfYear: index % 12,
  ...rest,
});
const series = (units: readonly number[]) => units.map((each, index) => month(each, index));
const wobble = (count: number) => Array.from({ length: count }, (_, at) => 100 + ((at * 7) % 5) - 2);

describe('the series a stage is read from', () => {
  it('leaves out a month without a sale between months with some, for a steady seller', () => {
    const units = wobble(16);
    units[10] = 0;
    expect(preparedSeries(series(units)).censored).toEqual([{ x: 10, reason: 'stock-out' }]);
    const slow = preparedSeries(series([1, 0, 2, 1, 0, 1, 2, 0, 1, 1, 0, 2, 1]));
    expect(slow.censored).toEqual([]);
  });

  it('ends with the listing, which is no decline', () => {
    const found = preparedSeries(series([...wobble(18), 0, 0, 0]));
    expect(found).toMatchObject({ ended: true, months: 18 });
    expect(productLifeCycle(found, 0.02)).toMatchObject({ status: 'ok', stage: 'maturity', ended: true });
  });

  it('leaves out months of an unusually deep discount, unless they are the rule', () => {
    const months = wobble(15).map((units, index) =>
      month(index === 13 ? 400 : units, index, { discountShare: index === 13 ? 0.4 : 0.05 }),
    );
    const found = preparedSeries(months);
    expect(found.censored).toEqual([{ x: 13, reason: 'promotion' }]);
    expect(productLifeCycle(found, 0.02)).toMatchObject({ stage: 'maturity' });
  });

  it('loses its own season from the second year on', () => {
    const units = Array.from({ length: 36 }, (_, at) =>
      Math.round(300 * Math.exp(0.6 * Math.sin((at * Math.PI) / 6))),
    );
    const ys = preparedSeries(series(units)).points.map(point => point.y);
    expect(Math.max(...ys) - Math.min(...ys)).toBeLessThan(0.3);
  });
});

describe('a stage', () => {
  it('is introduction under six months, unless the data begin with the product', () => {
    const young = preparedSeries(series([5, 9, 14, 20]));
    expect(productLifeCycle(young, 0.02)).toMatchObject({
      stage: 'introduction',
      monthsInStage: 4,
      confidence: 1,
    });
    expect(productLifeCycle(young, 0.02, false).status).toBe('insufficient');
  });

  it('is not given under twelve months', () => {
    expect(productLifeCycle(preparedSeries(series(wobble(11))), 0.02)).toEqual({
      status: 'insufficient',
      months: 11,
      ended: false,
      censored: 0,
    });
  });

  it('follows a fall at once it lasts, says since when, and is sure of it', () => {
    const units = [
      ...wobble(20),
      ...Array.from({ length: 10 }, (_, at) => Math.round(100 * 0.85 ** (at + 1))),
    ];
    const life = productLifeCycle(preparedSeries(series(units)), 0.02);
    expect(life).toMatchObject({ status: 'ok', stage: 'decline', months: 30 });
    if (life.status !== 'ok') return;
    expect(life.monthsInStage).toBeLessThanOrEqual(10);
    expect(life.confidence).toBeGreaterThan(0.9);
    expect(life.trend?.hi).toBeLessThan(0);
  });
});
