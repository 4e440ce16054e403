/**
 * Reading one snapshot of `customer_features`. `final` as a setting of the subquery: on one node the public name is a
 * view that already has it, in a cluster the Distributed table passes it on.
 */
import { type FactsSql, factsSql, p } from './sql.ts';

export interface SnapshotKey {
  readonly asOf: Date;
  readonly definitionVersion: number;
}

/** A parenthesised subquery over the rows of one snapshot, one per customer. */
export const featureRows = ({ asOf, definitionVersion }: SnapshotKey): FactsSql =>
  factsSql`(select * from customer_features
  where as_of = ${p.dateTime(asOf)} and definition_version = ${p.uint32(definitionVersion)} settings final = 1)`;
