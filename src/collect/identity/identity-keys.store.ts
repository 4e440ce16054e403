/**
 * The keys records are named by, kept as sources say them and taken back with them. Whoever was named anew waits to be
 * resolved; nothing is joined here.
 */
import { sql } from 'kysely';
import type { StateTransaction } from '../../store/state/state-db.ts';
import { trust } from './key-kinds.ts';
import type { PersonKey } from './person-keys.ts';

/** No import said it: a program did, or it is what names the record itself. */
const noImport = '00000000-0000-0000-0000-000000000000';

/**
 * Who waits already waits anew: a resolver at work takes off the list only what is as it found it, and it may have looked
 * at the keys before these came. One microsecond later is another moment also where the clock shows the same.
 */
export const waitsAnew = sql`
    on conflict (customer_id) do update
    set since = greatest(excluded.since, identity_waiting.since + interval '1 microsecond')`;

interface ImportSaid {
  readonly importId: string;
  readonly source: string;
  readonly idType: string;
  readonly at: Date;
}

/** Saves the keys of the stored rows of a customers file. About 10 µs a row. */
export async function saveStagedKeys(trx: StateTransaction, said: ImportSaid): Promise<void> {
  const { importId, source, idType, at } = said;
  await sql`
    insert into identity_keys (customer_id, kind, key_id, trust, source, import_id, seen_at)
    select s.customer_id, ${idType}, s.customer_id, ${trust.own}::smallint, ${source}, ${noImport}::uuid, ${at}::timestamptz
    from customer_staging s where s.import_id = ${importId} and s.verdict is null
    union all
    select s.customer_id, named.kind, named.key_id, ${trust.stated}::smallint, ${source}, ${importId}::uuid, ${at}::timestamptz
    from customer_staging s cross join lateral (values ('phone', s.phone_key), ('email', s.email_key),
      ('name', s.name_key)) as named (kind, key_id)
    where s.import_id = ${importId} and s.verdict is null and named.key_id is not null
    on conflict do nothing`.execute(trx);
  await sql`
    insert into identity_waiting (customer_id, since)
    select distinct customer_id, ${at}::timestamptz from customer_staging
    where import_id = ${importId} and verdict is null order by customer_id${waitsAnew}`.execute(trx);
}

/** Saves the keys of a contacts file's new rows, from the table of the transaction that stores them. */
export async function saveContactKeys(trx: StateTransaction, said: ImportSaid): Promise<void> {
  const { importId, source, idType, at } = said;
  await sql`
    insert into identity_keys (customer_id, kind, key_id, trust, source, import_id, seen_at)
    select customer_id, ${idType}, customer_id, ${trust.own}::smallint, ${source}, ${noImport}::uuid, ${at}::timestamptz
    from staged_contacts where is_new_contact or is_new_consent
    union all
    select customer_id, kind, key_id, ${trust.stated}::smallint, ${source}, ${importId}::uuid, ${at}::timestamptz
    from staged_contacts where is_new_contact and key_id is not null
    on conflict do nothing`.execute(trx);
  await sql`
    insert into identity_waiting (customer_id, since)
    select distinct customer_id, ${at}::timestamptz from staged_contacts
    where is_new_contact or is_new_consent order by customer_id${waitsAnew}`.execute(trx);
}

/**
 * Takes back what an import said; everybody it named, and everybody who shared a key with them, waits. A key that nobody
 * has any more is not shared.
 */
export async function forgetImportKeys(
  trx: StateTransaction,
  { importId, at }: { importId: string; at: Date },
): Promise<void> {
  const { rows: shared } = await sql<{ kind: string; keyId: string }>`
    select kind, key_id as "keyId" from identity_shared_keys s where exists (
      select from identity_keys k where k.key_id = s.key_id and k.kind = s.kind and k.import_id = ${importId})`.execute(
    trx,
  );
  await sql`
    with gone as (
      delete from identity_keys where import_id = ${importId} returning customer_id, kind, key_id),
    sharing as (
      select distinct o.customer_id from gone g join identity_keys o using (kind, key_id) where g.kind <> 'name')
    insert into identity_waiting (customer_id, since)
    select customer_id, ${at}::timestamptz from gone union select customer_id, ${at}::timestamptz from sharing
    order by customer_id${waitsAnew}`.execute(trx);
  await sql`
    delete from identity_shared_keys s
    using unnest(${shared.map(({ kind }) => kind)}::text[], ${shared.map(({ keyId }) => keyId)}::uuid[]) as was (kind, key_id)
    where s.kind = was.kind and s.key_id = was.key_id and not exists (
      select from identity_keys k where k.key_id = s.key_id and k.kind = s.kind)`.execute(trx);
}

/** Gives customers whom an orders file brought the key they go by. */
export async function adoptBuyers(
  trx: StateTransaction,
  { importId, at }: { importId: string; at: Date },
): Promise<void> {
  await sql`
    with added as (
      insert into identity_keys (customer_id, kind, key_id, trust, source, import_id, seen_at)
      select customer_id, id_type, customer_id, ${trust.own}::smallint, '', ${noImport}::uuid, created_at
      from customers where import_id = ${importId} and erased_at is null
      on conflict do nothing returning customer_id)
    insert into identity_waiting (customer_id, since) select distinct customer_id, ${at}::timestamptz from added
    order by customer_id${waitsAnew}`.execute(trx);
}

export interface ProgramSaid {
  readonly source: string;
  readonly at: Date;
  readonly keys: readonly (PersonKey & { readonly customerId: string })[];
}

/** Saves what a program said of people, and who waits because it is new. */
export async function saveSaidKeys(trx: StateTransaction, { source, at, keys }: ProgramSaid): Promise<void> {
  if (keys.length === 0) return;
  await sql`
    with added as (
      insert into identity_keys (customer_id, kind, key_id, trust, source, import_id, seen_at)
      select said.customer_id, said.kind, said.key_id, said.trust, ${source}, ${noImport}::uuid, ${at}::timestamptz
      from unnest(${keys.map(each => each.customerId)}::uuid[], ${keys.map(each => each.kind)}::text[],
        ${keys.map(each => each.key)}::uuid[], ${keys.map(each => each.trust)}::smallint[])
        as said (customer_id, kind, key_id, trust)
      where exists (select from customers c where c.customer_id = said.customer_id and c.erased_at is null)
      on conflict do nothing returning customer_id)
    insert into identity_waiting (customer_id, since)
    select distinct customer_id, ${at}::timestamptz from added order by customer_id${waitsAnew}`.execute(trx);
}
