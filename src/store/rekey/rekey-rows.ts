/**
 * One batch of rows under the newest keys: locked, opened under the keys they stand under, written back. Whoever reads
 * meanwhile sees the row before or after, both of which open.
 */
import { type RawBuilder, sql } from 'kysely';
import { fieldAad } from '../field-aad.ts';
import type { Keys } from '../keys.ts';
import type { StateTransaction } from '../state/state-db.ts';
import { type CipherColumn, type CipherTable, cipherTables } from './cipher-places.ts';

type Row = Readonly<Record<string, unknown>>;
type Place = readonly unknown[];

export interface Rekeyed {
  readonly rows: number;
  /** Where the next batch begins; null after the last. */
  readonly after: Place | null;
}

export interface Batch {
  readonly keys: Keys;
  readonly after: Place | null;
  readonly limit: number;
  /** Only rows of these customers. */
  readonly customers?: RawBuilder<unknown>;
  /** Waits for whoever holds a row instead of leaving it for later. */
  readonly wait?: boolean;
}

const columnsOf = ({ key, version, ciphers, index }: CipherTable): string[] => [
  ...new Set([
    ...key,
    version,
    ...ciphers.flatMap(({ column, row }) => [column, ...row]),
    ...(index ? [index.column, ...(typeof index.kind === 'string' ? [] : [index.kind.column])] : []),
  ]),
];

/** Rows of the version's predecessors after a place, locked; rows another transaction holds are left for later. */
async function lockedRows(trx: StateTransaction, spec: CipherTable, batch: Batch): Promise<Row[]> {
  const key = sql.join(spec.key.map(column => sql.ref(column)));
  const beyond = batch.after ? sql`and (${key}) > (${sql.join([...batch.after])})` : sql``;
  const { rows } = await sql<Row>`
    select ctid::text as place, ${sql.join(columnsOf(spec).map(column => sql.ref(column)))} from ${sql.table(spec.table)}
    where ${sql.ref(spec.version)} < ${batch.keys.generation} ${beyond}
      ${batch.customers ? sql`and customer_id in (${batch.customers})` : sql``}
    order by ${key} limit ${batch.limit} for update ${batch.wait ? sql`` : sql`skip locked`}`.execute(trx);
  return rows;
}

const aadOf = ({ place: [table, column], row }: CipherColumn, of: Row): string =>
  fieldAad(table, column, row.map(name => String(of[name])).join(':'));

function openedOf(keys: Keys, spec: CipherTable, row: Row): Map<string, string> {
  return new Map(
    spec.ciphers.flatMap(cipher => {
      const sealed = row[cipher.column] as Buffer | null;
      if (!sealed) return [];
      return [[cipher.column, keys.decrypt(sealed, Number(row[spec.version]), aadOf(cipher, row))] as const];
    }),
  );
}

/** The new bytes of a row by column; null where there is nothing. */
function sealedOf(keys: Keys, spec: CipherTable, row: Row): Map<string, Buffer | null> {
  const plain = openedOf(keys, spec, row);
  const { index } = spec;
  const sealed = new Map<string, Buffer | null>();
  for (const cipher of spec.ciphers) {
    const text = plain.get(cipher.column);
    sealed.set(cipher.column, text === undefined ? null : keys.encrypt(text, aadOf(cipher, row)).cipher);
  }
  if (index) {
    const kind = typeof index.kind === 'string' ? index.kind : String(row[index.kind.column]);
    const text = plain.get(index.of);
    sealed.set(index.column, text === undefined ? null : keys.blindIndex(kind, text));
  }
  return sealed;
}

/** Writes one batch anew; about 60 µs of processor time a row, most of it the database's. */
export async function rekeyRows(trx: StateTransaction, spec: CipherTable, batch: Batch): Promise<Rekeyed> {
  const rows = await lockedRows(trx, spec, batch);
  if (rows.length === 0) return { rows: 0, after: null };
  const sealed = rows.map(row => sealedOf(batch.keys, spec, row));
  const columns = [...(sealed[0]?.keys() ?? [])];
  const lists: RawBuilder<unknown>[] = columns.map(
    column => sql`${sealed.map(each => each.get(column) ?? null)}::bytea[]`,
  );
  await sql`
    update ${sql.table(spec.table)} as t set ${sql.join([
      ...columns.map(column => sql`${sql.ref(column)} = v.${sql.ref(column)}`),
      sql`${sql.ref(spec.version)} = ${batch.keys.generation}`,
    ])}
    from unnest(${rows.map(row => row['place'])}::tid[], ${sql.join(lists)})
      as v(place, ${sql.join(columns.map(column => sql.ref(column)))})
    where t.ctid = v.place`.execute(trx);
  const last = rows.at(-1);
  return { rows: rows.length, after: last ? spec.key.map(column => last[column]) : null };
}

const tables = (names: readonly string[]) => cipherTables.filter(({ table }) => names.includes(table));

/** All older rows of some tables in the caller's transaction, waiting for whoever holds one. */
async function rekeyTables(
  trx: StateTransaction,
  keys: Keys,
  { names, customers }: { names: readonly string[]; customers?: RawBuilder<unknown> },
): Promise<void> {
  for (const spec of tables(names)) {
    let after: Place | null = null;
    do {
      const batch: Batch = { keys, after, limit: 1000, wait: true, ...(customers ? { customers } : {}) };
      after = (await rekeyRows(trx, spec, batch)).after;
    } while (after);
  }
}

/** Brings what is encrypted of some customers to one version, where a value is to be copied from row to row. */
export async function rekeyCustomers(
  trx: StateTransaction,
  keys: Keys,
  customers: RawBuilder<unknown>,
): Promise<void> {
  if (keys.generations.length > 1)
    await rekeyTables(trx, keys, { names: ['customers', 'customer_rows'], customers });
}

/** The accounts of the staff: few, and looked for by statements that know of one key only. */
export const rekeyAccounts = (trx: StateTransaction, keys: Keys): Promise<void> =>
  rekeyTables(trx, keys, { names: ['users'] });
