/** The words on paper are those of the console. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { lifeCycleStages, rfmCells, valueTiers } from '../../records/feature.ts';
import { productStageNames } from '../../records/product-names.ts';
import { changeDrivers, changeGroups } from '../../records/review-change.ts';
import { type ExportWord, exportWord } from './export-words.ts';
import { provinceWords } from './province-words.ts';

interface ConsoleTexts {
  readonly tier: Record<string, string>;
  readonly stage: Record<string, string>;
  readonly cell: Record<string, string>;
  readonly places: Record<'of' | 'short', Record<string, string>>;
  readonly changes: Record<'driver' | 'group', Record<string, string>>;
}

it.each(['zh-CN', 'en'] as const)('classes, drivers and groups are called alike in %s', async locale => {
  const path = new URL(`../../../console/src/locales/${locale}/understand.json`, import.meta.url);
  const texts = JSON.parse(await readFile(path, 'utf8')) as ConsoleTexts;
  const kinds: [string, readonly string[], Record<string, string>][] = [
    ['tier', valueTiers, texts.tier],
    ['stage', lifeCycleStages, texts.stage],
    ['cell', rfmCells, texts.cell],
    ['driver', changeDrivers, texts.changes.driver],
    ['group', changeGroups, texts.changes.group],
  ];
  for (const [kind, names, shown] of kinds)
    for (const name of names)
      expect([name, exportWord(locale, `${kind}.${name}` as ExportWord)]).toEqual([name, shown[name]]);
  const at = locale === 'en' ? 1 : 0;
  const named = (of: 'name' | 'short') =>
    Object.fromEntries(Object.entries(provinceWords).map(([code, word]) => [code, word[of][at]]));
  expect(named('name')).toEqual(texts.places.of);
  expect(named('short')).toEqual(texts.places.short);
  const products = JSON.parse(
    await readFile(new URL(`../../../console/src/locales/${locale}/products.json`, import.meta.url), 'utf8'),
  ) as { readonly stage: Record<string, string> };
  for (const stage of productStageNames)
    expect(exportWord(locale, `product-stage.${stage}`)).toBe(products.stage[stage]);
});
