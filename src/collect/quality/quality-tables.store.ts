/** Names of the tables quality is measured of and of their columns, for statements. */
import { type QualityTableName, qualityTables } from '../../records/quality-names.ts';
import { type FactsIdent, ident } from '../../store/facts/sql.ts';
import { qualityTableShapes } from './quality-tables.ts';

/** A table by its allow-list. */
export const tableIdent = (table: QualityTableName) => ident(table, qualityTables);

/** A column of a table by its allow-list. */
export const columnIdent = (table: QualityTableName, column: string): FactsIdent =>
  ident(column, Object.keys(qualityTableShapes[table].columns));
