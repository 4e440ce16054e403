/** Cut points an organisation fixes itself: what it fixed is used, the rest is the buyers', each choice has versions of its own. */
import { afterAll, expect, test } from 'vitest';
import { type CutChoice, cutChoice } from '../../records/cut-choice.ts';
import { defaultCutChoice } from '../../records/cut-choice-default.ts';
import { defaultSalesDefinition } from '../../records/sales-definition.ts';
import { featureRows } from '../../store/facts/feature-rows.ts';
import { factsSql } from '../../store/facts/sql.ts';
import { storeRhythmBase } from '../../testing/rhythm-base.ts';
import { testStores } from '../../testing/stores.ts';
import { computeFeatures, featuresOnly } from '../compute-features.store.ts';
import { saveCutChoice } from './cut-choice.store.ts';

const end = new Date('2026-03-01T16:00:00Z');
const stores = await testStores({ start: end });
afterAll(() => stores.close());

test('what is fixed draws levels, cells and tiers, and taking it back brings the buyers’ version back', async () => {
  const { ctx } = stores;
  await storeRhythmBase(ctx.ch, { customers: 300, days: 500, end, seed: 5, costShare: null });
  const definition = defaultSalesDefinition(ctx.settings);
  const take = async () => {
    const { cuts } = await computeFeatures(ctx, { asOf: end, definition }, featuresOnly);
    const rows = await ctx.ch.query<Record<'n' | 'wrong', string>>(
      factsSql`select count() as n, countIf(f_score != 1 + (frequency > 2) + (frequency > 6)
        or substring(rfm_cell, 3, 1) != if(monetary > 900, 'H', 'L')
        or tier != multiIf(monetary >= 2000, 'high', monetary >= 500, 'mid', 'low')) as wrong
from ${featureRows({ asOf: end, definitionVersion: definition.version })} as f where occasions > 0`,
      { tag: 'test.cuts' },
    );
    return { cuts, wrong: Number(rows[0]?.wrong), buyers: Number(rows[0]?.n) };
  };
  const own = await take();
  expect(own.cuts?.chosen).toEqual([]);
  expect(own.wrong).toBeGreaterThan(0);

  const choice: CutChoice = {
    ...defaultCutChoice,
    frequency: [2, 6],
    cells: { ...defaultCutChoice.cells, monetary: 900 },
    tiers: { by: 'money', high: 2000, mid: 500 },
  };
  await saveCutChoice(ctx, choice);
  const fixed = await take();
  expect(fixed).toMatchObject({ wrong: 0, buyers: own.buyers });
  expect(fixed.cuts?.chosen).toEqual(['frequency', 'cells', 'tiers']);
  expect(fixed.cuts?.recencyDays).toEqual(own.cuts?.recencyDays);
  expect(fixed.cuts?.version).not.toBe(own.cuts?.version);

  await saveCutChoice(ctx, { ...defaultCutChoice, tiers: { by: 'score', high: 0.1, mid: 0.2 } });
  const narrow = await take();
  expect(narrow.cuts?.tierCuts.high).toBeGreaterThan(own.cuts?.tierCuts.high ?? 1);

  await saveCutChoice(ctx, defaultCutChoice);
  expect((await take()).cuts?.version).toBe(own.cuts?.version);
});

test.each([
  [{ frequency: [6, 2] }, 'frequency'],
  [{ recencyDays: [-1] }, 'recencyDays'],
  [{ monetary: [] }, 'monetary'],
  [{ monetary: [Number.NaN] }, 'monetary'],
  [{ tiers: { by: 'money', high: 5, mid: 9 } }, 'tiers'],
  [{ tiers: { by: 'score', high: 0.7, mid: 0.5 } }, 'tiers'],
])('%j is refused at its field', (wrong, path) => {
  const { error } = cutChoice.safeParse({ ...defaultCutChoice, ...wrong });
  expect(error?.issues[0]?.path[0]).toBe(path);
});
