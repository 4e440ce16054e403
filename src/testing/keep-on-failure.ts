/** Notes, per test file, that a test failed, so that its database is kept for inspection. Loaded by vitest. */
import { afterEach } from 'vitest';
import { noteFailure } from './file-outcome.ts';

afterEach(({ task }) => {
  if (task.result?.state === 'fail') noteFailure();
});
