/** Searches both stores for canaries: one statement a store, and the columns of a table only where it holds some. */
import pg from 'pg';
import type { Facts } from '../store/facts/facts.ts';
import { sqlFromFile } from '../store/facts/sql.ts';
import { clientConfig, type StateAddress } from '../store/state/state-db.ts';
import { anyCanary, type CanaryKind, canaryKinds, canaryMarks, canaryPatterns } from './contact-canaries.ts';
import { noteLeak } from './leaks.ts';

/** Columns of state where people of the house write about customers in their own words, so that contact data may stand. */
export const mayHoldContact: ReadonlyMap<string, string> = new Map([]);

interface Place {
  readonly table: string;
  readonly column: string;
}

interface StatePlace extends Place {
  readonly isBytes: boolean;
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** A condition on a column. Bytes are compared as they are: in hex and by pattern, 3,000 encrypted people took seconds. */
const holds = ({ column, isBytes }: StatePlace, kinds: readonly CanaryKind[]): string =>
  kinds
    .map(kind =>
      isBytes
        ? `position(convert_to(${literal(canaryMarks[kind])}, 'UTF8') in ${column}) > 0`
        : `${column}::text ~* ${literal(canaryPatterns[kind])}`,
    )
    .join(' or ');

/** Every column of every table of state. About 30 ms for an empty database. */
export async function searchState(address: StateAddress): Promise<void> {
  const client = new pg.Client(clientConfig(address));
  await client.connect();
  try {
    const { rows: columns } = await client.query<StatePlace>(`
      select quote_ident(c.relname) as table, quote_ident(a.attname) as column, a.atttypid = 'bytea'::regtype as "isBytes"
      from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
        and format_type(a.atttypid, null) not in ('uuid', 'boolean', 'integer', 'smallint', 'bigint', 'date',
          'double precision', 'timestamp with time zone') order by 1, a.attnum`);
    const own = columns.filter(({ table, column }) => !mayHoldContact.has(`${table}.${column}`));
    const byTable = Map.groupBy(own, place => place.table);
    const questions = [...byTable].map(([table, places]) => {
      const texts = places.filter(({ isBytes }) => !isBytes).map(({ column }) => `${column}::text`);
      const conditions = [
        `concat_ws(chr(10), null, ${texts.join(', ') || 'null'}) ~* ${literal(anyCanary)}`,
        ...places.filter(({ isBytes }) => isBytes).map(place => holds(place, canaryKinds)),
      ];
      return `select ${literal(table)} as table where exists (select from ${table} where ${conditions.join(' or ')})`;
    });
    const { rows: found } = await client.query<{ table: string }>(questions.join('\nunion all\n'));
    for (const { table } of found)
      for (const place of byTable.get(table) ?? [])
        for (const kind of canaryKinds) {
          const { rows } = await client.query(`select from ${table} where ${holds(place, [kind])} limit 1`);
          if (rows.length > 0) noteLeak(`state ${table}.${place.column}`, [kind]);
        }
  } finally {
    await client.end();
  }
}

/** RE2 in a literal of the engine, which takes backslashes for its own. */
const pattern = (text: string) => `'(?i)${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** Every text column of every facts table; a customer stands there by pseudonym only, without exception. */
export async function searchFacts(facts: Facts): Promise<void> {
  const columns = await facts.query<Place>(
    sqlFromFile(`select table, name as column from system.columns where database = currentDatabase()
      and type like '%String%' and table in (select name from system.tables
        where database = currentDatabase() and engine like '%MergeTree%' and total_rows > 0) order by table, position`),
    { tag: 'test.search' },
  );
  for (const [table, places] of Map.groupBy(columns, place => place.table)) {
    const counts = places.flatMap(({ column }) =>
      canaryKinds.map(
        kind => `countIf(match(toString(\`${column}\`), ${pattern(canaryPatterns[kind])})) > 0`,
      ),
    );
    const texts = places.map(({ column }) => `toString(\`${column}\`)`).join(", '\\n', ");
    const [row] = await facts.query<{ found: number[] }>(
      sqlFromFile(`select [${counts.join(', ')}] as found from \`${table}\`
        where match(concat(${texts}, ''), ${pattern(anyCanary)})`),
      { tag: 'test.search' },
    );
    places.forEach(({ column }, n) => {
      const kinds = canaryKinds.filter((_, k) => row?.found[n * canaryKinds.length + k]);
      noteLeak(`facts ${table}.${column}`, kinds as CanaryKind[]);
    });
  }
}
