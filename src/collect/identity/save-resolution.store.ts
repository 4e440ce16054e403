/**
 * Writes what a resolution found: changed links with their ledger and their copy for facts, what is open for review, and
 * contact points, consents and tracked orders under the person they belong to now. One set-based statement each.
 */
import { sql } from 'kysely';
import { enqueueFactsFrom } from '../../store/state/outbox.ts';
import type { StateTransaction } from '../../store/state/state-db.ts';
import { waitForHouseholds } from '../households/household-waiting.store.ts';
import type { NamedTable } from './key-table-builder.ts';
import type { Resolution } from './resolve.ts';

export interface Resolved {
  readonly named: NamedTable;
  readonly resolution: Resolution;
  readonly at: Date;
}

const parted = (name: string) => {
  const [kind = '', key = ''] = name.split('\u0000');
  return { kind, key };
};

/** Fills `identity_changes`: records whose person is another one now. Returns how many. */
async function findChanges(trx: StateTransaction, { named, resolution }: Resolved): Promise<number> {
  const { recordIds } = named;
  const joined = recordIds.flatMap((id, record) => {
    const person = resolution.canonical[record] as number;
    return person === record ? [] : [{ id, person: recordIds[person] as string }];
  });
  await sql`
    create temporary table identity_changes on commit drop as
    select s.customer_id as raw_id, coalesce(l.customer_id, s.customer_id) as from_id,
      coalesce(f.customer_id, s.customer_id) as to_id
    from identity_scope s
    left join unnest(${joined.map(({ id }) => id)}::uuid[], ${joined.map(({ person }) => person)}::uuid[])
      as f (raw_id, customer_id) on f.raw_id = s.customer_id
    left join identity_links l on l.raw_id = s.customer_id
    where coalesce(l.customer_id, s.customer_id) <> coalesce(f.customer_id, s.customer_id)`.execute(trx);
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from identity_changes`.execute(trx);
  return rows[0]?.n ?? 0;
}

async function saveLinks(trx: StateTransaction, at: Date): Promise<void> {
  await sql`
    create temporary table identity_entries (entry_no bigint, raw_id uuid, to_id uuid) on commit drop`.execute(
    trx,
  );
  await sql`
    with added as (
      insert into identity_ledger (raw_id, from_id, to_id, at)
      select raw_id, from_id, to_id, ${at}::timestamptz from identity_changes order by raw_id
      returning entry_no, raw_id, to_id)
    insert into identity_entries select * from added`.execute(trx);
  await sql`
    delete from identity_links l using identity_changes c where l.raw_id = c.raw_id and c.to_id = c.raw_id`.execute(
    trx,
  );
  await sql`
    insert into identity_links (raw_id, customer_id, linked_at)
    select raw_id, to_id, ${at}::timestamptz from identity_changes where to_id <> raw_id order by raw_id
    on conflict (raw_id) do update set customer_id = excluded.customer_id, linked_at = excluded.linked_at`.execute(
    trx,
  );
  await sql`
    insert into identity_moves (raw_id, since) select raw_id, ${at}::timestamptz from identity_changes order by raw_id
    on conflict (raw_id) do update set since = excluded.since`.execute(trx);
  await enqueueFactsFrom(trx, {
    table: 'identity_links',
    at,
    query: sql`
      select raw_id, to_id as person_id, entry_no as version, (to_id = raw_id)::int as is_deleted
      from identity_entries`,
  });
}

/** What was said of a record follows it to the person; `said_id` remembers whom it was said of. */
async function moveSaid(trx: StateTransaction): Promise<void> {
  for (const table of ['contact_points', 'consents']) {
    const name = sql.table(table);
    await sql`
      update ${name} t set customer_id = c.to_id, said_id = nullif(c.raw_id, c.to_id)
      from identity_changes c
      where coalesce(t.said_id, t.customer_id) = c.raw_id and t.customer_id <> c.to_id`.execute(trx);
  }
}

/**
 * Doubts that no longer hold go, unless somebody settled them, also of whoever no key connects with anybody any more; new ones are added, settled where somebody has ruled.
 */
async function saveDoubts(trx: StateTransaction, { named, resolution, at }: Resolved): Promise<void> {
  const { recordIds, keyNames } = named;
  const said = resolution.doubts.map(({ why, record, other, key }) => ({
    why,
    record: recordIds[record] as string,
    other: recordIds[other] as string,
    ...parted(keyNames[key] ?? ''),
  }));
  const found = sql`
    unnest(${said.map(each => each.record)}::uuid[], ${said.map(each => each.other)}::uuid[],
      ${said.map(({ kind }) => kind)}::text[], ${said.map(({ key }) => key)}::uuid[], ${said.map(({ why }) => why)}::text[])
      as found (record_id, other_id, key_kind, key_id, why)`;
  await sql`
    delete from identity_doubts d using (
      select customer_id from identity_scope union select customer_id from identity_batch) s
    where d.record_id = s.customer_id and d.settled_at is null and not exists (
      select from ${found} where found.record_id = d.record_id and found.other_id = d.other_id
        and found.key_kind = d.key_kind and found.key_id = d.key_id)`.execute(trx);
  await sql`
    insert into identity_doubts (record_id, other_id, key_kind, key_id, why, found_at, settled_at)
    select record_id, other_id, key_kind, key_id, why, ${at}::timestamptz, (
      select max(r.at) from identity_rulings r where r.undone_at is null and r.kind = 'apart'
        and ((r.left_id = record_id and r.right_id = other_id) or (r.left_id = other_id and r.right_id = record_id)))
    from ${found}
    order by record_id, other_id, key_kind, key_id on conflict do nothing`.execute(trx);
}

/** Keys the batch's records share with too many people, for somebody to look at. */
async function saveSharedKeys(trx: StateTransaction, { named, resolution, at }: Resolved): Promise<void> {
  const keys = resolution.overShared.map(key => parted(named.keyNames[key] ?? ''));
  const kinds = named.table.kinds.filter(({ shareLimit }) => shareLimit !== null).map(({ name }) => name);
  const found = sql`(
    select kind, key_id, records from identity_crowds
    union all
    select said.kind, said.key_id, (select count(distinct o.customer_id)::int from identity_keys o
      where o.kind = said.kind and o.key_id = said.key_id)
    from unnest(${keys.map(({ kind }) => kind)}::text[], ${keys.map(({ key }) => key)}::uuid[]) as said (kind, key_id))`;
  await sql`
    delete from identity_shared_keys k using identity_scope s join identity_keys own using (customer_id)
    where own.kind = k.kind and own.key_id = k.key_id and own.kind = any(${kinds}) and k.enabled_at is null
      and not exists (select from ${found} as f where f.kind = k.kind and f.key_id = k.key_id)`.execute(trx);
  await sql`
    insert into identity_shared_keys (kind, key_id, records, found_at)
    select kind, key_id, records, ${at}::timestamptz from ${found} as found
    on conflict (kind, key_id) do update set records = excluded.records`.execute(trx);
}

/** Saves a resolution of the gathered scope and lets its batch go. Returns the records whose person changed. */
export async function saveResolution(trx: StateTransaction, resolved: Resolved): Promise<number> {
  const changed = await findChanges(trx, resolved);
  if (changed > 0) {
    await saveLinks(trx, resolved.at);
    await moveSaid(trx);
  }
  await saveDoubts(trx, resolved);
  await saveSharedKeys(trx, resolved);
  await waitForHouseholds(trx, resolved.at);
  await sql`delete from identity_waiting w using identity_batch b
    where b.customer_id = w.customer_id and b.since = w.since`.execute(trx);
  return changed;
}
