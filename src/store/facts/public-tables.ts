/**
 * The two names of every facts table: `x_local` is the engine's table, `x` what everybody reads. On one node `x`
 * is a view (with FINAL where the table keeps versions), in a cluster a Distributed table.
 */
import { invariant } from '../../kernel/invariant.ts';
import { type FactsIdent, ident } from './sql.ts';

/** Where rows of the public table go: the engine's table on one node, the Distributed table in a cluster. */
export function insertTarget(table: string, cluster: string | null): string {
  invariant(
    /^[a-z][a-z0-9_]*$/.test(table) && !table.endsWith('_local'),
    'a table is given by its public name',
  );
  return cluster ? table : `${table}_local`;
}

/** The same as an identifier for `INSERT INTO ${…} SELECT`. */
export function insertTargetIdent(table: string, cluster: string | null): FactsIdent {
  const name = insertTarget(table, cluster);
  return ident(name, [name]);
}
