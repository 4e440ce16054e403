import { describe, expect, it } from 'vitest';
import { hasSameSeason, originPlan } from './origins.ts';

const asOf = new Date('2026-03-01T00:00:00Z');
const before = (days: number) => new Date(asOf.getTime() - days * 86_400_000);

describe('origins', () => {
  it('take a quarter as horizon when two years of history allow it', () => {
    const plan = originPlan(asOf, before(730));
    expect(plan.horizonDays).toBe(90);
    expect(plan.origins).toHaveLength(6);
    expect(plan.origins[0]).toEqual(before(90));
  });

  it('shorten the horizon where history is short, so that periods can still be compared', () => {
    expect(originPlan(asOf, before(274))).toMatchObject({ horizonDays: 30, origins: { length: 5 } });
    expect(originPlan(asOf, before(380))).toMatchObject({ horizonDays: 60, origins: { length: 4 } });
  });

  it('never look back beyond two years of quarters or into the first 120 days', () => {
    expect(originPlan(asOf, before(5000)).origins).toHaveLength(8);
    expect(originPlan(asOf, before(149)).origins).toHaveLength(0);
    expect(originPlan(asOf, null).origins).toHaveLength(0);
  });

  it('keep the horizon a person asked for', () => {
    expect(originPlan(asOf, before(730), 180)).toMatchObject({ horizonDays: 180, origins: { length: 3 } });
  });

  it('know whether one of them lies in the season of the time itself', () => {
    expect(hasSameSeason(originPlan(asOf, before(730)), asOf)).toBe(true);
    expect(hasSameSeason(originPlan(asOf, before(400), 90), asOf)).toBe(false);
  });
});
