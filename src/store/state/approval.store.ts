/**
 * Four eyes for what concerns many people or somebody's rights: the first call keeps a request and is refused, a second
 * person decides, and the same deed done again uses the approval up. While nobody else could decide, it goes on alone,
 * which the audit log says.
 */
import { sql } from 'kysely';
import { conflict } from '../../kernel/errors.ts';
import { type ApprovalKind, decidingRight } from '../../records/approval.ts';
import { rolesThatMay } from '../../records/permission.ts';
import type { StoreContext } from '../context.ts';
import { saveAudit } from './audit.store.ts';
import { type StateTransaction, withTransaction } from './state-db.ts';

/** How long a request waits and an approval is good. */
const livesMs = 7 * 24 * 3600_000;

export interface Deed {
  readonly kind: ApprovalKind;
  /** The deed itself, so that an approval of another one is of no use: `launch:autumn:3`. */
  readonly deed: string;
  /** `campaign:autumn`, `user:ID`. */
  readonly target: string;
  /** What the second person is shown: before and after, figures; never contact data. */
  readonly detail: Readonly<Record<string, string | number | null>>;
  /** How many people it concerns; an approval covers as many and no more. */
  readonly people: number;
  /** An account that does not count among those who could decide, since it is the one that cannot log in. */
  readonly notCounting?: string;
  /** Whom it is about where that has no id yet: encrypted, shown to who decides, never in the audit log. */
  readonly sealed?: { readonly index: string; readonly cipher: string; readonly keyVersion: number };
}

/**
 * Kinds that need a second person on the server's own command line too. Whoever reads the data folder could do anything,
 * but not without saying so: `--alone REASON` goes on and stands in the audit log.
 */
const alsoOnCommandLine: readonly ApprovalKind[] = ['role'];

/** The context of a deed for which the server's own command line gave a reason to go on alone; nobody else can. */
export const goingAlone = (ctx: StoreContext, reason: string | undefined): StoreContext =>
  reason !== undefined && ctx.caller?.actorKind === 'system'
    ? { ...ctx, caller: { ...ctx.caller, alone: reason } }
    : ctx;

/** Leave to go on; `useApproval` writes it down in the transaction of the deed. */
export type Leave = { readonly kind: 'approved'; readonly approvalId: string } | { readonly kind: 'alone' };

/**
 * Leave for a deed above its threshold. Throws `approval-needed` after keeping the request, which stays when the
 * caller's own transaction does not: call it before that begins. Four reads.
 */
export async function requireSecondPerson(ctx: StoreContext, deed: Deed): Promise<Leave> {
  const caller = ctx.caller;
  if (caller === undefined || caller.alone !== undefined) return { kind: 'alone' };
  const isCommandLine = caller.actorKind === 'system';
  if (isCommandLine && !alsoOnCommandLine.includes(deed.kind)) return { kind: 'alone' };
  const approved = await ctx.pg
    .selectFrom('approvals')
    .select('approval_id')
    .where('deed', '=', deed.deed)
    .where('requested_by', '=', caller.actorId)
    .where('approved', '=', true)
    .where('used_at', 'is', null)
    .where('expires_at', '>', ctx.machineNow())
    .where('people', '>=', deed.people)
    .executeTakeFirst();
  if (approved) return { kind: 'approved', approvalId: approved.approval_id };
  const roles = rolesThatMay(decidingRight[deed.kind]);
  // The command line is nobody's: who types there may be the only one who could decide.
  const own = [caller.actorId, await keyMaker(ctx, caller.actorId), deed.notCounting ?? null];
  const others = await countOthers(ctx, {
    roles,
    except: own.filter(id => id !== null),
    endedBy: caller.actorId,
  });
  if (others < (isCommandLine ? 2 : 1)) return { kind: 'alone' };
  await keepRequest(ctx, deed, caller.actorId);
  throw conflict('approval-needed', { expected: roles.join(', ') });
}

/** Who was shown the secret of this key and so could speak for it; null for what is no key. */
export async function keyMaker({ pg }: Pick<StoreContext, 'pg'>, actorId: string): Promise<string | null> {
  const row = await pg
    .selectFrom('api_keys')
    .select('made_by')
    .where(eb => eb(eb.cast<string>('key_id', 'text'), '=', actorId))
    .executeTakeFirst();
  return row?.made_by ?? null;
}

/** For so long somebody counts whose account the asker ended: nobody is alone by having sent the others away. */
const stillCountsMs = 24 * 3600_000;

/** 0, 1 or 2 for as many and more. */
async function countOthers(
  { pg, machineNow }: StoreContext,
  {
    roles,
    except,
    endedBy,
  }: { readonly roles: readonly string[]; readonly except: readonly string[]; readonly endedBy: string },
): Promise<number> {
  const sentAway = sql<boolean>`exists (select from audit_entries a where a.actor_id = ${endedBy}
    and a.action = 'account.deactivate' and a.target = 'user:' || users.user_id
    and a.recorded_at > ${new Date(machineNow().getTime() - stillCountsMs)})`;
  const rows = await pg
    .selectFrom('users')
    .select('user_id')
    .where('role', 'in', roles)
    .where(eb => eb.or([eb('deactivated_at', 'is', null), sentAway]))
    .where('password_hash', 'is not', null)
    .where(eb => eb(eb.cast<string>('user_id', 'text'), 'not in', except))
    .limit(2)
    .execute();
  return rows.length;
}

/** Asked anew with other figures it is another request: who looks at the first must not decide the second unseen. */
const idAfter = sql<string>`case when approvals.people = excluded.people
  and approvals.detail - 'sealed' = excluded.detail - 'sealed' then approvals.approval_id else excluded.approval_id end`;

async function keepRequest(ctx: StoreContext, deed: Deed, actorId: string): Promise<void> {
  const now = ctx.machineNow();
  const asked = {
    kind: deed.kind,
    target: deed.target,
    detail: JSON.stringify({ ...deed.detail, ...(deed.sealed ? { sealed: deed.sealed } : {}) }),
    people: deed.people,
    requested_at: now,
    expires_at: new Date(now.getTime() + livesMs),
  };
  await withTransaction(ctx.pg, async trx => {
    const { approval_id } = await trx
      .insertInto('approvals')
      .values({ approval_id: ctx.newId(), deed: deed.deed, requested_by: actorId, ...asked })
      .onConflict(on =>
        on
          .columns(['deed', 'requested_by'])
          .where('decided_at', 'is', null)
          .doUpdateSet({ ...asked, approval_id: idAfter }),
      )
      .returning('approval_id')
      .executeTakeFirstOrThrow();
    await saveAudit(trx, ctx, {
      action: 'approval.request',
      target: `approval:${approval_id}`,
      after: { kind: deed.kind, of: deed.target, people: deed.people, ...deed.detail },
    });
  });
}

/** Uses the leave up in the transaction of the deed. Throws `approval-over` when another call was faster. */
export async function useApproval(
  trx: StateTransaction,
  ctx: StoreContext,
  { leave, deed }: { readonly leave: Leave; readonly deed: Deed },
): Promise<void> {
  if (leave.kind === 'alone') {
    const after = { kind: deed.kind, people: deed.people, ...deed.detail };
    const reason = ctx.caller?.alone;
    return saveAudit(trx, ctx, { action: 'approval.exempt', target: deed.target, after, reason });
  }
  const used = await trx
    .updateTable('approvals')
    .set({ used_at: ctx.machineNow() })
    .where('approval_id', '=', leave.approvalId)
    .where('used_at', 'is', null)
    .returning('approval_id')
    .executeTakeFirst();
  if (!used) throw conflict('approval-over');
}
