/** A customer's household as a colleague may see it. */
import { sql } from 'kysely';
import { notFound } from '../../kernel/errors.ts';
import type { Household } from '../../records/household.ts';
import type { StoreContext } from '../../store/context.ts';
import { type StoredCustomer, shownCustomers } from '../profile/customer-rows.store.ts';
import { householdKinds, mostInHousehold } from './household-rule.ts';

type StoredMember = StoredCustomer & { readonly household_id: string | null };

/** The person a record belongs to and whoever lives with them; of those only whom the asker's scope lets see. */
async function findMembers({ pg }: StoreContext, customerId: string): Promise<StoredMember[]> {
  const { rows } = await sql<StoredMember>`
    with asked as (
      select coalesce((select customer_id from identity_links where raw_id = ${customerId}), ${customerId}::uuid) as id)
    select c.customer_id, c.id_type, c.external_id_cipher, c.name_cipher, c.key_version, c.created_at, h.household_id
    from asked join customers c on c.customer_id = asked.id left join households h on h.customer_id = c.customer_id
    union all
    select c.customer_id, c.id_type, c.external_id_cipher, c.name_cipher, c.key_version, c.created_at, o.household_id
    from asked join households h on h.customer_id = asked.id join households o using (household_id)
    join customers c on c.customer_id = o.customer_id
    where o.customer_id <> asked.id and c.erased_at is null
    limit ${mostInHousehold}`.execute(pg);
  return rows;
}

/** Kinds by which each of these people is connected with another of them. */
async function findShared(
  { pg }: StoreContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string[]>> {
  const { rows } = await sql<{ id: string; kinds: string[] }>`
    with own as (
      select distinct coalesce(l.customer_id, k.customer_id) as person, k.kind, k.key_id
      from unnest(${ids}::uuid[]) as id
      join lateral (select id as record union all select raw_id from identity_links where customer_id = id) r on true
      join identity_keys k on k.customer_id = r.record left join identity_links l on l.raw_id = k.customer_id
      where k.kind = any(${householdKinds.map(({ kind }) => kind)}::text[]))
    select a.person as id, array_agg(distinct a.kind order by a.kind) as kinds from own a
    where exists (
      select from own b where b.key_id = a.key_id and b.kind = a.kind and b.person <> a.person)
    group by a.person`.execute(pg);
  return new Map(rows.map(({ id, kinds }) => [id, kinds]));
}

/** The household of the person a record belongs to. Throws `customer-unknown`. A handful of look-ups a member. */
export async function loadHousehold(ctx: StoreContext, customerId: string): Promise<Household> {
  const members = await findMembers(ctx, customerId);
  const [asked] = members;
  if (!asked) throw notFound('customer-unknown', { path: 'id' });
  const shared = await findShared(
    ctx,
    members.map(member => member.customer_id),
  );
  const shown = await shownCustomers(ctx, members);
  return {
    // Not how many they are in truth: that would tell of somebody the asker may not know of.
    householdId: members.length > 1 ? asked.household_id : null,
    people: members.length,
    members: shown.map(row => ({ ...row, shares: shared.get(row.customerId) ?? [] })),
  };
}
