/**
 * Lists of people that leave: what one person takes within a day counts together, so that a base does not leave in portions
 * that are each too small for a second person.
 */
import { sql } from 'kysely';
import { conflict } from '../../kernel/errors.ts';
import type { StoreContext } from '../context.ts';
import { type Deed, keyMaker, type Leave, requireSecondPerson, useApproval } from './approval.store.ts';
import { saveAudit } from './audit.store.ts';
import type { StateDb, StateTransaction } from './state-db.ts';

/** Entries of these actions hold how many left in `after.people`. */
export type TakingAction =
  | 'campaign.export'
  | 'segment.export'
  | 'list.export'
  | 'incident.export'
  | 'incident.export-drill'
  | 'quarantine.download';
const taking: readonly TakingAction[] = [
  'campaign.export',
  'segment.export',
  'list.export',
  'incident.export',
  'incident.export-drill',
  'quarantine.download',
];
const dayMs = 86_400_000;

/** The person behind the caller and every key whose secret they were shown. */
async function idsOf(ctx: Pick<StoreContext, 'pg' | 'caller'>): Promise<string[]> {
  const actorId = ctx.caller?.actorId ?? 'system';
  const person = (await keyMaker(ctx, actorId)) ?? actorId;
  const keys = await ctx.pg.selectFrom('api_keys').select('key_id').where('made_by', '=', person).execute();
  return [...new Set([actorId, person, ...keys.map(row => row.key_id)])];
}

async function takenAlone(
  db: StateDb | StateTransaction,
  { ids, since }: { readonly ids: readonly string[]; readonly since: Date },
): Promise<number> {
  const { rows } = await sql<{ people: number }>`
    select coalesce(sum((after ->> 'people')::bigint), 0)::float8 as people from audit_entries
    where actor_id = any(${ids}::text[]) and action = any(${taking}::text[]) and recorded_at > ${since}
      and not coalesce(after ? 'approvalId', false)`.execute(db);
  return rows[0]?.people ?? 0;
}

const isTooMuch = async (
  db: StateDb | StateTransaction,
  { caller, machineNow, settings }: StoreContext,
  people: number,
): Promise<boolean> => {
  const ids = await idsOf({ pg: db as StateDb, caller });
  const since = new Date(machineNow().getTime() - dayMs);
  return (await takenAlone(db, { ids, since })) + people > settings.approvalExportPeople;
};

/**
 * Leave for a list, or null where it needs none: with what the caller took in 24 hours without a second person it holds no
 * more people than the settings allow one. Throws `approval-needed`, as `requireSecondPerson` does.
 */
export async function leaveToTake(ctx: StoreContext, deed: Deed): Promise<Leave | null> {
  if (deed.people === 0) return null;
  return (await isTooMuch(ctx.pg, ctx, deed.people)) ? requireSecondPerson(ctx, deed) : null;
}

/** Of two lists at once the second counts the first. Throws `approval-over`: done again it asks a second person. */
async function requireStillFew(trx: StateTransaction, ctx: StoreContext, people: number): Promise<void> {
  const actor = ctx.caller?.actorId ?? 'system';
  await sql`select pg_advisory_xact_lock(hashtextextended(${`take ${actor}`}, 0))`.execute(trx);
  if (await isTooMuch(trx, ctx, people)) throw conflict('approval-over');
}

/**
 * Uses the leave of a list up, in the transaction of its deed and before anything of it; what it gives stands in the audit entry
 * of the list, which holds `people`. Throws `approval-over`.
 */
export async function useLeave(
  trx: StateTransaction,
  ctx: StoreContext,
  { leave, deed }: { readonly leave: Leave | null; readonly deed: Deed },
): Promise<{ readonly approvalId?: string }> {
  if (leave) await useApproval(trx, ctx, { leave, deed });
  else if (deed.people > 0) await requireStillFew(trx, ctx, deed.people);
  return leave?.kind === 'approved' ? { approvalId: leave.approvalId } : {};
}

/** Writes a list that leaves into the audit log in the transaction of its deed, and uses its leave up. Throws `approval-over`. */
export async function noteTaken(
  trx: StateTransaction,
  ctx: StoreContext,
  {
    leave,
    deed,
    action,
    after,
  }: {
    readonly leave: Leave | null;
    readonly deed: Deed;
    readonly action: TakingAction;
    readonly after: { readonly people: number };
  },
): Promise<void> {
  const approved = await useLeave(trx, ctx, { leave, deed });
  await saveAudit(trx, ctx, { action, target: deed.target, after: { ...after, ...approved } });
}
