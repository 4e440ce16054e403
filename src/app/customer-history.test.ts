/** What check-ups say of one customer: scores with what they are made of, and the check-ups before. */
import { afterAll, expect, test } from 'vitest';
import { findFeatures } from '../collect/profile/customer-features.store.ts';
import { customerFeatures } from '../records/customer.ts';
import { defaultSalesDefinition } from '../records/sales-definition.ts';
import { factsSql } from '../store/facts/sql.ts';
import { storeRhythmBase } from '../testing/rhythm-base.ts';
import { testStores } from '../testing/stores.ts';
import { computeFeatures, featuresOnly } from '../understand/compute-features.store.ts';

const end = new Date('2026-03-01T16:00:00Z');
const stores = await testStores({ start: end });
afterAll(() => stores.close());

test('a customer has the row of each check-up, the newest first, and since when the stage has lasted', async () => {
  const { ctx } = stores;
  await storeRhythmBase(ctx.ch, { customers: 200, days: 600, end, seed: 5, costShare: null });
  const definition = defaultSalesDefinition(ctx.settings);
  // Past times are computed after the newest one, as a check-up does.
  const times = ['2026-03-01', '2026-01-01', '2025-11-01'].map(day => new Date(`${day}T16:00:00Z`));
  for (const asOf of times) await computeFeatures(ctx, { asOf, definition }, featuresOnly);
  const rows = await ctx.ch.query<Record<'id' | 'stages' | 'tiers', string>>(
    factsSql`select toString(customer_id) as id, arrayStringConcat(arrayMap(x -> x.2, arrayReverseSort(groupArray((as_of, toString(stage))))), ',') as stages,
  arrayStringConcat(arrayMap(x -> x.2, arrayReverseSort(groupArray((as_of, toString(tier))))), ',') as tiers
from (select * from customer_features settings final = 1) as f group by id having count() = 3 order by id`,
    { tag: 'test.history' },
  );
  const steady = rows.find(row => row.stages === 'mature,mature,mature') ?? expect.fail('nobody steady');
  const changed = rows.find(row => /^mature,(?!mature)/.test(row.stages)) ?? expect.fail('nobody changed');
  const found = customerFeatures.parse(await findFeatures(ctx, steady.id));
  expect([found.tier, ...found.history.map(({ tier }) => tier)].join()).toBe(steady.tiers);
  expect(found.history.map(({ asOf }) => asOf.slice(0, 10))).toEqual(['2026-01-01', '2025-11-01']);
  expect(found.stageSince).toBe('2025-11-01');
  const { scores } = found;
  const { by, high = 0, mid = 0 } = scores?.tiers ?? {};
  expect(by).toBe('score');
  const score = scores?.valueScore ?? -1;
  expect(found.tier).toBe(score >= high ? 'high' : score >= mid ? 'mid' : 'low');
  expect((await findFeatures(ctx, changed.id))?.stageSince?.slice(0, 7)).toBe('2026-03');
  expect(await findFeatures(ctx, '00000000-0000-7000-8000-000000000000')).toBeNull();
});
