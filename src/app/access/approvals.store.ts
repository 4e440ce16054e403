/** The approval desk: what waits for a second person, what was decided, and deciding. */
import { conflict, notAllowed, notFound } from '../../kernel/errors.ts';
import { type ApprovalRow, decidingRight } from '../../records/approval.ts';
import { may } from '../../records/permission.ts';
import type { Caller } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { type Deed, keyMaker } from '../../store/state/approval.store.ts';
import { saveAudit } from '../../store/state/audit.store.ts';
import { withTransaction } from '../../store/state/state-db.ts';
import { findAccounts } from '../accounts.store.ts';
import { findApiKeys } from '../api-keys.store.ts';
import { openAddress } from './new-account.store.ts';

const shown = 200;

interface Standing {
  readonly approved: boolean | null;
  readonly used_at: Date | null;
  readonly expires_at: Date;
}

function stateOf({ approved, used_at, expires_at }: Standing, now: Date): ApprovalRow['state'] {
  if (approved === false) return 'refused';
  if (used_at) return 'used';
  if (expires_at <= now) return 'expired';
  return approved ? 'approved' : 'waiting';
}

/** The keys whose secret the caller was shown: what they ask for, the caller asks for. */
async function findOwnKeys({ pg }: StoreContext, { actorId }: Caller): Promise<string[]> {
  const rows = await pg.selectFrom('api_keys').select('key_id').where('made_by', '=', actorId).execute();
  return rows.map(row => row.key_id);
}

/** The newest 200 requests, with who asked and who decided. */
export async function findApprovals(ctx: StoreContext, caller: Caller): Promise<ApprovalRow[]> {
  const [rows, accounts, keys, ownKeys] = await Promise.all([
    ctx.pg
      .selectFrom('approvals')
      .selectAll()
      .orderBy('requested_at', 'desc')
      .orderBy('approval_id', 'desc')
      .limit(shown)
      .execute(),
    findAccounts(ctx),
    findApiKeys(ctx),
    findOwnKeys(ctx, caller),
  ]);
  const own = new Set([caller.actorId, ...ownKeys]);
  const names = new Map([
    ...accounts.map(row => [row.userId, row.email] as const),
    ...keys.map(row => [row.keyId, row.name] as const),
  ]);
  const nameOf = (id: string) => names.get(id) ?? id;
  const targetOf = (target: string) =>
    target.startsWith('user:') ? nameOf(target.slice(5)) : target.replace(/^\w+:/, '');
  const now = ctx.machineNow();
  return rows.map(row => {
    const state = stateOf(row, now);
    const { sealed, ...detail } = row.detail as ApprovalRow['detail'] & Pick<Deed, 'sealed'>;
    return {
      approvalId: row.approval_id,
      kind: row.kind,
      target: sealed ? (openAddress(ctx, sealed) ?? 'user:new') : targetOf(row.target),
      detail,
      people: row.people,
      state,
      requestedBy: nameOf(row.requested_by),
      requestedAt: row.requested_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
      decidedBy: row.decided_by === null ? null : nameOf(row.decided_by),
      decidedAt: row.decided_at?.toISOString() ?? null,
      note: row.note,
      mayDecide: state === 'waiting' && !own.has(row.requested_by) && may(caller, decidingRight[row.kind]),
    };
  });
}

/** Throws `approval-unknown`, `approval-own` (also for what a key of theirs asked), `approval-right`, `approval-over`. One conditional write. */
export async function decideApproval(
  ctx: StoreContext,
  decision: {
    readonly approvalId: string;
    readonly approve: boolean;
    readonly note: string;
    readonly caller: Caller;
  },
): Promise<void> {
  const { approvalId, approve, note, caller } = decision;
  const row = await ctx.pg
    .selectFrom('approvals')
    .select(['kind', 'requested_by'])
    .where('approval_id', '=', approvalId)
    .executeTakeFirst();
  if (!row) throw notFound('approval-unknown', { path: 'id' });
  const own = [row.requested_by, await keyMaker(ctx, row.requested_by)];
  if (own.includes(caller.actorId)) throw notAllowed('approval-own', { path: 'id' });
  const permission = decidingRight[row.kind];
  if (!may(caller, permission)) throw notAllowed('approval-right', { params: { permission } });
  await withTransaction(ctx.pg, async trx => {
    const decided = await trx
      .updateTable('approvals')
      .set({ decided_by: caller.actorId, decided_at: ctx.machineNow(), approved: approve, note })
      .where('approval_id', '=', approvalId)
      .where('decided_at', 'is', null)
      .where('expires_at', '>', ctx.machineNow())
      .returning('approval_id')
      .executeTakeFirst();
    if (!decided) throw conflict('approval-over', { path: 'id' });
    const target = `approval:${approvalId}`;
    await saveAudit(trx, ctx, { action: 'approval.decide', target, after: { approve }, reason: note });
  });
}
