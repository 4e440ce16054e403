/** Rows of a column by value, and by side where two are compared: all that quantiles and shifts are made of. */
import type { ValueHistogram } from '../../models/value-histogram.ts';
import type { QualityTableName } from '../../records/quality-names.ts';
import type { StoreContext } from '../../store/context.ts';
import { type FactsSql, factsSql } from '../../store/facts/sql.ts';
import { tableIdent } from './quality-tables.store.ts';
import { counted } from './value-scale.store.ts';

interface Asked {
  readonly column: string;
  readonly where: FactsSql;
  /** A text by which rows are told apart. */
  readonly side?: FactsSql;
}

/**
 * One pass. Money is counted in steps of a thousandth of its logarithm, so there are some thousand steps however many rows;
 * other numbers as they are. Without `side` everything is under ''.
 */
export async function loadHistograms(
  { ch }: Pick<StoreContext, 'ch'>,
  table: QualityTableName,
  { column, where, side }: Asked,
): Promise<ReadonlyMap<string, ValueHistogram>> {
  const rows = await ch.query<{ at: string; v: number; n: string }>(
    factsSql`select ${side ?? factsSql`''`} as at, ${counted(table, column)} as v, toString(count()) as n
from ${tableIdent(table)} where ${where} group by at, v order by at, v`,
    { tag: 'quality.values', role: 'batch' },
  );
  const bySide = Map.groupBy(rows, row => row.at);
  return new Map(
    [...bySide].map(([at, list]) => [
      at,
      { values: list.map(({ v }) => Number(v)), counts: list.map(({ n }) => Number(n)) },
    ]),
  );
}
