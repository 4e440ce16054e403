/**
 * How tests run: real databases, forked workers, one more at a time than there are cores, since a good part of them
 * waits for other processes. Projects let a developer run a part (`npx vitest run --project unit src/decide`); `npm test`
 * runs all of them.
 */
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './src/testing/longest-first.ts';

// Inherited by the forked workers; the facts engine keeps up to four of Node's pool threads busy.
process.env.UV_THREADPOOL_SIZE ??= '16';

const seconds = 1000;
const mostWorkers = 6;

interface Part {
  readonly include: string[];
  readonly exclude?: string[];
  readonly testSeconds: number;
  /** Whether the facts engine compiles as it does for everybody else; on small data that costs more than it gives. */
  readonly compiles?: boolean;
}

const parts: Record<string, Part> = {
  unit: {
    include: [
      'src/**/*.test.ts',
      'scripts/**/*.test.ts',
      'console/src/**/*.test.ts',
      'tests/house/**/*.test.ts',
    ],
    exclude: ['**/*.calibration.test.ts'],
    testSeconds: 120,
  },
  calibration: {
    include: ['src/**/*.calibration.test.ts', 'tests/**/*.calibration.test.ts'],
    testSeconds: 900,
  },
  golden: {
    include: ['tests/golden/**/*.test.ts'],
    exclude: ['**/*.calibration.test.ts'],
    testSeconds: 300,
    compiles: true,
  },
  loop: { include: ['tests/loop/**/*.test.ts'], exclude: ['**/*.calibration.test.ts'], testSeconds: 300 },
  faults: { include: ['tests/faults/**/*.test.ts'], testSeconds: 600, compiles: true },
  browser: { include: ['tests/browser/**/*.test.ts'], testSeconds: 300 },
};

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: Math.min(mostWorkers, availableParallelism() + 1),
    sequence: { sequencer: LongestFirst },
    globalSetup: ['src/testing/test-run.ts'],
    setupFiles: ['src/testing/keep-on-failure.ts'],
    hookTimeout: 120 * seconds,
    // A state is waited for, however slow the machine; what never comes fails all the same.
    expect: { poll: { timeout: 30 * seconds } },
    teardownTimeout: 60 * seconds,
    projects: Object.entries(parts).map(
      ([name, { include, exclude = [], testSeconds, compiles = false }]) => ({
        extends: true,
        test: {
          name,
          include,
          exclude: ['**/node_modules/**', 'tests/house/fixtures/**', ...exclude],
          testTimeout: testSeconds * seconds,
          env: compiles ? {} : { REKINDLE_FACTS_COMPILE: 'off' },
        },
      }),
    ),
  },
});
