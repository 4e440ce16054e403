/** How one import differs from another: rows, money, columns and how full they are. */
import type { ImportRecord } from '../../records/import.ts';
import type { ImportProfile, ImportReport } from '../../records/import-report.ts';

export interface ReportedImport {
  readonly record: ImportRecord;
  readonly customers: number;
  readonly orders: number;
  readonly profile: ImportProfile | null;
}

/** Sales of the file under the answers that were chosen; null for what is no orders file. */
const salesOf = ({ effects }: ImportRecord): string | null =>
  effects.flatMap(({ answers }) => answers).find(answer => answer.chosen)?.sales ?? null;

type Measured = ImportReport['changes'][number];

function change(measure: Measured['measure'], before: string, after: string): Measured {
  const from = Number(before);
  return { measure, before, after, change: from === 0 ? null : Number(after) / from - 1 };
}

function changesOf(one: ReportedImport, two: ReportedImport): Measured[] {
  const counts = (each: ReportedImport) =>
    ({
      rows: each.record.rowsRead,
      stored: each.record.rowsStored,
      quarantined: each.record.rowsQuarantined,
      customers: each.customers,
      orders: each.orders,
    }) as const;
  const [before, after] = [counts(one), counts(two)];
  const measured = (Object.keys(before) as (keyof typeof before)[])
    .filter(key => before[key] > 0 || after[key] > 0)
    .map(key => change(key, String(before[key]), String(after[key])));
  const [had, has] = [salesOf(one.record), salesOf(two.record)];
  return had !== null && has !== null ? [...measured, change('sales', had, has)] : measured;
}

/** Less is chance and rounding. */
const movedBy = 0.05;

const sharesOf = (profile: ImportProfile | null): Map<string, number> =>
  new Map(
    profile && profile.rows > 0
      ? profile.columns.map(({ column, filled }) => [column, filled / profile.rows])
      : [],
  );

function movedOf(one: ImportProfile | null, two: ImportProfile | null): ImportReport['filledMoved'] {
  const before = sharesOf(one);
  return [...sharesOf(two)].flatMap(([column, after]) => {
    const had = before.get(column);
    return had !== undefined && Math.abs(after - had) > movedBy ? [{ column, before: had, after }] : [];
  });
}

const without = (all: readonly string[], others: readonly string[]): string[] =>
  all.filter(each => !others.includes(each));

function qualityOf({ record, profile }: ReportedImport): ImportReport['quality'] {
  const { rowsRead, rowsStored, rowsQuarantined } = record;
  const cells = (profile?.columns.length ?? 0) * (profile?.rows ?? 0);
  const filled = profile?.columns.reduce((sum, column) => sum + column.filled, 0) ?? 0;
  return {
    accepted: rowsRead > 0 ? (rowsRead - rowsQuarantined) / rowsRead : null,
    fresh: rowsRead > 0 ? rowsStored / rowsRead : null,
    complete: cells > 0 ? filled / cells : null,
  };
}

/** The report of `own`, compared with `other` where there is one. */
export function reportOf(own: ReportedImport, other: ReportedImport | null): ImportReport {
  const [before, after] = [other?.profile?.headers ?? null, own.profile?.headers ?? null];
  const bothKnown = before !== null && after !== null;
  return {
    importId: own.record.importId,
    quality: qualityOf(own),
    profile: own.profile,
    comparedWith: other && {
      importId: other.record.importId,
      fileName: other.record.fileName,
      createdAt: other.record.createdAt,
      savedMapping: other.record.savedMapping,
    },
    changes: other ? changesOf(other, own) : [],
    columnsAdded: bothKnown ? without(after, before) : [],
    columnsGone: bothKnown ? without(before, after) : [],
    filledMoved: movedOf(other?.profile ?? null, own.profile),
  };
}
