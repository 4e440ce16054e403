/** Why records are one person: the resolution of the person's neighbourhood, made again and shown. Nothing is written. */
import { sql } from 'kysely';
import { notFound } from '../../kernel/errors.ts';
import type { IdentityOfCustomer, IdentityRecord } from '../../records/identity.ts';
import type { StoreContext } from '../../store/context.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import { type StoredCustomer, shownCustomers } from '../profile/customer-rows.store.ts';
import { gatherPerson, loadScope } from './identity-scope.store.ts';
import { kindAt } from './key-kinds.ts';
import type { NamedTable } from './key-table-builder.ts';
import { type Resolution, resolve } from './resolve.ts';

const kindOf = (name: string | undefined): string => (name ?? '').split('\u0000')[0] ?? '';

/** Links of the person by what joins them: one entry a key and name. */
function bondsOf({ recordIds, keyNames }: NamedTable, { links }: Resolution, members: ReadonlySet<number>) {
  const ofPerson = links.filter(({ record }) => members.has(record));
  return [...Map.groupBy(ofPerson, ({ hub }) => hub).values()]
    .filter(group => group.length > 1)
    .map(group => ({
      keyKind: kindOf(keyNames[group[0]?.key ?? -1]),
      records: group.map(({ record }) => recordIds[record] as string).sort(),
    }));
}

/** Kinds of keys by record, the best first. */
function kindsOf({ table, keyNames }: NamedTable): ReadonlyMap<number, string[]> {
  const kinds = new Map<number, Map<string, number>>();
  for (const [row, key] of table.rows.key.entries()) {
    const record = table.rows.record[row] as number;
    const known = kinds.get(record) ?? new Map<string, number>();
    kinds.set(record, known.set(kindOf(keyNames[key]), kindAt(table.kindOfKey[key] as number).priority));
  }
  const sorted = (known: Map<string, number>) => [...known].sort((a, b) => a[1] - b[1]).map(([kind]) => kind);
  return new Map([...kinds].map(([record, known]) => [record, sorted(known)]));
}

async function loadRecords(ctx: StoreContext, trx: StateTransaction, ids: readonly string[]) {
  const { rows } = await sql<StoredCustomer>`
    select customer_id, id_type, external_id_cipher, name_cipher, key_version, created_at from customers
    where customer_id = any(${ids}::uuid[]) order by created_at, customer_id`.execute(trx);
  const shown = await shownCustomers(ctx, rows);
  return rows.map((row, at) => ({ ...(shown[at] as (typeof shown)[number]), idType: row.id_type }));
}

const iso = <R extends { at: Date }>(rows: readonly R[]) =>
  rows.map(row => ({ ...row, at: row.at.toISOString() }));

async function loadRulings(trx: StateTransaction, ids: readonly string[]) {
  const { rows } = await sql<Omit<IdentityOfCustomer['rulings'][number], 'at'> & { at: Date }>`
    select decision_id as "decisionId", kind, left_id as left, right_id as right, at, actor_id as "actorId", reason
    from identity_rulings where undone_at is null
      and (left_id = any(${ids}::uuid[]) or right_id = any(${ids}::uuid[]))
    order by decision_no desc`.execute(trx);
  return iso(rows);
}

async function loadHistory(trx: StateTransaction, ids: readonly string[]) {
  const { rows } = await sql<Omit<IdentityOfCustomer['history'][number], 'at'> & { at: Date }>`
    select raw_id as "recordId", from_id as from, to_id as to, at from identity_ledger
    where raw_id = any(${ids}::uuid[]) or to_id = any(${ids}::uuid[]) or from_id = any(${ids}::uuid[])
    order by entry_no desc limit 50`.execute(trx);
  return iso(rows);
}

/**
 * The person a record belongs to, with what joins its records and what is in doubt. Throws `customer-unknown`. Costs a
 * handful of look-ups for each record that keys connect.
 */
export function loadIdentity(ctx: StoreContext, customerId: string): Promise<IdentityOfCustomer> {
  return withTransaction(ctx.pg, async trx => {
    await gatherPerson(trx, customerId);
    const named = await loadScope(trx);
    const resolution = resolve(named.table);
    const { recordIds, keyNames } = named;
    const asked = recordIds.indexOf(customerId);
    if (asked < 0) throw notFound('customer-unknown', { path: 'id' });
    const person = resolution.canonical[asked] as number;
    const members = [...resolution.canonical.keys()].filter(
      record => resolution.canonical[record] === person,
    );
    const ids = members.map(record => recordIds[record] as string);
    const kinds = kindsOf(named);
    const records: IdentityRecord[] = (await loadRecords(ctx, trx, ids)).map(record => ({
      ...record,
      isPerson: record.customerId === recordIds[person],
      keyKinds: kinds.get(recordIds.indexOf(record.customerId)) ?? [],
    }));
    const memberSet = new Set(members);
    const now = ctx.now().toISOString();
    return {
      customerId: recordIds[person] as string,
      records,
      bonds: bondsOf(named, resolution, memberSet),
      rulings: await loadRulings(trx, ids),
      doubts: resolution.doubts
        .filter(({ record, other }) => memberSet.has(record) || memberSet.has(other))
        .map(({ why, record, other, key }) => ({
          recordId: recordIds[record] as string,
          otherId: recordIds[other] as string,
          keyKind: kindOf(keyNames[key]),
          why,
          foundAt: now,
        })),
      history: await loadHistory(trx, ids),
    };
  });
}
