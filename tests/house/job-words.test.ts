import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { jobRights } from '../../src/records/job-right.ts';

it.each(['zh-CN', 'en'])('every kind of background work has a name in %s', locale => {
  const path = join(import.meta.dirname, '../../console/src/locales', locale, 'jobs.json');
  const { kind } = JSON.parse(readFileSync(path, 'utf8')) as { kind: Record<string, string> };
  expect(Object.keys(jobRights).filter(name => !kind[name])).toEqual([]);
});
