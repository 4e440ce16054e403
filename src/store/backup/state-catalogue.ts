/** The state database's tables as a backup sees them: columns that hold data, and what a load makes again afterwards. */
import { sql } from 'kysely';
import type { StateDb, StateTransaction } from '../state/state-db.ts';
import type { SequencePlace } from './manifest.ts';

type Db = StateDb | StateTransaction;

export interface StateTable {
  readonly table: string;
  /** Without generated columns, which cannot be written. */
  readonly columns: readonly string[];
}

/** The migrations' own record is written by migrating, not copied. */
const ownRecord = 'state_migrations';

/** Every table of the public schema by name. */
export async function stateTables(db: Db): Promise<StateTable[]> {
  const { rows } = await sql<StateTable>`
    select c.relname as table,
      (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname <> ${ownRecord}
    order by c.relname`.execute(db);
  return rows;
}

export interface Rebuilt {
  /** Takes the piece away, and makes it again as it was. */
  readonly drop: string;
  readonly make: string;
}

/**
 * References and secondary indexes, as the catalogue words them: a load is several times faster without them, and
 * making them again sorts once and checks every reference in bulk.
 */
export async function rebuiltAfterLoad(db: Db): Promise<Rebuilt[]> {
  const { rows } = await sql<Rebuilt>`
    select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
      format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as make,
      1 as rank
    from pg_constraint where connamespace = 'public'::regnamespace and contype = 'f' and conparentid = 0
    union all
    select format('drop index %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid), 0
    from pg_index i join pg_class c on c.oid = i.indrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not c.relispartition
      and c.relname <> ${ownRecord} and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
    order by rank`.execute(db);
  return rows;
}

/** Where every sequence of the public schema stands. */
export async function sequencePlaces(db: Db): Promise<SequencePlace[]> {
  const names = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'S' order by relname`.execute(db);
  const places: SequencePlace[] = [];
  for (const { name } of names.rows) {
    const { rows } = await sql<{ last: number; called: boolean }>`
      select last_value as last, is_called as called from ${sql.table(name)}`.execute(db);
    if (rows[0]) places.push({ name, ...rows[0] });
  }
  return places;
}
