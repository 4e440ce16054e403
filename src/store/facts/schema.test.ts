/** The schema on one node and in a cluster: committed, current, and accepted by the engine's own parser. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conflict } from '../../kernel/errors.ts';
import { type FreshFacts, freshFacts } from '../../testing/facts.ts';
import { logTables } from './log-tables.ts';
import { factsMigrations, migrateFacts } from './migrations.ts';
import { renderFactsDdl } from './render-ddl.ts';
import { clusterFactsSchema, dumpFactsSchema, sampleCluster } from './schema.ts';
import { factsSql, p, sqlFromFile } from './sql.ts';

const committed = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

describe('the facts schema', () => {
  let store: FreshFacts;
  beforeAll(async () => {
    store = await freshFacts();
  });
  afterAll(async () => store.close());

  it('is the one committed in schema.sql (npm run schema:dump writes it)', async () => {
    expect(await dumpFactsSchema(store.facts)).toBe(committed('schema.sql'));
  });

  it('renders for a cluster as committed in cluster-schema.sql', () => {
    expect(clusterFactsSchema()).toBe(committed('cluster-schema.sql'));
  });

  it('parses for a cluster, every statement', async () => {
    for (const { text } of factsMigrations())
      for (const statement of renderFactsDdl(text, sampleCluster)) {
        const tree = await store.facts.query<{ explain: string }>(sqlFromFile(`EXPLAIN AST ${statement}`), {
          tag: 'test.parse',
        });
        expect(tree.length).toBeGreaterThan(0);
      }
  });

  it('gives every table of the engine a public name', async () => {
    const tables = await store.facts.query<{ name: string }>(
      factsSql`SELECT name FROM system.tables WHERE database = currentDatabase()`,
      { tag: 'test.names' },
    );
    const names = new Set(tables.map(table => table.name));
    const local = [...names].filter(name => name.endsWith('_local'));
    expect(local.filter(name => !names.has(name.replace(/_local$/, '')))).toEqual([]);
    expect([...names].filter(name => !name.endsWith('_local') && !names.has(`${name}_local`))).toEqual([]);
  });

  it('keeps the columns of a log and its current table in one order', async () => {
    const columns = async (table: string) =>
      store.facts.query(
        factsSql`SELECT name, type FROM system.columns
          WHERE database = currentDatabase() AND table = ${p.string(table)} ORDER BY position`,
        { tag: 'test.columns' },
      );
    for (const { log, current } of Object.values(logTables))
      expect(await columns(`${current}_local`)).toEqual(await columns(`${log}_local`));
  });

  it('migrates again without a change, and records each file once', async () => {
    const recorded: string[] = [];
    const record = async (name: string) => void recorded.push(name);
    const names = factsMigrations().map(each => each.name);
    expect(await migrateFacts(store.facts, { applied: [], record })).toEqual(names);
    expect(await migrateFacts(store.facts, { applied: recorded, record })).toEqual([]);
    expect(recorded).toEqual(names);
    expect(await dumpFactsSchema(store.facts)).toBe(committed('schema.sql'));
  });

  it('refuses data that a newer release has migrated', async () => {
    const record = async () => {};
    await expect(migrateFacts(store.facts, { applied: ['9999_later'], record })).rejects.toMatchObject(
      conflict('facts-newer-than-program', { params: { migration: '9999_later' } }),
    );
  });

  it('lets a text hold the end of a statement and a brace', () => {
    expect(renderFactsDdl("-- note; here\nSELECT 'a;b';\nSELECT 2;\n", null)).toEqual([
      "SELECT 'a;b'",
      'SELECT 2',
    ]);
  });
});
