/** Runs the house rules over the tree and fails on the first error class found. `--json` prints the findings. */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { checkFile } from './house-rules.ts';

const listed = execFileSync(
  'git',
  ['ls-files', '-co', '--exclude-standard', 'src', 'console/src', 'tests', 'bench', 'scripts'],
  {
    encoding: 'utf8',
  },
);
const files = listed
  .split('\n')
  .filter(path => /\.(ts|tsx|sql)$/.test(path) && !path.startsWith('tests/house/fixtures/'))
  .filter(path => existsSync(path) && !path.endsWith('schema.sql') && !path.startsWith('scripts/house-'));
const findings = files.flatMap(path => checkFile(path, readFileSync(path, 'utf8')));

for (const { severity, path, line, rule, message } of findings) {
  console.error(`${severity === 'error' ? 'error' : 'warn '} ${path}:${line} ${rule}: ${message}`);
}
const errors = findings.filter(f => f.severity === 'error').length;
console.error(`house rules: ${files.length} files, ${errors} errors, ${findings.length - errors} warnings`);
process.exitCode = errors > 0 ? 1 : 0;
