import { describe, expect, it } from 'vitest';
import { checkFile } from '../../scripts/house-rules.ts';

const opened = '/** What it owns. */\n';
const rulesOf = (path: string, text: string) => checkFile(path, text).map(f => f.rule);

const cases: readonly [rule: string, path: string, bad: string, good: string][] = [
  ['file-size', 'src/act/x.ts', opened + 'const a = 1;\n'.repeat(401), `${opened}const a = 1;\n`],
  ['barrel', 'src/act/x.ts', `${opened}export * from './y.ts';\n`, `${opened}export { a } from './y.ts';\n`],
  ['clock-or-chance', 'src/act/x.ts', `${opened}const a = Date.now();\n`, `${opened}const a = 'Date.now';\n`],
  [
    'clock-or-chance',
    'src/act/x.ts',
    `${opened}const a = new Date();\n`,
    `${opened}const a = new Date(0);\n`,
  ],
  [
    'clock-or-chance',
    'src/math/x.ts',
    `${opened}const a = Math.random();\n`,
    `${opened}// Math.random is biased\n`,
  ],
  ['bare-error', 'src/act/x.ts', `${opened}throw new Error('x');\n`, `${opened}throw badInput('x');\n`],
  [
    'leaking-settings',
    'src/store/x.ts',
    `${opened}client.query({ clickhouse_settings: {} });\n`,
    `${opened}// clickhouse_settings would leak\n`,
  ],
  [
    'kill-sync',
    'src/store/x.ts',
    `${opened}const q = 'KILL QUERY WHERE x SYNC';\n`,
    `${opened}const q = 'KILL QUERY WHERE x ASYNC';\n`,
  ],
  [
    'unstable-moment',
    'src/understand/x.store.ts',
    `${opened}const q = factsSql\`select varSamp(x) from t\`;\n`,
    `${opened}const q = factsSql\`select varSampStable(x) from t\`;\n`,
  ],
  [
    'unstable-moment',
    'src/understand/x.sql',
    'select quantile(0.5)(x) from t\n',
    'select quantilesExactInclusive(0.5)(x) from t\n',
  ],
  [
    'sql-clock',
    'src/act/x.store.ts',
    `${opened}sql\`select now()\`;\n`,
    `${opened}sql\`select \${ctx.now()}\`;\n`,
  ],
  [
    'sql-clock',
    'src/store/state/migrations/0001_x.sql',
    'create table t (at timestamptz default now());\n',
    'create table t (at timestamptz);\n',
  ],
  [
    'outgoing',
    'src/act/x.ts',
    `${opened}await fetch(url);\n`,
    `${opened}// fetch(url) would go where somebody says\n`,
  ],
  [
    'outgoing',
    'src/act/x.ts',
    `${opened}import { request } from 'undici';\n`,
    `${opened}import { isIP } from 'node:net';\n`,
  ],
  ['leftover', 'src/act/x.ts', `${opened}// TO${'DO'} later\n`, `${opened}// done\n`],
  ['opening-comment', 'src/act/x.ts', 'const a = 1;\n', `${opened}const a = 1;\n`],
  [
    'function-size',
    'src/act/x.ts',
    `${opened}const f = () => {\n${'  run();\n'.repeat(60)}};\n`,
    `${opened}const f = () => {\n  run();\n};\n`,
  ],
  [
    'parameter-count',
    'src/act/x.ts',
    `${opened}const f = (a, b, c, d) => a;\n`,
    `${opened}const f = (a, b, c) => a;\n`,
  ],
  [
    'docstring',
    'src/act/x.ts',
    `${opened}const a = 1;\nexport function f() {}\n`,
    `${opened}const a = 1;\n/** Does it. */\nexport function f() {}\n`,
  ],
];

describe('house rules', () => {
  it.each(cases)('%s fires on %s and stays silent on the right form', (rule, path, bad, good) => {
    expect(rulesOf(path, bad)).toContain(rule);
    expect(rulesOf(path, good)).not.toContain(rule);
  });

  it.each([
    'src/act/date-utils.ts',
    'src/act/common.ts',
    'src/act/sendManager.ts',
    'src/act/helpers/x.ts',
    'src/act/CapsRule.ts',
  ])('refuses the file name %s', path => {
    expect(rulesOf(path, opened)).toContain('file-name');
  });

  it('refuses an index file and accepts a migration name', () => {
    expect(rulesOf('src/act/index.ts', opened)).toContain('barrel');
    expect(rulesOf('src/store/state/migrations/0001_foundation.sql', '')).not.toContain('file-name');
  });
});
