/**
 * Blind indexes of addresses change address by address: all rows that name one, of every customer who has it and of
 * the suppressions, in one transaction. So the database compares indexes as if there were one key: two rows about one
 * address never stand under two. Whoever writes an address moves what is there first.
 */
import { sql } from 'kysely';
import { fieldAad } from '../field-aad.ts';
import type { Keys } from '../keys.ts';
import type { StateTransaction } from '../state/state-db.ts';
import type { Batch, Rekeyed } from './rekey-rows.ts';

type ContactKind = 'phone' | 'email';

/** One address from an older key's index to the newest key's. */
interface Move {
  readonly kind: ContactKind;
  readonly former: Buffer;
  readonly next: Buffer;
}

export interface Address {
  readonly kind: ContactKind;
  readonly value: string;
}

/**
 * Before addresses are written: what stands about them under older index keys is moved to the newest. Costs nothing
 * while there is one index key, else one statement for each table and a keyed hash for each older key and address.
 */
export async function moveAddresses(
  trx: StateTransaction,
  keys: Keys,
  addresses: readonly Address[],
): Promise<void> {
  const moves = addresses.flatMap(({ kind, value }): Move[] => {
    const [newest, ...formers] = keys.blindIndexes(kind, value);
    return newest ? formers.map(({ index }) => ({ kind, former: index, next: newest.index })) : [];
  });
  await applyMoves(trx, moves, keys.generation);
}

async function applyMoves(trx: StateTransaction, moves: readonly Move[], generation: number): Promise<void> {
  if (moves.length === 0) return;
  const given = sql`unnest(${moves.map(move => move.kind)}::text[], ${moves.map(move => move.former)}::bytea[],
    ${moves.map(move => move.next)}::bytea[]) as m(kind, former, next)`;
  const { rows: moved } = await sql<Move & { customerId: string }>`
    update contact_points c set blind_index = m.next, index_version = ${generation} from ${given}
    where c.blind_index = m.former and c.kind = m.kind
    returning c.customer_id as "customerId", m.kind, m.former, m.next`.execute(trx);
  for (const kind of ['phone', 'email'] as const)
    await moveSaid(
      trx,
      kind,
      moved.filter(each => each.kind === kind),
    );
  await sql`
    with moved as (
      delete from suppressions s using ${given} where s.blind_index = m.former and s.kind = m.kind
      returning m.next, s.kind, s.reason, s.at)
    insert into suppressions (blind_index, index_version, kind, reason, at)
    select distinct on (next, kind) next, ${generation}, kind, reason, at from moved order by next, kind, at
    on conflict do nothing`.execute(trx);
}

/** What imports said of these customers' addresses. */
async function moveSaid(
  trx: StateTransaction,
  kind: ContactKind,
  moved: readonly (Move & { customerId: string })[],
): Promise<void> {
  if (moved.length === 0) return;
  const column = sql.ref(`${kind}_index`);
  await sql`
    update customer_rows r set ${column} = m.next
    from (select distinct * from unnest(${moved.map(each => each.customerId)}::uuid[],
      ${moved.map(each => each.former)}::bytea[], ${moved.map(each => each.next)}::bytea[])
      as given(customer_id, former, next)) m
    where r.customer_id = m.customer_id and r.${column} = m.former`.execute(trx);
}

interface PointRow {
  readonly contact_id: string;
  readonly kind: ContactKind;
  readonly blind_index: Buffer;
  readonly index_version: number;
  readonly value_cipher: Buffer;
  readonly key_version: number;
}

/** One batch of contact points: their ciphertexts, and the indexes of their addresses wherever they stand. */
export async function rekeyContactPoints(
  trx: StateTransaction,
  { keys, after, limit }: Batch,
): Promise<Rekeyed> {
  const newest = keys.generation;
  const { rows } = await sql<PointRow>`
    select contact_id, kind, blind_index, index_version, value_cipher, key_version from contact_points
    where (key_version < ${newest} or index_version < ${newest}) ${after ? sql`and contact_id > ${after[0]}` : sql``}
    order by contact_id limit ${limit} for update skip locked`.execute(trx);
  if (rows.length === 0) return { rows: 0, after: null };
  const placeOf = ({ contact_id }: PointRow) => fieldAad('contact_points', 'value', contact_id);
  const opened = rows.map(row => ({
    row,
    value: keys.decrypt(row.value_cipher, row.key_version, placeOf(row)),
  }));
  const moves = opened
    .filter(({ row }) => row.index_version < newest)
    .map(({ row, value }) => ({
      kind: row.kind,
      former: row.blind_index,
      next: keys.blindIndex(row.kind, value),
    }));
  await applyMoves(trx, distinct(moves), newest);
  await sql`
    update contact_points c set value_cipher = v.cipher, key_version = ${newest}
    from unnest(${rows.map(row => row.contact_id)}::uuid[],
      ${opened.map(({ row, value }) => keys.encrypt(value, placeOf(row)).cipher)}::bytea[]) as v(contact_id, cipher)
    where c.contact_id = v.contact_id`.execute(trx);
  return { rows: rows.length, after: [rows.at(-1)?.contact_id] };
}

const distinct = (moves: readonly Move[]): Move[] => [
  ...new Map(moves.map(move => [`${move.kind}${move.former.toString('hex')}`, move])).values(),
];
