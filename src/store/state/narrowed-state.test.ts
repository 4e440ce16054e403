/** Proves that no table about customers is left out of the schema `in_scope`, and that its views filter by sets. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { savePeople } from '../../testing/campaign-people.ts';
import { stateColumns } from '../../testing/canary.ts';
import { type TestStores, testStores } from '../../testing/stores.ts';
import { statePersonalData } from '../personal-data.ts';
import { narrowedState } from './narrowed-state.ts';
import { readByAll } from './scope-schema.ts';
import { type StateDb, withTransaction } from './state-db.ts';

let stores: TestStores;
let people: string[] = [];
const actorId = '00000000-0000-7000-8000-00000000000a';
const seenBy = (scope: { own?: boolean; stores?: string[]; regions?: string[] }) =>
  narrowedState(stores.ctx.pg, {
    scope: { own: false, stores: [], regions: [], ...scope },
    actorId,
    ownerId: actorId,
  });
const idsOf = async (db: StateDb) => {
  const { rows } = await sql<{ id: string }>`select customer_id as id from customers order by 1`.execute(db);
  return rows.map(row => row.id);
};

beforeAll(async () => {
  stores = await testStores();
  const { pg } = stores.ctx;
  people = await savePeople(
    stores.ctx,
    ['a', 'b', 'c', 'd'].map(externalId => ({ externalId, phone: '+8619987310001' })),
  );
  await sql`insert into users (user_id, email_cipher, email_index, role, locale, created_at)
    values (${actorId}, '', 'x', 'service', 'en', ${stores.ctx.now()})`.execute(pg);
  const places = [
    ['store', 'A'],
    ['region', '华东'],
    ['owner_id', actorId],
  ] as const;
  for (const [n, [column, value]] of places.entries())
    await sql`update customers set ${sql.ref(column)} = ${value} where customer_id = ${people[n]}`.execute(
      pg,
    );
}, 60_000);
afterAll(() => stores?.close());

interface ViewColumn {
  readonly table: string;
  readonly column: string;
}

const scopeViews = async () => {
  const { rows } = await sql<ViewColumn>`
    select c.relname as table, a.attname as column from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    where c.relnamespace = 'in_scope'::regnamespace and c.relkind = 'v'`.execute(stores.ctx.pg);
  return Map.groupBy(rows, row => row.table);
};

describe('the schema of a data scope', () => {
  test('covers every table that may say something about customers, and says why it leaves one out', async () => {
    const views = await scopeViews();
    const tables = Object.entries(statePersonalData).filter(([, rule]) => rule.of !== 'nobody');
    const open = tables.map(([table]) => table).filter(table => !views.has(table));
    expect(open.sort()).toEqual(Object.keys(readByAll).sort());
  });

  test('has every column of the tables that belong to customers', async () => {
    const views = await scopeViews();
    const columns = Map.groupBy(await stateColumns(stores.ctx.pg), column => column.table);
    for (const [table, rule] of Object.entries(statePersonalData)) {
      if (rule.of !== 'customer') continue;
      const names = (list: readonly { column: string }[] = []) => list.map(({ column }) => column).sort();
      expect(names(views.get(table)), table).toEqual(names(columns.get(table)));
    }
  });
});

describe('a narrowed handle', () => {
  test('shows the customers of a store, of a region or of an owner, and of all three together', async () => {
    expect(await idsOf(seenBy({ stores: ['A', 'B'] }))).toEqual([people[0]]);
    expect(await idsOf(seenBy({ regions: ['华东'] }))).toEqual([people[1]]);
    expect(await idsOf(seenBy({ own: true }))).toEqual([people[2]]);
    const all = seenBy({ own: true, stores: ['A'], regions: ['华东'] });
    expect(await idsOf(all)).toEqual(people.slice(0, 3).sort());
    expect(await idsOf(stores.ctx.pg)).toEqual([...people].sort());
  });

  test('keeps scopes apart however many share its connections, inside transactions too', async () => {
    const asked = Array.from({ length: 60 }, async (_, n) => {
      const scope = n % 2 === 0 ? { stores: ['A'] } : { own: true };
      const ids = await withTransaction(seenBy(scope), trx =>
        sql<{ id: string }>`select customer_id as id from contact_points`.execute(trx),
      );
      return [n % 2, ids.rows.map(row => row.id)];
    });
    for (const [odd, ids] of await Promise.all(asked)) expect(ids).toEqual([people[odd === 0 ? 0 : 2]]);
  });

  test('finds nobody in a session that was given no scope', async () => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from in_scope.customers`.execute(
      stores.ctx.pg,
    );
    expect(rows[0]?.n).toBe(0);
  });

  test('reads the scope once a query and joins by sets', async () => {
    const { rows } = await sql<{ 'QUERY PLAN': string }>`
      explain select count(*) from contact_points`.execute(seenBy({ stores: ['A'] }));
    const plan = rows.map(row => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/InitPlan/);
    expect(plan).toMatch(/Join|Nested Loop/);
    expect(plan).not.toMatch(/SubPlan/);
  });
});
