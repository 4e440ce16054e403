/** The health page builds its text keys from the names of checks; the locale check sees only the prefix. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkNameSchema } from '../../src/records/health.ts';

test.each(['zh-CN', 'en'])('every health check has a word in %s, and no word lacks its check', locale => {
  const file = new URL(`../../console/src/locales/${locale}/health.json`, import.meta.url);
  const { name } = JSON.parse(readFileSync(file, 'utf8')) as { name: Record<string, string> };
  expect(Object.keys(name).sort()).toEqual([...checkNameSchema.options].sort());
});
