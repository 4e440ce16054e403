/** Customers by stage at past times: every customer of every snapshot once, and no other definition's. */
import { afterAll, expect, test } from 'vitest';
import { defaultSalesDefinition } from '../records/sales-definition.ts';
import { storeRhythmBase } from '../testing/rhythm-base.ts';
import { testStores } from '../testing/stores.ts';
import { computeFeatures, featuresOnly } from './compute-features.store.ts';
import { loadStageHistory } from './stage-history.store.ts';

const end = new Date('2026-03-01T16:00:00Z');
const stores = await testStores({ start: end });
afterAll(() => stores.close());

test('counts every snapshot asked for, oldest first, and leaves out a time without one', async () => {
  const { ctx } = stores;
  await storeRhythmBase(ctx.ch, { customers: 400, days: 700, end, seed: 5, costShare: null });
  const definition = defaultSalesDefinition(ctx.settings);
  const before = new Date('2025-11-01T16:00:00Z');
  for (const asOf of [end, before]) await computeFeatures(ctx, { asOf, definition }, featuresOnly);
  await computeFeatures(ctx, { asOf: before, definition: { ...definition, version: 2 } }, featuresOnly);
  const history = await loadStageHistory(ctx, {
    times: [end, before, new Date('2024-01-01T00:00:00Z')],
    definitionVersion: definition.version,
    currency: definition.currency,
  });
  expect(history.times.map(({ asOf }) => asOf)).toEqual([before.toISOString(), end.toISOString()]);
  const known = history.times.map(({ stages }) => stages.reduce((n, { customers }) => n + customers, 0));
  expect(known[1]).toBe(400);
  expect(known[0]).toBeLessThan(400);
  expect(history.times[0]?.stages).toHaveLength(8);
});
