/**
 * The part of the base a change of households can reach: who waits, whom they lived with, and everybody a key connects to
 * them. Keys that too many people share are not followed.
 */
import { sql } from 'kysely';
import type { StateTransaction } from '../../store/state/state-db.ts';
import { type HouseholdEdge, householdKinds } from './household-rule.ts';

const kinds = householdKinds.map(({ kind }) => kind);
const limits = sql`
  unnest(${kinds}::text[], ${householdKinds.map(({ most }) => most)}::int[]) as limits (kind, most)`;
/** People of one key are counted as far as it matters. */
const countedPeople = Math.max(...householdKinds.map(({ most }) => most)) + 1;

async function createScope(trx: StateTransaction): Promise<void> {
  await sql`create temporary table household_batch on commit drop as select customer_id, since from household_waiting`.execute(
    trx,
  );
  await sql`create temporary table household_scope (customer_id uuid primary key, step int not null) on commit drop`.execute(
    trx,
  );
  await sql`create temporary table household_edges (person uuid, kind text, key_id uuid, step int) on commit drop`.execute(
    trx,
  );
  await sql`create temporary table household_keys (kind text, key_id uuid, step int, people int, others int, primary key (kind, key_id)) on commit drop`.execute(
    trx,
  );
}

/**
 * The keys of the newest step's people, whichever of their records has them, how many people have each, and how many of
 * those are not among who waited: where these are no more than a household, it may have been one until now.
 */
async function addEdges(trx: StateTransaction, at: number): Promise<void> {
  await sql`
    insert into household_edges
    select distinct n.customer_id, k.kind, k.key_id, ${at}::int
    from (
      select customer_id, customer_id as record from household_scope where step = ${at}
      union all
      select s.customer_id, l.raw_id from household_scope s join identity_links l on l.customer_id = s.customer_id
      where s.step = ${at}) n
    join identity_keys k on k.customer_id = n.record
    where k.kind = any(${kinds}::text[])`.execute(trx);
  await sql`
    insert into household_keys
    select kind, key_id, ${at}::int, (select count(*)::int from (
        select distinct coalesce(l.customer_id, o.customer_id) from identity_keys o
        left join identity_links l on l.raw_id = o.customer_id
        where o.key_id = e.key_id and o.kind = e.kind limit ${countedPeople}) people),
      (select count(*)::int from (
        select distinct coalesce(l.customer_id, o.customer_id) from identity_keys o
        left join identity_links l on l.raw_id = o.customer_id
        where o.key_id = e.key_id and o.kind = e.kind and not exists (
          select from household_scope s
          where s.step = 0 and s.customer_id = coalesce(l.customer_id, o.customer_id)) limit ${countedPeople}) others)
    from (select distinct kind, key_id from household_edges where step = ${at}) e
    on conflict do nothing`.execute(trx);
}

async function widen(trx: StateTransaction, at: number): Promise<number> {
  await addEdges(trx, at);
  const { numAffectedRows } = await sql`
    insert into household_scope
    select distinct id, ${at + 1}::int from (
      select coalesce(l.customer_id, o.customer_id) as id
      from household_keys c join ${limits} using (kind)
      join identity_keys o on o.key_id = c.key_id and o.kind = c.kind
      left join identity_links l on l.raw_id = o.customer_id
      where c.step = ${at} and c.others <= limits.most
      union all
      select other.customer_id from household_scope s join households own using (customer_id)
      join households other using (household_id) where s.step = ${at}) found
    on conflict do nothing`.execute(trx);
  return Number(numAffectedRows ?? 0);
}

/** Fills `household_batch` and `household_scope` and returns what connects the people in scope. */
export async function gatherHouseholds(trx: StateTransaction): Promise<HouseholdEdge[]> {
  await createScope(trx);
  // A record that turned out to be somebody else's lives nowhere by itself: it stays in scope to lose its row.
  const { numAffectedRows } = await sql`
    insert into household_scope
    select distinct id, 0 from (
      select coalesce(l.customer_id, b.customer_id) as id from household_batch b
      left join identity_links l on l.raw_id = b.customer_id
      union all select b.customer_id from household_batch b join households using (customer_id)) waiting
    on conflict do nothing`.execute(trx);
  let added = Number(numAffectedRows ?? 0);
  for (let at = 0; added > 0; at += 1) {
    if (added > 1000) await sql`analyze household_scope`.execute(trx);
    added = await widen(trx, at);
  }
  const { rows } = await sql<HouseholdEdge>`
    select e.person, e.kind, e.key_id as key from household_edges e
    join household_keys c using (kind, key_id) join ${limits} using (kind)
    where c.people between 2 and limits.most
      and not exists (select from identity_links l where l.raw_id = e.person)`.execute(trx);
  return rows;
}
