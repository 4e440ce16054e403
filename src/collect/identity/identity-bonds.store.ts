/** Keys that several records of one person have: those that join them, and those that do not. */
import { sql } from 'kysely';
import type { IdentityBond } from '../../records/identity.ts';
import type { StateTransaction } from '../../store/state/state-db.ts';
import { isStrong, type KindRules, trust } from './key-kinds.ts';
import { loadKinds } from './kind-settings.store.ts';

interface SharedKey {
  readonly kind: string;
  readonly key: string;
  readonly trust: number;
  readonly records: string[];
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly sources: string[];
}

/** Records that a key joins, by kind and id of the key with a NUL between. */
export type Joined = ReadonlyMap<string, readonly string[]>;

const trustName = (sure: number): IdentityBond['trust'] =>
  sure >= trust.own ? 'own' : sure >= trust.verified ? 'verified' : 'stated';

function bondOf(shared: SharedKey, joined: Joined, kinds: KindRules): IdentityBond {
  const linked = joined.get(`${shared.kind}\u0000${shared.key}`) ?? [];
  const joins = linked.length > 1;
  return {
    keyKind: shared.kind,
    strength: isStrong(kinds, shared.kind) ? 'strong' : 'weak',
    joins,
    trust: trustName(shared.trust),
    records: [...(joins ? linked : shared.records)].sort(),
    firstSeenAt: shared.firstAt.toISOString(),
    lastSeenAt: shared.lastAt.toISOString(),
    sources: shared.sources,
  };
}

/** The bonds among these records, those that join first, then the oldest. One look-up for each record. */
export async function loadBonds(
  trx: StateTransaction,
  ids: readonly string[],
  joined: Joined,
): Promise<IdentityBond[]> {
  const { rows } = await sql<SharedKey>`
    select kind, key_id as key, min(sure)::int as trust, array_agg(customer_id) as records, min(first_at) as "firstAt",
      max(last_at) as "lastAt",
      (select coalesce(array_agg(distinct s.source order by s.source), '{}') from identity_keys s
        where s.key_id = own.key_id and s.kind = own.kind and s.customer_id = any(${ids}::uuid[]) and s.source <> '') as sources
    from (
      select customer_id, kind, key_id, max(trust) as sure, min(seen_at) as first_at, max(seen_at) as last_at
      from identity_keys where customer_id = any(${ids}::uuid[]) and kind <> 'name' group by 1, 2, 3) own
    group by kind, key_id having count(*) > 1 order by min(first_at), kind, key_id`.execute(trx);
  const kinds = await loadKinds(trx);
  return rows.map(row => bondOf(row, joined, kinds)).sort((a, b) => Number(b.joins) - Number(a.joins));
}

/** Who named each record, by its id. */
export async function loadSources(
  trx: StateTransaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string[]>> {
  const { rows } = await sql<{ id: string; sources: string[] }>`
    select customer_id as id, array_agg(distinct source order by source) as sources from identity_keys
    where customer_id = any(${ids}::uuid[]) and source <> '' group by 1`.execute(trx);
  return new Map(rows.map(({ id, sources }) => [id, sources]));
}
