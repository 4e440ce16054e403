/**
 * How tests run: real databases, forked workers, at most two at a time. Projects let a developer run a part
 * (`npx vitest run --project unit src/decide`); `npm test` runs all of them.
 */
import { defineConfig } from 'vitest/config';

// Inherited by the forked workers; the facts engine keeps up to four of Node's pool threads busy.
process.env.UV_THREADPOOL_SIZE ??= '16';

const seconds = 1000;

interface Part {
  readonly include: string[];
  readonly exclude?: string[];
  readonly testSeconds: number;
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
  golden: { include: ['tests/golden/**/*.test.ts'], exclude: ['**/*.calibration.test.ts'], testSeconds: 300 },
  loop: { include: ['tests/loop/**/*.test.ts'], exclude: ['**/*.calibration.test.ts'], testSeconds: 300 },
  faults: { include: ['tests/faults/**/*.test.ts'], testSeconds: 600 },
  browser: { include: ['tests/browser/**/*.test.ts'], testSeconds: 300 },
};

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    globalSetup: ['src/testing/test-run.ts'],
    setupFiles: ['src/testing/keep-on-failure.ts'],
    hookTimeout: 120 * seconds,
    teardownTimeout: 60 * seconds,
    projects: Object.entries(parts).map(([name, { include, exclude = [], testSeconds }]) => ({
      extends: true,
      test: {
        name,
        include,
        exclude: ['**/node_modules/**', 'tests/house/fixtures/**', ...exclude],
        testTimeout: testSeconds * seconds,
      },
    })),
  },
});
