/**
 * A person who exists to be found again: their values are planted wherever a schema has room for them, and nothing of
 * them may be there once they were erased.
 */
import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from '../store/context.ts';
import { factsSql } from '../store/facts/sql.ts';
import { fieldAad } from '../store/field-aad.ts';
import { factsLedgers, isTypedInto, statePersonalData } from '../store/personal-data.ts';
import type { StateDb } from '../store/state/state-db.ts';

export const canary = {
  memberNo: 'KNY-8731-4402',
  name: '柯鸟试金丝',
  email: 'kanari.probe@birds.example',
  phone: '+8613987654321',
  /** As a colleague would write it into a note. */
  typedPhone: '139 8765 4321',
} as const;

export const canaryText = `${canary.name}, ${canary.typedPhone}, ${canary.email}, ${canary.memberNo}`;

/** Every spelling that must not be found, in texts and as bytes. */
export const canaryTraces: readonly string[] = [
  canary.memberNo,
  canary.name,
  canary.email,
  canary.phone,
  canary.typedPhone,
  canary.phone.slice(3),
].flatMap(text => [
  text,
  Buffer.from(text).toString('hex'),
  Buffer.from(text).toString('base64').replace(/=+$/, ''),
]);

/** The traces found in a text. */
export const tracesIn = (text: string): string[] => canaryTraces.filter(trace => text.includes(trace));

interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly generated: boolean;
}

/** The columns of every table of the state database. */
export async function stateColumns(db: StateDb): Promise<Column[]> {
  const { rows } = await sql<Column>`
    select c.relname as table, a.attname as column, format_type(a.atttypid, null) as type,
      (a.attidentity <> '' or a.attgenerated <> '') as generated
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
    order by 1, a.attnum`.execute(db);
  return rows;
}

