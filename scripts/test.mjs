/**
 * `npm test`: everything that must hold, in one command: the console is built when it is not, then units, stores,
 * loop, golden, calibration, browser and faults run on real databases and a real browser.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const run = (program, args) => {
  const { status } = spawnSync(program, args, {
    stdio: 'inherit',
    env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
  });
  if (status !== 0) process.exit(status ?? 1);
};

if (!existsSync('console/dist/index.html')) run('vite', ['build', 'console']);
run('vitest', ['run', ...process.argv.slice(2)]);
