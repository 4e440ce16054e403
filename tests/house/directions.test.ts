import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** One wrong import per rule, in a tree of its own. */
const wrong: readonly [rule: string, file: string, imports: string][] = [
  ['no-circular', 'src/act/a.ts', './b.ts'],
  ['stages-are-strangers', 'src/decide/x.ts', '../act/b.ts'],
  ['only-app-imports-stages', 'src/simulator/y.ts', '../act/b.ts'],
  ['only-app-imports-app', 'src/act/y.ts', '../app/server.ts'],
  ['store-behind-store-files', 'src/act/rule.ts', '../store/state.ts'],
  ['kernel-imports-nothing', 'src/kernel/x.ts', '../math/sum.ts'],
  ['math-is-alone', 'src/math/x.ts', '../models/m.ts'],
  ['models-are-pure', 'src/models/x.ts', '../store/state.ts'],
  ['records-know-zod-only', 'src/records/x.ts', '../math/sum.ts'],
  ['store-knows-no-stage', 'src/store/x.ts', '../act/b.ts'],
  ['simulator-knows-no-stage', 'src/simulator/x.ts', '../store/state.ts'],
  ['console-takes-records-only', 'console/src/x.ts', '../../src/math/sum.ts'],
];
const targets = ['src/app/server.ts', 'src/store/state.ts', 'src/math/sum.ts', 'src/models/m.ts'];
const right = [
  ['src/act/z.store.ts', '../store/state.ts'],
  ['src/app/wiring.ts', '../act/rule.ts'],
  ['src/models/y.ts', '../math/sum.ts'],
] as const;

const root = resolve(import.meta.dirname, '../..');
const tree = mkdtempSync(join(tmpdir(), 'rekindle-directions-'));

function put(file: string, text: string) {
  mkdirSync(join(tree, dirname(file)), { recursive: true });
  writeFileSync(join(tree, file), text);
}

let violations: { rule: string; from: string }[] = [];

beforeAll(() => {
  for (const target of targets) put(target, 'export const value = 1;\n');
  put('src/act/b.ts', "import './a.ts';\nexport const value = 1;\n");
  for (const [, file, imports] of wrong) put(file, `import '${imports}';\nexport const value = 1;\n`);
  for (const [file, imports] of right) put(file, `import '${imports}';\nexport const value = 1;\n`);
  put(
    'tsconfig.json',
    '{"compilerOptions":{"module":"nodenext","allowImportingTsExtensions":true,"noEmit":true}}',
  );
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  const config = join(root, '.dependency-cruiser.cjs');
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  let output: string;
  try {
    output = execFileSync(
      process.execPath,
      [program, 'src', 'console', '--config', config, '--output-type', 'json'],
      {
        cwd: tree,
        encoding: 'utf8',
        maxBuffer: 50_000_000,
      },
    );
  } catch (error) {
    output = (error as { stdout: string }).stdout;
  }
  const report = JSON.parse(output) as {
    summary: { violations: { from: string; rule: { name: string } }[] };
  };
  violations = report.summary.violations.map(v => ({ rule: v.rule.name, from: v.from }));
}, 60_000);

afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe('import directions', () => {
  it.each(wrong)('%s is reported for %s importing %s', (rule, file) => {
    expect(violations).toContainEqual({ rule, from: file });
  });

  it.each(right)('%s may import %s', file => {
    expect(violations.filter(v => v.from === file)).toEqual([]);
  });
});
