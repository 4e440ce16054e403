/**
 * The part of the base a resolution has to look at: who waits, everybody a key, link or ruling connects to them, and
 * nobody else. What lies outside cannot change.
 */
import { sql } from 'kysely';
import type { StateTransaction } from '../../store/state/state-db.ts';
import type { KindRules } from './key-kinds.ts';
import { mostAtEnabledKey, mostRecordsAtKey } from './key-links.ts';
import {
  type KeySaid,
  keyTableOf,
  type NamedTable,
  type RecordSaid,
  type RulingSaid,
} from './key-table-builder.ts';
import { loadKinds } from './kind-settings.store.ts';

const strongOf = (kinds: KindRules): string[] =>
  kinds.filter(kind => kind.strength === 'strong').map(({ name }) => name);

/** Kinds that join people, by kind and the records at one key beyond which it joins nobody. */
function joiningOf(kinds: KindRules) {
  const limited = kinds.filter(kind => kind.strength === 'strong' && kind.shareLimit !== null);
  return sql`
  unnest(${limited.map(({ name }) => name)}::text[], ${limited.map(({ shareLimit }) => mostRecordsAtKey(shareLimit ?? 0))}::int[])
    as limits (kind, most)`;
}

/** Fills `identity_enabled`: keys that join whatever their number, as they are or would be. */
async function createEnabled(trx: StateTransaction, supposed: Supposed['keys']): Promise<void> {
  const changed = sql`
    unnest(${supposed.map(({ kind }) => kind)}::text[], ${supposed.map(({ keyId }) => keyId)}::uuid[],
      ${supposed.map(({ isEnabled }) => isEnabled)}::bool[]) as s (kind, key_id, is_enabled)`;
  await sql`
    create temporary table identity_enabled on commit drop as
    select kind, key_id from identity_shared_keys k where enabled_at is not null and not exists (
      select from ${changed} where s.kind = k.kind and s.key_id = k.key_id)
    union all select kind, key_id from ${changed} where is_enabled`.execute(trx);
}

async function createScope(trx: StateTransaction, supposed: Supposed['keys'] = []): Promise<void> {
  await createEnabled(trx, supposed);
  await sql`create temporary table identity_batch on commit drop as select customer_id, since from identity_waiting`.execute(
    trx,
  );
  await sql`create unique index on identity_batch (customer_id)`.execute(trx);
  await sql`create temporary table identity_scope (customer_id uuid primary key, step int not null) on commit drop`.execute(
    trx,
  );
  await sql`create temporary table identity_crowds (kind text, key_id uuid, records int, most int, primary key (kind, key_id)) on commit drop`.execute(
    trx,
  );
  await sql`analyze identity_batch`.execute(trx);
}

/** Of those who wait, the ones another record shares a key with, or who are linked or ruled about already. */
const seeds = sql`
  select b.customer_id from identity_batch b join identity_keys k using (customer_id)
  where k.kind <> 'name' and exists (
    select from identity_keys o where o.key_id = k.key_id and o.kind = k.kind and o.customer_id <> k.customer_id)
  union select b.customer_id from identity_batch b join identity_links l on l.raw_id = b.customer_id
  union select b.customer_id from identity_batch b join identity_links l on l.customer_id = b.customer_id
  union select b.customer_id from identity_batch b join identity_rulings r on r.left_id = b.customer_id
  union select b.customer_id from identity_batch b join identity_rulings r on r.right_id = b.customer_id`;

/**
 * Keys of the newest step's records that hold more records than may be one person's. A key that was full before this
 * batch had joined nobody, so its records are not looked at; one that became full is, to part them.
 */
async function findCrowds(trx: StateTransaction, kinds: KindRules, at: number): Promise<void> {
  await sql`
    insert into identity_crowds
    select held.kind, held.key_id, held.records, held.most
    from (
      select k.kind, k.key_id, case when e.key_id is null then limits.most else ${mostAtEnabledKey} end as most, (
        select count(distinct o.customer_id)::int from identity_keys o
        where o.key_id = k.key_id and o.kind = k.kind) as records
      from (
        select distinct k.kind, k.key_id from identity_scope s join identity_keys k using (customer_id)
        where s.step = ${at}) k
      join ${joiningOf(kinds)} using (kind)
      left join identity_enabled e on e.kind = k.kind and e.key_id = k.key_id) held
    where held.records > held.most
    on conflict do nothing`.execute(trx);
}

