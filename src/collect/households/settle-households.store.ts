/** Puts households as keys say they are, for whoever waits: changed rows and their copies for facts, nothing else. */
import { sql } from 'kysely';
import type { StoreContext } from '../../store/context.ts';
import { enqueueFactsFrom } from '../../store/state/outbox.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import { type Households, householdsOf } from './household-rule.ts';
import { gatherHouseholds } from './household-scope.store.ts';

/** "RKHH" in ASCII. */
const householdLock = 0x524b4848;

/** Fills `household_changes`: people in scope whose household is another one, larger or smaller. Returns how many. */
async function findChanges(trx: StateTransaction, households: Households): Promise<number> {
  const found = [...households].flatMap(([first, people]) =>
    people.map(person => ({ person, first, people: people.length })),
  );
  await sql`
    create temporary table household_changes on commit drop as
    select s.customer_id, f.household_id, f.people
    from household_scope s left join households h using (customer_id)
    left join (
      select person, md5('household ' || first::text)::uuid as household_id, people
      from unnest(${found.map(({ person }) => person)}::uuid[], ${found.map(({ first }) => first)}::uuid[],
        ${found.map(({ people }) => people)}::int[]) as said (person, first, people)) f on f.person = s.customer_id
    where (h.household_id, h.people) is distinct from (f.household_id, f.people)`.execute(trx);
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from household_changes`.execute(trx);
  return rows[0]?.n ?? 0;
}

async function saveChanges(trx: StateTransaction, at: Date): Promise<void> {
  await sql`
    delete from households h using household_changes c
    where h.customer_id = c.customer_id and c.household_id is null`.execute(trx);
  await sql`
    insert into households (customer_id, household_id, people, since)
    select customer_id, household_id, people, ${at}::timestamptz from household_changes where household_id is not null
    order by customer_id
    on conflict (customer_id) do update set household_id = excluded.household_id, people = excluded.people,
      since = excluded.since`.execute(trx);
  await enqueueFactsFrom(trx, {
    table: 'households',
    at,
    query: sql`
      select customer_id, coalesce(household_id, '00000000-0000-0000-0000-000000000000'::uuid) as household_id,
        coalesce(people, 1) as people, nextval('household_version') as version,
        (household_id is null)::int as is_deleted
      from household_changes`,
  });
}

/**
 * Settles the households of everybody who waits and returns how many people's changed. One at a time, in one transaction; its
 * result is a function of keys and links. Asking costs one look at an empty table when nobody waits.
 */
export async function settleHouseholds(ctx: StoreContext): Promise<number> {
  const { rows } = await sql`select from household_waiting limit 1`.execute(ctx.pg);
  if (rows.length === 0) return 0;
  return withTransaction(ctx.pg, async trx => {
    await sql`select pg_advisory_xact_lock(${householdLock})`.execute(trx);
    const households = householdsOf(await gatherHouseholds(trx));
    const changed = await findChanges(trx, households);
    if (changed > 0) await saveChanges(trx, ctx.now());
    await sql`
      delete from household_waiting w using household_batch b
      where b.customer_id = w.customer_id and b.since = w.since`.execute(trx);
    return changed;
  });
}
