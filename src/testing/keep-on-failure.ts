/**
 * Notes, per test file, that a test failed, so that its database is kept for inspection, and what contact data is found
 * from now on belongs to. Loaded by vitest.
 */
import { join, relative } from 'node:path';
import { afterEach, beforeAll, expect, inject } from 'vitest';
import { noteFailure } from './file-outcome.ts';
import { foundIn, leaksVariable } from './leaks.ts';

process.env[leaksVariable] = join(inject('testRunFolder'), 'leaks');
beforeAll(() => foundIn(relative(process.cwd(), expect.getState().testPath ?? '')));

afterEach(({ task }) => {
  if (task.result?.state === 'fail') noteFailure();
});