/** Whoever the newest step's records are connected to; returns how many are new. */
async function widen(trx: StateTransaction, kinds: KindRules, at: number): Promise<number> {
  await findCrowds(trx, kinds, at);
  const { numAffectedRows } = await sql`
    with newest as (select customer_id from identity_scope where step = ${at})
    insert into identity_scope
    select found.customer_id, ${at + 1} from (
      select o.customer_id from newest n join identity_keys k using (customer_id)
        join identity_keys o on o.key_id = k.key_id and o.kind = k.kind
        left join identity_crowds c on c.kind = k.kind and c.key_id = k.key_id
        where k.kind = any(${strongOf(kinds)}) and (c.key_id is null or c.records - (
          select count(*) from identity_batch b join identity_keys w using (customer_id)
          where w.key_id = k.key_id and w.kind = k.kind) <= c.most)
      union select l.customer_id from newest n join identity_links l on l.raw_id = n.customer_id
      union select l.raw_id from newest n join identity_links l on l.customer_id = n.customer_id
      union select r.right_id from newest n join identity_rulings r on r.left_id = n.customer_id
      union select r.left_id from newest n join identity_rulings r on r.right_id = n.customer_id) found
    join customers using (customer_id)
    where customers.erased_at is null
    on conflict do nothing`.execute(trx);
  return Number(numAffectedRows ?? 0);
}

/**
 * Fills the temporary tables `identity_batch` (who waited), `identity_scope` (whom to resolve) and `identity_crowds` (keys
 * that join nobody for their sheer number). Returns the records in scope.
 */
export async function gatherScope(trx: StateTransaction): Promise<number> {
  await createScope(trx);
  const { numAffectedRows } = await sql`
    insert into identity_scope select customer_id, 0 from (${seeds}) s join customers using (customer_id)
    where customers.erased_at is null`.execute(trx);
  return followScope(trx, Number(numAffectedRows ?? 0));
}

/** The same beginning with these records, for whoever asks about them; the batch is empty. */
export async function gatherPeople(
  trx: StateTransaction,
  ids: readonly string[],
  supposed: Supposed['keys'] = [],
): Promise<number> {
  await createScope(trx, supposed);
  await sql`delete from identity_batch`.execute(trx);
  await sql`insert into identity_scope select distinct id, 0 from unnest(${ids}::uuid[]) as id`.execute(trx);
  return followScope(trx, ids.length);
}

/**
 * Everybody another record shares a key with, or who is linked or ruled about: whom settings can join or part. The batch and the
 * crowds are empty, so whatever limits hold, the rule itself applies them.
 */
export async function gatherEverybody(trx: StateTransaction): Promise<void> {
  await createScope(trx);
  await sql`delete from identity_batch`.execute(trx);
  await sql`
    insert into identity_scope
    select customer_id, 0 from customers c where erased_at is null and (
      exists (select from identity_keys k where k.customer_id = c.customer_id and k.kind <> 'name' and exists (
        select from identity_keys o where o.key_id = k.key_id and o.kind = k.kind and o.customer_id <> k.customer_id))
      or exists (select from identity_links l where l.raw_id = c.customer_id or l.customer_id = c.customer_id)
      or exists (select from identity_rulings r where r.left_id = c.customer_id or r.right_id = c.customer_id))`.execute(
    trx,
  );
}

async function followScope(trx: StateTransaction, seeded: number): Promise<number> {
  const kinds = await loadKinds(trx);
  let total = seeded;
  let added = seeded;
  for (let at = 0; added > 0; at += 1) {
    if (added > 1000) await sql`analyze identity_scope`.execute(trx);
    added = await widen(trx, kinds, at);
    total += added;
  }
  return total;
}

/** Rulings as they might be: these besides what was decided, or without one of the decisions; keys let join, or not. */
export interface Supposed {
  readonly rulings: readonly RulingSaid[];
  readonly without: string | null;
  readonly keys: readonly { readonly kind: string; readonly keyId: string; readonly isEnabled: boolean }[];
}

const asDecided: Supposed = { rulings: [], without: null, keys: [] };

/** The records in scope with the keys that can matter, as numbers. Memory about 300 bytes a key. */
export async function loadScope(
  trx: StateTransaction,
  { rulings: supposed, without }: Supposed = asDecided,
): Promise<NamedTable> {
  const kinds = await loadKinds(trx);
  const { rows: records } = await sql<RecordSaid>`
    select s.customer_id as id, c.id_type as "idType", extract(epoch from c.created_at)::float8 * 1000 as since
    from identity_scope s join customers c using (customer_id)`.execute(trx);
  const { rows: keys } = await sql<KeySaid>`
    select k.customer_id as record, k.kind, k.key_id as key, max(k.trust)::int as trust,
      extract(epoch from min(k.seen_at))::float8 * 1000 as "seenAt"
    from identity_scope s join identity_keys k using (customer_id)
    where not exists (select from identity_crowds c where c.kind = k.kind and c.key_id = k.key_id)
    group by k.customer_id, k.kind, k.key_id`.execute(trx);
  const { rows: rulings } = await sql<RulingSaid>`
    select r.kind, r.left_id as left, r.right_id as right from identity_rulings r
    join identity_scope s on s.customer_id = r.left_id
    where r.undone_at is null and r.decision_id is distinct from ${without}::uuid
    order by r.decision_no desc`.execute(trx);
  const { rows: enabled } = await sql<Pick<KeySaid, 'kind' | 'key'>>`
    select kind, key_id as key from identity_enabled`.execute(trx);
  return keyTableOf({ kinds, records, keys, rulings: [...supposed, ...rulings], enabled });
}
