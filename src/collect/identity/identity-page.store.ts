/** Why records are one person: the resolution of the person's neighbourhood, made again and shown. Nothing is written. */
import { sql } from 'kysely';
import { notFound } from '../../kernel/errors.ts';
import type { IdentityOfCustomer, RecordRow } from '../../records/identity.ts';
import type { StoreContext } from '../../store/context.ts';
import { fieldAad } from '../../store/field-aad.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import { loadBonds, loadSources } from './identity-bonds.store.ts';
import { gatherPeople, loadScope } from './identity-scope.store.ts';
import { kindAt } from './key-kinds.ts';
import type { NamedTable } from './key-table-builder.ts';
import { loadRecordRows } from './record-rows.store.ts';
import { type Resolution, resolve } from './resolve.ts';

type Ruling = IdentityOfCustomer['rulings'][number];

const kindOf = (name: string | undefined): string => (name ?? '').split('\u0000')[0] ?? '';

/** The person's records that each key joins, by the key's kind and id. */
function joinedBy({ recordIds, keyNames }: NamedTable, { links }: Resolution, members: ReadonlySet<number>) {
  const ofPerson = links.filter(({ record }) => members.has(record));
  return new Map(
    [...Map.groupBy(ofPerson, ({ key }) => key)].map(([key, group]) => [
      keyNames[key] ?? '',
      group.map(({ record }) => recordIds[record] as string),
    ]),
  );
}

/** Kinds of keys by record, the best first. */
function kindsOf({ table, keyNames }: NamedTable): ReadonlyMap<number, string[]> {
  const kinds = new Map<number, Map<string, number>>();
  for (const [row, key] of table.rows.key.entries()) {
    const record = table.rows.record[row] as number;
    const known = kinds.get(record) ?? new Map<string, number>();
    kinds.set(
      record,
      known.set(kindOf(keyNames[key]), kindAt(table.kinds, table.kindOfKey[key] as number).priority),
    );
  }
  const sorted = (known: Map<string, number>) => [...known].sort((a, b) => a[1] - b[1]).map(([kind]) => kind);
  return new Map([...kinds].map(([record, known]) => [record, sorted(known)]));
}

type StoredRuling = Omit<Ruling, 'at' | 'actorEmail'> & {
  readonly at: Date;
  readonly userId: string | null;
  readonly emailCipher: Buffer | null;
  readonly keyVersion: number | null;
};

/** Decisions that hold, newest first, with the colleague who took each. */
async function loadRulings({ keys }: StoreContext, trx: StateTransaction, ids: readonly string[]) {
  const { rows } = await sql<StoredRuling>`
    select r.decision_id as "decisionId", r.kind, r.left_id as left, r.right_id as right, r.at, r.actor_id as "actorId",
      r.reason, u.user_id as "userId", u.email_cipher as "emailCipher", u.key_version as "keyVersion"
    from identity_rulings r left join users u on u.user_id::text = r.actor_id
    where r.undone_at is null and (r.left_id = any(${ids}::uuid[]) or r.right_id = any(${ids}::uuid[]))
    order by r.decision_no desc`.execute(trx);
  return rows.map(({ userId, emailCipher, keyVersion, at, ...ruling }) => ({
    ...ruling,
    at: at.toISOString(),
    actorEmail:
      userId && emailCipher && keyVersion !== null
        ? keys.decrypt(emailCipher, keyVersion, fieldAad('users', 'email_cipher', userId))
        : null,
  }));
}

/** Whether somebody has answered already that the two are not one person. */
const isRuled = (rulings: readonly Ruling[], doubt: IdentityOfCustomer['doubts'][number]): boolean => {
  const pair = new Set([doubt.recordId, doubt.otherId]);
  return rulings.some(({ kind, left, right }) => kind === 'apart' && pair.has(left) && pair.has(right));
};

async function loadHistory(trx: StateTransaction, ids: readonly string[]) {
  const { rows } = await sql<Omit<IdentityOfCustomer['history'][number], 'at'> & { at: Date }>`
    select raw_id as "recordId", from_id as from, to_id as to, at from identity_ledger
    where raw_id = any(${ids}::uuid[]) or to_id = any(${ids}::uuid[]) or from_id = any(${ids}::uuid[])
    order by entry_no desc limit 50`.execute(trx);
  return rows.map(row => ({ ...row, at: row.at.toISOString() }));
}

/** Whatever speaks of somebody who is not one of the person's records. */
function loadOthers(
  ctx: StoreContext,
  trx: StateTransaction,
  {
    records,
    doubts,
    rulings,
    history,
  }: Pick<IdentityOfCustomer, 'records' | 'doubts' | 'rulings' | 'history'>,
): Promise<RecordRow[]> {
  const own = new Set(records.map(({ customerId }) => customerId));
  const named = new Set([
    ...doubts.flatMap(({ recordId, otherId }) => [recordId, otherId]),
    ...rulings.flatMap(({ left, right }) => [left, right]),
    ...history.flatMap(({ recordId, from, to }) => [recordId, from, to]),
  ]);
  return loadRecordRows(ctx, trx, [...named.difference(own)]);
}

/**
 * The person a record belongs to, with what joins its records and what is in doubt. Throws `customer-unknown`. Costs a
 * handful of look-ups for each record that keys connect.
 */
export function loadIdentity(ctx: StoreContext, customerId: string): Promise<IdentityOfCustomer> {
  return withTransaction(ctx.pg, async trx => {
    await gatherPeople(trx, [customerId]);
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
    const sources = await loadSources(trx, ids);
    const memberSet = new Set(members);
    const now = ctx.now().toISOString();
    const rulings = await loadRulings(ctx, trx, ids);
    const said = {
      customerId: recordIds[person] as string,
      records: (await loadRecordRows(ctx, trx, ids)).map(record => ({
        ...record,
        isPerson: record.customerId === recordIds[person],
        keyKinds: kinds.get(recordIds.indexOf(record.customerId)) ?? [],
        sources: sources.get(record.customerId) ?? [],
      })),
      bonds: await loadBonds(trx, ids, joinedBy(named, resolution, memberSet)),
      rulings,
      doubts: resolution.doubts
        .filter(({ record, other }) => memberSet.has(record) || memberSet.has(other))
        .map(({ why, record, other, key }) => ({
          recordId: recordIds[record] as string,
          otherId: recordIds[other] as string,
          keyKind: kindOf(keyNames[key]),
          why,
          foundAt: now,
        }))
        .filter(doubt => !isRuled(rulings, doubt)),
      history: await loadHistory(trx, ids),
    };
    return { ...said, others: await loadOthers(ctx, trx, said) };
  });
}
