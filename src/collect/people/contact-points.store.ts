/**
 * Which contact points of a customer are in use, derived from what the imports that still stand said last, source by
 * source. Importing and undoing both end here, so that neither can disagree with the other. Contact points that came
 * another way than by a customers file, and bounced ones, are left alone.
 */
import { sql } from 'kysely';
import type { StateTransaction } from '../../store/state/state-db.ts';

/** Names the customers an import touched for the rest of the transaction. */
export async function touchCustomers(
  trx: StateTransaction,
  customers: ReturnType<typeof sql>,
): Promise<void> {
  await sql`create temporary table touched_customers on commit drop as ${customers}`.execute(trx);
  await sql`create unique index on touched_customers (customer_id)`.execute(trx);
  await sql`analyze touched_customers`.execute(trx);
}

/** The last value each source gave for each kind; an import that said nothing of a kind leaves it as it was. */
const wanted = sql`
  select distinct on (r.customer_id, r.source, said.kind) r.customer_id, said.kind, said.blind_index
  from touched_customers t
  join customer_rows r on r.customer_id = t.customer_id
  cross join lateral (values ('phone', r.phone_index), ('email', r.email_index)) as said (kind, blind_index)
  where said.blind_index is not null
  order by r.customer_id, r.source, said.kind, r.version desc`;

const isWanted = sql`exists (
  select from wanted w
  where w.customer_id = coalesce(c.said_id, c.customer_id) and w.kind = c.kind and w.blind_index = c.blind_index)`;

/**
 * Retires the touched customers' imported contact points that no source names any more and brings back those one
 * names again. `importId` is the import (or undone import) that caused it.
 */
export async function settleContactPoints(
  trx: StateTransaction,
  { importId, at }: { importId: string; at: Date },
): Promise<void> {
  await sql`
    with wanted as materialized (${wanted})
    update contact_points c set status = 'retired', retired_at = ${at}, retired_by_import = ${importId}
    from touched_customers t
    where t.customer_id = coalesce(c.said_id, c.customer_id) and c.status = 'active'
      and exists (select from imports i where i.import_id = c.import_id and i.kind = 'customers')
      and not ${isWanted}`.execute(trx);
  await sql`
    with wanted as materialized (${wanted}), back as (
      select distinct on (coalesce(c.said_id, c.customer_id), c.kind, c.blind_index) c.contact_id
      from contact_points c join touched_customers t on t.customer_id = coalesce(c.said_id, c.customer_id)
      where c.status = 'retired' and c.retired_by_import is not null and ${isWanted}
        and not exists (
          select from contact_points other
          where coalesce(other.said_id, other.customer_id) = coalesce(c.said_id, c.customer_id) and other.kind = c.kind and other.blind_index = c.blind_index
            and other.status <> 'retired')
      order by coalesce(c.said_id, c.customer_id), c.kind, c.blind_index, c.created_at desc, c.contact_id desc)
    update contact_points c set status = 'active', retired_at = null, retired_by_import = null
    from back where back.contact_id = c.contact_id`.execute(trx);
}

/** Adds the contact points of the stored rows that the customer does not have yet. */
export async function addStagedContactPoints(
  trx: StateTransaction,
  { importId, at }: { importId: string; at: Date },
): Promise<void> {
  await sql`
    insert into contact_points (contact_id, customer_id, kind, blind_index, index_version, value_cipher, key_version,
      status, created_at, import_id, said_id)
    select said.contact_id, coalesce(l.customer_id, s.customer_id), said.kind, said.blind_index, s.key_version, said.cipher,
      s.key_version, 'active', ${at}, ${importId}, case when l.customer_id is not null then s.customer_id end
    from customer_staging s
    left join identity_links l on l.raw_id = s.customer_id
    cross join lateral (values
      ('phone', s.phone_contact_id, s.phone_index, s.phone_cipher),
      ('email', s.email_contact_id, s.email_index, s.email_cipher)) as said (kind, contact_id, blind_index, cipher)
    where s.import_id = ${importId} and s.verdict is null and said.blind_index is not null
      and not exists (
        select from contact_points c
        where coalesce(c.said_id, c.customer_id) = s.customer_id and c.kind = said.kind and c.blind_index = said.blind_index
          and c.status <> 'retired')`.execute(trx);
}