/** For each column that a check limits to words, the first of them. */
async function allowedWords(db: StateDb): Promise<Map<string, string>> {
  const { rows } = await sql<{ table: string; text: string }>`
    select conrelid::regclass::text as table, pg_get_constraintdef(oid) as text
    from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace`.execute(db);
  return new Map(
    rows.flatMap(({ table, text }) => {
      const [, column, word] = /\((\w+) = (?:ANY \(ARRAY\[)?'([^']+)'/.exec(text) ?? [];
      return column && word ? [[`${table}.${column}`, word] as const] : [];
    }),
  );
}

interface Planting {
  readonly ctx: StoreContext;
  /** One id a column name, so that rows of different tables belong together. */
  readonly ids: Map<string, string>;
  readonly words: ReadonlyMap<string, string>;
}

/** Whether a text column of this table may say what a person is known by. */
function hasRoom(table: string, column: string): boolean {
  const rule = statePersonalData[table];
  if (isTypedInto(rule)) return true;
  if (rule?.of !== 'customer') return false;
  return rule.erase === 'delete' || (rule.erase !== 'keep' && rule.erase.includes(column));
}

function valueOf(plant: Planting, { table, column, type }: Column): RawBuilder<unknown> {
  const { ctx, ids, words } = plant;
  const word = words.get(`${table}.${column}`);
  if (word) return sql`${word}`;
  const room = hasRoom(table, column);
  if (type === 'uuid') return sql`${ids.get(column) ?? null}::uuid`;
  if (type === 'text') return sql`${room ? `${canaryText} ${table}.${column}` : 'code'}`;
  if (type === 'jsonb') return sql`${JSON.stringify(room ? { note: [canaryText] } : {})}::jsonb`;
  if (type === 'text[]') return sql`array[${room ? canaryText : 'code'}]`;
  if (type === 'date') return sql`${ctx.now()}::date`;
  if (type.startsWith('timestamp')) return sql`${ctx.now()}::timestamptz`;
  if (type === 'boolean') return sql`false`;
  if (type === 'bytea') return sql`${bytesOf(plant, table, column)}`;
  if (column === 'key_version') return sql`1`;
  // Beyond what sequences have given out.
  return sql`999`;
}

function bytesOf({ ctx, ids }: Planting, table: string, column: string): Buffer {
  const rule = statePersonalData[table];
  const found = rule?.of === 'customer' ? rule.ciphers?.find(each => each.column === column) : undefined;
  if (found) {
    const [inTable, field, idColumn] = found.place;
    return ctx.keys.encrypt(canaryText, fieldAad(inTable, field, ids.get(idColumn) ?? '')).cipher;
  }
  if (column === 'blind_index') return ctx.keys.blindIndex('email', canaryText);
  return Buffer.from(`${table}.${column}`);
}

/** One row in every table that may hold something about a person, foreign keys and triggers aside. */
export async function plantInState(
  ctx: StoreContext,
  known: Readonly<Record<string, string>>,
): Promise<string[]> {
  const words = await allowedWords(ctx.pg);
  const columns = await stateColumns(ctx.pg);
  const uuids = columns.filter(({ type }) => type === 'uuid').map(({ column }) => column);
  const ids = new Map(uuids.map(column => [column, ctx.newId()]));
  ids.set('supersedes', ids.get('result_id') ?? '');
  for (const [column, id] of Object.entries(known)) ids.set(column, id);
  const planted: string[] = [];
  for (const [table, all] of Map.groupBy(columns, column => column.table)) {
    const rule = statePersonalData[table];
    // The first two are planted by hand; an erasure is what the test asks for.
    if (['customers', 'settings', 'erasures'].includes(table)) continue;
    if (rule?.of !== 'customer' && !isTypedInto(rule)) continue;
    const own = all.filter(({ generated }) => !generated);
    const values = own.map(column => valueOf({ ctx, ids, words }, column));
    await ctx.pg.connection().execute(async db => {
      await sql`set session_replication_role = replica`.execute(db);
      await sql`
        insert into ${sql.table(table)} (${sql.join(own.map(({ column }) => sql.ref(column)))})
        values (${sql.join(values)})`.execute(db);
      await sql`set session_replication_role = origin`.execute(db);
    });
    planted.push(table);
  }
  return planted;
}

/** A row in every facts table that has room for a customer; returns the public names. */
export async function plantInFacts(
  ctx: StoreContext,
  customerId: string,
  text: string = canaryText,
): Promise<string[]> {
  const rows = await ctx.ch.query<{ table: string; name: string; type: string }>(
    factsSql`select table, name, type from system.columns
      where database = currentDatabase() and endsWith(table, '_local') order by table, position`,
    { tag: 'test.columns' },
  );
  const byTable = Map.groupBy(rows, row => row.table.replace(/_local$/, ''));
  const planted: string[] = [];
  for (const [table, columns] of byTable) {
    if (!columns.some(({ name }) => name === 'customer_id')) continue;
    const texts = columns.filter(({ type }) => /^(LowCardinality\()?String/.test(type));
    const said = factsLedgers.includes(table) ? [] : texts.map(({ name }) => [name, text]);
    await ctx.ch.insert(table, [{ customer_id: customerId, ...Object.fromEntries(said) }], {
      tag: 'test.plant',
    });
    planted.push(table);
  }
  return planted;
}

/** Every row of every table of both stores as one text a table. */
export async function dumpStores(ctx: StoreContext): Promise<Map<string, string>> {
  const dump = new Map<string, string>();
  for (const table of new Set((await stateColumns(ctx.pg)).map(column => column.table))) {
    const { rows } = await sql<{ row: string }>`
      select to_jsonb(t)::text as row from ${sql.table(table)} as t`.execute(ctx.pg);
    dump.set(`state.${table}`, rows.map(({ row }) => row).join('\n'));
  }
  const tables = await ctx.ch.query<{ name: string }>(
    factsSql`select name from system.tables where database = currentDatabase() and endsWith(name, '_local')`,
    { tag: 'test.tables' },
  );
  for (const { name } of tables) {
    const rows = await ctx.ch.query(factsSql`select * from ${{ kind: 'ident', name }}`, { tag: 'test.dump' });
    dump.set(`facts.${name.replace(/_local$/, '')}`, rows.map(row => JSON.stringify(row)).join('\n'));
  }
  return dump;
}
