/** Frozen cut points in state: taken once a quarter per sales definition and kept, so that old scores stay explicable. */
import { sql } from 'kysely';
import { invariant } from '../kernel/invariant.ts';
import type { CutChoice } from '../records/cut-choice.ts';
import type { StoreContext } from '../store/context.ts';
import { cutVersionDays, type FrozenCuts } from './cut-points.ts';

type Stores = Pick<StoreContext, 'pg' | 'now'>;

export interface CutsKey {
  readonly asOf: Date;
  readonly definitionVersion: number;
  readonly valueIs: 'margin' | 'sales';
  /** What the organisation had fixed of them itself. */
  readonly choice: CutChoice;
}

/** What versions of before a choice was kept lack. */
const plain = { tierMoney: null, tierShares: { high: 0.2, mid: 0.3 }, chosen: [] };

const frozen = (row: { version: number; cuts: unknown }): FrozenCuts => ({
  ...plain,
  ...(row.cuts as Omit<FrozenCuts, 'version'>),
  version: row.version,
});

/** The version in force at the time: the latest taken by this choice then or up to a quarter before; null when none is. */
export async function loadCuts({ pg }: Stores, key: CutsKey): Promise<FrozenCuts | null> {
  const from = new Date(key.asOf.getTime() - cutVersionDays * 86_400_000);
  const row = await pg
    .selectFrom('cut_versions')
    .select(['version', 'cuts'])
    .where('definition_version', '=', key.definitionVersion)
    .where('value_is', '=', key.valueIs)
    .where(sql<boolean>`choice = ${JSON.stringify(key.choice)}::jsonb`)
    .where('as_of', '<=', key.asOf)
    .where('as_of', '>', from)
    .orderBy('as_of', 'desc')
    .executeTakeFirst();
  return row ? frozen(row) : null;
}

/** One version by its number; null where it is none. */
export async function findCuts({ pg }: Pick<Stores, 'pg'>, version: number): Promise<FrozenCuts | null> {
  const row = await pg
    .selectFrom('cut_versions')
    .select(['version', 'cuts'])
    .where('version', '=', version)
    .executeTakeFirst();
  return row ? frozen(row) : null;
}

/** Freezes cuts under a new version; a concurrent run of the same time keeps the first and returns it. */
export async function saveCuts(
  { pg, now }: Stores,
  key: CutsKey,
  cuts: Omit<FrozenCuts, 'version'>,
): Promise<FrozenCuts> {
  await sql`
    insert into cut_versions (as_of, definition_version, value_is, choice, cuts, created_at)
    values (${key.asOf}, ${key.definitionVersion}, ${key.valueIs}, ${JSON.stringify(key.choice)}::jsonb, ${JSON.stringify(cuts)}::jsonb, ${now()})
    on conflict (as_of, definition_version, value_is, choice) do nothing`.execute(pg);
  const kept = await loadCuts({ pg, now }, key);
  invariant(kept, 'cuts just frozen are in force');
  return kept;
}
