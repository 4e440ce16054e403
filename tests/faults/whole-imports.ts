/** What has to be true of imports of `ordersFile`s whatever was cut off: each is there as a whole or not at all. */
import { expect } from 'vitest';
import type { SeenImports } from '../../src/testing/seen-imports.ts';

/** Of the 3,000 rows of every file: 30 unreadable, 300 returns. */
const whole = { lines: 2670, refunds: 300, stored: 2970, quarantined: 30 };

/** Every import is there as a whole or not at all, in both stores, no file twice, and nothing waits. */
export function expectWholeImports(
  { visible, ledger, kept, waiting }: SeenImports,
  acknowledged: Iterable<string>,
): void {
  expect(waiting).toBe(0);
  expect(ledger.map(row => row.state)).toEqual(ledger.map(() => 'committed'));
  const ids = ledger.map(row => row.import_id).sort();
  expect(visible.map(row => row.id).sort()).toEqual(ids);
  expect(kept.map(row => row.import_id).sort()).toEqual(ids);
  for (const row of visible)
    expect(row).toMatchObject({
      lines: `${whole.lines}`,
      refunds: `${whole.refunds}`,
      logged: `${whole.lines}`,
    });
  for (const row of kept) expect(row.rows).toBe(whole.quarantined);
  for (const row of ledger) expect(row.rows_stored).toBe(whole.stored);
  const named = ledger.map(row => row.file_name);
  expect(new Set(named).size).toBe(named.length);
  for (const name of acknowledged) expect(named).toContain(name);
}
