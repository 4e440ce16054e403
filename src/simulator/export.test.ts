import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const dir = mkdtempSync(join(tmpdir(), 'simulator-memory-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const shopFile = fileURLToPath(new URL('./shop.ts', import.meta.url));
const program = `
  import { openShop } from ${JSON.stringify(shopFile)};
  const asOf = new Date('2025-09-01T00:00:00+08:00');
  const shop = openShop({ seed: 1, customers: 12000, startsAt: new Date('2022-09-01T00:00:00+08:00'), asOf });
  const { totals } = await shop.writeHistory(${JSON.stringify(dir)}, { lean: true, dirt: false });
  process.stdout.write(String(totals.orderLines));
`;

it('writes files larger than the heap it may use', () => {
  const run = spawnSync(process.execPath, ['--max-old-space-size=40', '--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  expect(run.stderr).toBe('');
  expect(Number(run.stdout)).toBeGreaterThan(200_000);
  expect(statSync(join(dir, 'orders.csv')).size).toBeGreaterThan(33e6);
}, 120_000);
