/**
 * The facts as somebody with a data scope sees them: the engine itself filters every table that has a `customer_id`,
 * whatever the statement says, by the customers whose place is in scope. Only reading is possible.
 */
import { notAllowed } from '../../kernel/errors.ts';
import { invariant } from '../../kernel/invariant.ts';
import type { Narrowing } from '../state/narrowed-state.ts';
import type { Facts, QueryOptions } from './facts.ts';
import { quotedLiteral } from './parameter-text.ts';
import { type FactsSql, factsSql } from './sql.ts';

/** The table the scope itself is read from; state has filtered who may ask for a single place. */
const placesTable = 'customer_places';
const nobody = '00000000-0000-0000-0000-000000000000';

const tablesOf = new WeakMap<Facts, Promise<readonly string[]>>();

/** Tables (not views: what these read is filtered) with rows of customers, asked once a process. */
function customerTables(ch: Facts): Promise<readonly string[]> {
  const known = tablesOf.get(ch);
  if (known) return known;
  const asked = ch
    .query<{ found: string }>(
      factsSql`select distinct c.table as found from system.columns c
        inner join system.tables t on t.database = c.database and t.name = c.table
        where c.database = currentDatabase() and c.name = 'customer_id' and t.engine != 'View' order by found`,
      { tag: 'scope.tables' },
    )
    .then(rows => rows.map(row => row.found).filter(name => !name.startsWith(placesTable)));
  asked.catch(() => tablesOf.delete(ch));
  tablesOf.set(ch, asked);
  return asked;
}

const inList = (values: readonly string[]) => `(${values.map(quotedLiteral).join(', ')})`;

/** The condition on a row's customer; false for everybody where the scope names nothing. */
function conditionOf({ scope, ownerId }: Narrowing): string {
  const parts = [
    ...(scope.own && ownerId !== null && ownerId !== nobody ? [`owner_id = ${quotedLiteral(ownerId)}`] : []),
    ...(scope.stores.length > 0 ? [`store in ${inList(scope.stores)}`] : []),
    ...(scope.regions.length > 0 ? [`region in ${inList(scope.regions)}`] : []),
  ];
  if (parts.length === 0) return '0';
  return `customer_id in (select customer_id from ${placesTable} where ${parts.join(' or ')})`;
}

/** The engine's text of a map from tables to the condition. */
export const filtersText = (tables: readonly string[], condition: string): string =>
  `{${tables.map(table => `${quotedLiteral(table)}: ${quotedLiteral(condition)}`).join(', ')}}`;

const refuse = (): never => {
  throw notAllowed('scope-whole-base');
};

/** Facts through the scope. A statement that could not carry the filter is not run. */
export function narrowedFacts(ch: Facts, narrowing: Narrowing): Facts {
  const condition = conditionOf(narrowing);
  const narrow = async (options: QueryOptions): Promise<QueryOptions> => {
    invariant(options.rowFilters === undefined, 'facts are narrowed once');
    return { ...options, rowFilters: filtersText(await customerTables(ch), condition) };
  };
  return {
    mode: ch.mode,
    cluster: ch.cluster,
    stagingFolder: ch.stagingFolder,
    query: async <T>(sql: FactsSql, options: QueryOptions) => ch.query<T>(sql, await narrow(options)),
    async *stream<T>(sql: FactsSql, options: QueryOptions) {
      yield* ch.stream<T>(sql, await narrow(options));
    },
    command: async () => refuse(),
    insert: async () => refuse(),
    target: refuse,
    fileTable: refuse,
    backup: async () => refuse(),
    restore: async () => refuse(),
    purgeMemory: async () => refuse(),
    close: async () => {},
  };
}
