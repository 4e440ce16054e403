/** The rows of one customer in every table of both stores, opened where they are encrypted. */
import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from '../../store/context.ts';
import { factsSql, ident, p } from '../../store/facts/sql.ts';
import { fieldAad } from '../../store/field-aad.ts';
import { type Cipher, type StateRule, statePersonalData } from '../../store/personal-data.ts';
import type { StateDb, StateTransaction } from '../../store/state/state-db.ts';
import type { KnownValues } from './known-values.ts';

type Db = StateDb | StateTransaction;
type Row = Readonly<Record<string, unknown>>;
type CustomerRule = Extract<StateRule, { of: 'customer' }>;

/** The tables whose rows belong to customers, with their rules. */
export const customerTables = (): [table: string, rule: CustomerRule][] =>
  Object.entries(statePersonalData).flatMap(([table, rule]) =>
    rule.of === 'customer' ? [[table, rule] as [string, CustomerRule]] : [],
  );

/** The condition that picks a customer's rows of a table. */
export const belongsTo = (rule: CustomerRule, customerId: string): RawBuilder<unknown> =>
  rule.by === 'customer_id'
    ? sql`customer_id = ${customerId}`
    : sql`intent_id in (select intent_id from intents where customer_id = ${customerId})`;

/** One encrypted field in the clear; null where the row holds none or its key is gone. */
export function opened(ctx: StoreContext, row: Row, { column, version, place }: Cipher): string | null {
  const value = row[column];
  const [table, field, idColumn] = place;
  return value instanceof Uint8Array && value.length > 0
    ? ctx.keys.decrypt(value, Number(row[version]), fieldAad(table, field, String(row[idColumn])))
    : null;
}

/** A customer's rows of one table, newest state; encrypted fields are opened under their name without `_cipher`. */
export async function loadStateRows(
  ctx: StoreContext,
  db: Db,
  { table, rule, customerId }: { table: string; rule: CustomerRule; customerId: string },
): Promise<Record<string, unknown>[]> {
  const { rows } =
    await sql<Row>`select * from ${sql.table(table)} where ${belongsTo(rule, customerId)}`.execute(db);
  return rows.map(row => {
    const open = (rule.ciphers ?? []).map(each => [
      each.column.replace(/_cipher$/, ''),
      opened(ctx, row, each),
    ]);
    const plain = Object.entries(row).filter(([, value]) => !(value instanceof Uint8Array));
    return Object.fromEntries([...plain, ...open]);
  });
}

/** Public names of the facts tables that hold rows of customers. */
export async function factsTables(ctx: StoreContext): Promise<string[]> {
  const rows = await ctx.ch.query<{ table: string }>(
    factsSql`select table from system.columns
      where database = currentDatabase() and name = 'customer_id' and endsWith(table, '_local') order by table`,
    { tag: 'privacy.tables' },
  );
  return rows.map(({ table }) => table.replace(/_local$/, ''));
}

/** The records that are one person with this one: what is held about any of them is held about the person. */
export async function recordsOf({ pg }: Pick<StoreContext, 'pg'>, customerId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with person as (
      select coalesce((select customer_id from identity_links where raw_id = ${customerId}), ${customerId}::uuid) as id)
    select id from person union select l.raw_id from identity_links l join person on l.customer_id = person.id`.execute(
    pg,
  );
  return [
    customerId,
    ...rows
      .map(({ id }) => id)
      .filter(id => id !== customerId)
      .sort(),
  ];
}

/** The ids of a person's records and those of the visitors who turned out to be them. */
export async function idsOf(ctx: StoreContext, customerId: string): Promise<string[]> {
  const records = await recordsOf(ctx, customerId);
  const { rows } = await sql<{ id: string }>`
    select raw_id as id from customer_links where customer_id = any(${records}::uuid[]) order by raw_id`.execute(
    ctx.pg,
  );
  return [...records, ...rows.map(({ id }) => id)];
}

/** The rows of one facts table under any of a person's ids. */
export const loadFactsRows = (ctx: StoreContext, table: string, ids: readonly string[]) =>
  ctx.ch.query<Record<string, unknown>>(
    factsSql`select * from ${ident(table, [table])} where customer_id in ${p.uuids(ids)}`,
    { tag: 'privacy.rows' },
  );

/** Everything the person is known by in the tables as they stand. */
export async function loadKnownValues(ctx: StoreContext, db: Db, customerId: string): Promise<KnownValues> {
  const rows = async (table: string) => {
    const rule = statePersonalData[table] as CustomerRule;
    return loadStateRows(ctx, db, { table, rule, customerId });
  };
  const people = [
    ...(await rows('customers')),
    ...(await rows('customer_rows')),
    ...(await rows('customer_staging')),
  ];
  const contacts = await rows('contact_points');
  const texts = (values: readonly unknown[]) => [
    ...new Set(values.flatMap(value => (typeof value === 'string' && value !== '' ? [value] : []))),
  ];
  const of = (kind: string) => contacts.filter(row => row['kind'] === kind).map(row => row['value']);
  return {
    names: texts(people.map(row => row['name'])),
    ids: texts(people.map(row => row['external_id'])),
    emails: texts([...of('email'), ...people.map(row => row['email'])]),
    phones: texts([...of('phone'), ...people.map(row => row['phone'])]),
  };
}
