/** What a decision would do, by the rule itself: the neighbourhood resolved as if it had been taken. Nothing is written. */
import { sql } from 'kysely';
import type { z } from 'zod';
import { badInput, notFound } from '../../kernel/errors.ts';
import type { RulingPreview, rulingPreviewQuery } from '../../records/identity.ts';
import type { StoreContext } from '../../store/context.ts';
import { factsSql, p } from '../../store/facts/sql.ts';
import { type StateTransaction, withTransaction } from '../../store/state/state-db.ts';
import { gatherPeople, loadScope, type Supposed } from './identity-scope.store.ts';
import { loadRecordRows } from './record-rows.store.ts';
import { resolve } from './resolve.ts';
import { othersOf } from './rulings.store.ts';
import { recordsAtKey, recordsToEnable } from './shared-key-deeds.store.ts';

type Query = z.output<typeof rulingPreviewQuery>;
type Moves = RulingPreview['moves'];

interface Asked extends Supposed {
  /** Whom the decision is about. */
  readonly ids: readonly string[];
}

/** A key that would join in spite of how many share it, or would not any more. */
async function askedOfKey(
  trx: StateTransaction,
  { kind, keyKind, keyId }: Query & { readonly kind: 'enable' | 'disable' },
): Promise<Asked> {
  if (keyKind === undefined || keyId === undefined)
    throw badInput('identity-key-missing', { path: keyKind === undefined ? 'keyKind' : 'keyId' });
  const key = { kind: keyKind, keyId };
  const ids = kind === 'enable' ? await recordsToEnable(trx, key) : await recordsAtKey(trx, key);
  if (ids.length === 0) throw notFound('identity-key-unknown', { path: 'keyId' });
  return { ids, rulings: [], without: null, keys: [{ ...key, isEnabled: kind === 'enable' }] };
}

async function askedOf(trx: StateTransaction, query: Query): Promise<Asked> {
  const { kind, record, other, decision } = query;
  if (kind === 'enable' || kind === 'disable') return askedOfKey(trx, { ...query, kind });
  if (kind === 'undo') {
    const { rows } = await sql<{ left: string; right: string }>`
      select left_id as left, right_id as right from identity_rulings
      where decision_id = ${decision ?? null}::uuid and undone_at is null`.execute(trx);
    if (rows.length === 0) throw notFound('identity-ruling-unknown', { path: 'decision' });
    return {
      ids: rows.flatMap(({ left, right }) => [left, right]),
      rulings: [],
      without: decision ?? null,
      keys: [],
    };
  }
  if (record === undefined) throw badInput('identity-other-missing', { path: 'record' });
  const others = await othersOf(trx, { kind, record, other });
  return {
    ids: [record, ...others],
    rulings: others.map(right => ({ kind, left: record, right })),
    without: null,
    keys: [],
  };
}

async function findMoves(trx: StateTransaction, asked: Asked): Promise<Moves> {
  await gatherPeople(trx, [...new Set(asked.ids)], asked.keys);
  const { table, recordIds } = await loadScope(trx, asked);
  const { canonical } = resolve(table);
  const { rows } = await sql<{ raw: string; person: string }>`
    select raw_id as raw, customer_id as person from identity_links
    where raw_id = any(${recordIds}::uuid[])`.execute(trx);
  const now = new Map(rows.map(({ raw, person }) => [raw, person]));
  return recordIds
    .map((id, record) => ({
      recordId: id,
      from: now.get(id) ?? id,
      to: recordIds[canonical[record] as number] as string,
    }))
    .filter(({ from, to }) => from !== to);
}

async function countOrders({ ch }: StoreContext, moves: Moves): Promise<number> {
  const places = [...new Set(moves.flatMap(({ recordId, from }) => [recordId, from]))];
  const [row] = await ch.query<{ n: string }>(
    factsSql`select uniqExact(source, order_id) as n from order_lines
      where customer_id in ${p.uuids(places)} and said_id in ${p.uuids(moves.map(({ recordId }) => recordId))} and is_deleted = 0`,
    { tag: 'identity.preview' },
  );
  return Number(row?.n ?? 0);
}

/**
 * Which records would change person and what goes with them. Throws what the decision itself would throw. Costs a handful
 * of look-ups for each record that keys connect.
 */
export function previewRuling(ctx: StoreContext, query: Query): Promise<RulingPreview> {
  return withTransaction(ctx.pg, async trx => {
    const moves = await findMoves(trx, await askedOf(trx, query));
    const ids = moves.map(({ recordId }) => recordId);
    const { rows } = await sql<{ points: number; consents: number }>`
      select (select count(*)::int from contact_points
          where coalesce(said_id, customer_id) = any(${ids}::uuid[]) and status = 'active') as points,
        (select count(*)::int from consents
          where coalesce(said_id, customer_id) = any(${ids}::uuid[]) and void_at is null) as consents`.execute(
      trx,
    );
    const { points = 0, consents = 0 } = rows[0] ?? {};
    const named = [...new Set(moves.flatMap(({ recordId, from, to }) => [recordId, from, to]))];
    return {
      moves,
      records: await loadRecordRows(ctx, trx, named),
      orders: moves.length === 0 ? 0 : await countOrders(ctx, moves),
      contactPoints: points,
      consents,
    };
  });
}
