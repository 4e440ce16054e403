/** Two imports beside each other: rows, money, columns and how full they are. */
import { describe, expect, test } from 'vitest';
import type { ImportRecord } from '../../records/import.ts';
import { mapping as mappingSchema } from '../../records/mapping.ts';
import { type ReportedImport, reportOf } from './compare-imports.ts';

const mapping = mappingSchema.parse({ kind: 'orders', name: 'x', title: 'x', columns: { orderId: 'id' } });
const ids = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'] as const;

interface Given {
  readonly id?: string;
  readonly rows?: number;
  readonly refused?: number;
  readonly sales?: string | null;
  readonly headers?: readonly string[];
  readonly filled?: number;
}

function imported({
  id = ids[0],
  rows = 100,
  refused = 0,
  sales = '1000.00',
  headers = ['id', 'city'],
  filled = 90,
}: Given = {}): ReportedImport {
  const answers = sales === null ? [] : [{ answer: 'a', chosen: true, lines: rows, sales, difference: '0' }];
  const record: ImportRecord = {
    ...{ importId: id, kind: 'orders', source: 'x', fileName: `${id}.csv`, fileSha256: '', mapping },
    ...{
      savedMapping: null,
      state: 'committed',
      rowsRead: rows,
      rowsStored: rows - refused,
      rowsDuplicate: 0,
    },
    ...{ rowsQuarantined: refused, reasons: [], notes: [], effects: [{ question: 'date', answers }] },
    ...{ createdAt: '2026-01-01T00:00:00Z', finishedAt: null, undoneAt: null },
  };
  const columns = [{ column: 'city', field: 'region', filled, conversions: [] }];
  return { record, customers: 10, orders: 20, profile: { headers: [...headers], rows, columns } };
}

describe('a report', () => {
  test('of an import alone says its quality and compares nothing', () => {
    expect(reportOf(imported({ refused: 5 }), null)).toMatchObject({
      quality: { accepted: 0.95, fresh: 0.95, complete: 0.9 },
      comparedWith: null,
      changes: [],
      filledMoved: [],
    });
  });

  test('says what changed against the one before', () => {
    const before = imported();
    const after = imported({ id: ids[1], rows: 150, sales: '900.00', headers: ['id', 'town'], filled: 60 });
    const report = reportOf(after, before);
    expect(report.comparedWith?.importId).toBe(ids[0]);
    expect(report.changes.map(({ measure, before: had, after: has }) => `${measure} ${had} ${has}`)).toEqual([
      'rows 100 150',
      'stored 100 150',
      'customers 10 10',
      'orders 20 20',
      'sales 1000.00 900.00',
    ]);
    expect(report.changes.find(each => each.measure === 'sales')?.change).toBeCloseTo(-0.1);
    expect([report.columnsAdded, report.columnsGone]).toEqual([['town'], ['city']]);
    expect(report.filledMoved).toEqual([{ column: 'city', before: 0.9, after: 0.4 }]);
  });

  test('makes nothing up where nothing is known', () => {
    const empty = imported({ rows: 0, sales: null });
    const report = reportOf({ ...empty, profile: null }, { ...empty, profile: null });
    expect(report.quality).toEqual({ accepted: null, fresh: null, complete: null });
    expect([report.columnsAdded, report.columnsGone, report.filledMoved]).toEqual([[], [], []]);
    expect(report.changes.every(each => each.measure !== 'sales')).toBe(true);
  });
});
