/**
 * The facts schema as text, for the committed dumps that reviewers read and that fail a test when a migration moves
 * on without them: what the engine itself reports on one node, and what a cluster would be given.
 */
import type { Facts } from './facts.ts';
import { factsMigrations } from './migrations.ts';
import { renderFactsDdl } from './render-ddl.ts';
import { factsSql } from './sql.ts';

/** The cluster name used in the committed rendering. */
export const sampleCluster = 'rekindle_cluster';

const header = '-- Written by `npm run schema:dump`; do not edit.\n\n';

/** Every table and view of the migrated store, as the engine prints it, in order of name. */
export async function dumpFactsSchema(facts: Facts): Promise<string> {
  const tables = await facts.query<{ ddl: string }>(
    factsSql`SELECT formatQuery(replaceAll(create_table_query, concat(database, '.'), '')) AS ddl
FROM system.tables WHERE database = currentDatabase() ORDER BY name`,
    { tag: 'schema.dump' },
  );
  return header + tables.map(({ ddl }) => `${ddl};\n`).join('\n');
}

/** All migrations as a cluster would run them. */
export const clusterFactsSchema = (): string =>
  header +
  factsMigrations()
    .flatMap(({ text }) => renderFactsDdl(text, sampleCluster))
    .map(statement => `${statement};\n`)
    .join('\n');
