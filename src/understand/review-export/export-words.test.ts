/** The words on paper are those of the console. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { lifeCycleStages, rfmCells, valueTiers } from '../../records/feature.ts';
import { changeDrivers, changeGroups } from '../../records/review-change.ts';
import { type ExportWord, exportWord } from './export-words.ts';

interface ConsoleTexts {
  readonly tier: Record<string, string>;
  readonly stage: Record<string, string>;
  readonly cell: Record<string, string>;
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
});
