/** Personas: one a customer by stated rules, apart from the base only where chance does not explain it, small ones not described. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentProgress } from '../../kernel/context.ts';
import { seededRng } from '../../math/rng.ts';
import { lifeCycleStages, valueTiers } from '../../records/feature.ts';
import { defaultSalesDefinition } from '../../records/sales-definition.ts';
import { featureRows } from '../../store/facts/feature-rows.ts';
import { factsSql } from '../../store/facts/sql.ts';
import { storeRhythmBase } from '../../testing/rhythm-base.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { findReviewPart } from '../review-parts.store.ts';
import { takeReview } from '../review-run.store.ts';
import { type PersonaSums, personaRules, personasOf, type TraitCount } from './persona-rules.ts';

const medians = { recencyDays: 9, occasions: 2, value365Minor: 100, orderValueMinor: 50 };
const sums = (kind: PersonaSums['kind'], customers: number, value365Minor: number): PersonaSums => ({
  kind,
  customers,
  value365Minor,
  medians,
});
const trait = (
  kind: TraitCount['kind'],
  name: string,
  n: readonly [number, number, number, number],
): TraitCount => ({
  kind,
  trait: 'main_category',
  name,
  customers: n[0],
  known: n[1],
  base: n[2],
  baseKnown: n[3],
});
const shown = { currency: 'CNY', valueIs: 'sales' } as const;

describe('rules of personas', () => {
  it('put every stage and tier into at most one persona', () => {
    for (const stage of lifeCycleStages)
      for (const tier of [...valueTiers, ''])
        expect(
          personaRules.filter(
            rule =>
              rule.stages.includes(stage) &&
              (rule.tier === 'any' || (rule.tier === 'high') === (tier === 'high')),
          ).length,
        ).toBe(stage === 'undetermined' ? 0 : 1);
  });

  it('give the index against the base, and no persona under 100 customers', () => {
    const found = personasOf(
      [
        sums(null, 1_000, 500_000),
        sums('core', 200, 300_000),
        sums('gone', 99, 0),
        sums('steady', 701, 200_000),
      ],
      [
        trait('core', 'tea', [120, 200, 300, 1_000]),
        trait('core', 'cups', [21, 200, 100, 1_000]),
        trait('gone', 'tea', [60, 99, 300, 1_000]),
      ],
      shown,
    );
    expect(found.personas.map(each => each.kind)).toEqual(['core', 'steady']);
    expect(found.suppressed).toEqual([{ kind: 'gone', customers: 99 }]);
    expect(found.personas[0]).toMatchObject({
      share: 0.2,
      valueShare: 0.6,
      valueIndex: 300,
      traits: [{ name: 'tea', customers: 120, share: 0.6, index: 200 }],
      rule: {
        all: [
          { feature: 'stage', op: 'in' },
          { feature: 'tier', op: 'eq', value: 'high' },
        ],
      },
    });
  });

  it('of personas drawn at random from the base hardly one is said to be apart', () => {
    const rng = seededRng(20261129);
    let told = 0;
    for (let run = 0; run < 200; run++) {
      const names = Array.from({ length: 10 }, (_, at) => `c${at}`);
      const tally = new Map(names.map(name => [name, [0, 0]]));
      let known = 0;
      for (let customer = 0; customer < 1_000; customer++) {
        const own = tally.get(names[Math.floor(10 * rng.uniform())] ?? '');
        const isIn = rng.uniform() < 0.3;
        if (isIn) known++;
        if (!own) continue;
        own[1] = (own[1] ?? 0) + 1;
        if (isIn) own[0] = (own[0] ?? 0) + 1;
      }
      const counts = names.map(name => {
        const [n = 0, base = 0] = tally.get(name) ?? [];
        return trait('core', name, [n, known, base, 1_000]);
      });
      const found = personasOf([sums(null, 1_000, 1), sums('core', known, 1)], counts, shown);
      if (found.personas.some(each => each.traits.length > 0)) told++;
    }
    expect(told / 200).toBeLessThanOrEqual(0.09);
  });

  it('an empty base and one customer have none', () => {
    expect(personasOf([], [], shown)).toMatchObject({ personas: [], suppressed: [] });
    const one = personasOf([sums(null, 1, 5), sums('new', 1, 5)], [], shown);
    expect(one).toMatchObject({ personas: [], suppressed: [{ kind: 'new', customers: 1 }] });
  });
});

describe('the chapter on a stored base', () => {
  const end = new Date('2026-03-01T02:00:00Z');
  const definition = defaultSalesDefinition({ zone: 'Asia/Shanghai', currency: 'CNY' });
  let stores: TestStores;
  beforeAll(async () => {
    stores = await testStores({ start: end });
  });
  afterAll(() => stores?.close());

  it('counts each customer once, as the stages and tiers of the snapshot say', async () => {
    await storeRhythmBase(stores.ctx.ch, { customers: 700, days: 700, end, seed: 3, costShare: null });
    const ctx = { ...stores.ctx, progress: silentProgress };
    const { reviewId, document } = await takeReview(ctx, { asOf: end, definition });
    const found = await findReviewPart(ctx, reviewId, 'personas');
    if (!found) expect.fail('a review has personas');
    const { personas, suppressed, base } = found.document;
    expect(base.customers).toBe(document.customers.total);
    expect([...personas, ...suppressed].reduce((sum, each) => sum + each.customers, 0)).toBe(base.customers);
    const rows = await ctx.ch.query<{ stage: string; tier: string; n: string }>(
      factsSql`select toString(stage) as stage, toString(tier) as tier, count() as n from ${featureRows({ asOf: end, definitionVersion: definition.version })} as f group by stage, tier`,
      { tag: 'test' },
    );
    const core = rows.filter(row => row.tier === 'high' && ['growing', 'mature'].includes(row.stage));
    const of = (kind: string) =>
      [...personas, ...suppressed].find(each => each.kind === kind)?.customers ?? 0;
    expect(of('core')).toBe(core.reduce((sum, row) => sum + Number(row.n), 0));
    expect(personas.length).toBeGreaterThan(0);
  });
});
