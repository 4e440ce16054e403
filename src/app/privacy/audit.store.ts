/** The audit log read for people: newest first, filtered by who, what and when, with accounts and keys by name. */
import { sql } from 'kysely';
import type { z } from 'zod';
import { type AuditAction, auditActions } from '../../kernel/audit-actions.ts';
import type { Locale } from '../../kernel/settings.ts';
import type { AuditEntryView, AuditList, auditQuery } from '../../records/audit.ts';
import type { StoreContext } from '../../store/context.ts';
import { findAccounts } from '../accounts.store.ts';
import { findApiKeys } from '../api-keys.store.ts';

type Filter = Omit<z.infer<typeof auditQuery>, 'cursor' | 'from' | 'to'> & {
  readonly from: Date | null;
  readonly to: Date | null;
  readonly before: number | null;
};

const textOfAction = (action: string, locale: Locale): string =>
  auditActions[action as AuditAction]?.[locale === 'en' ? 'en' : 'zh'] ?? action;

/** Every action with its words, in the order of the words. */
export const actionWords = (locale: Locale) =>
  Object.keys(auditActions)
    .map(action => ({ action, text: textOfAction(action, locale) }))
    .sort((a, b) => a.text.localeCompare(b.text, locale));

/** Accounts and keys by id, then those that need no name. */
export async function loadActors(ctx: StoreContext): Promise<AuditList['actors']> {
  const accounts = (await findAccounts(ctx)).map(({ userId, email }) => ({ actorId: userId, label: email }));
  const keys = (await findApiKeys(ctx)).map(({ keyId, name }) => ({ actorId: keyId, label: name }));
  const others = ['local', 'system', 'public'].map(actorId => ({ actorId, label: null }));
  return [...accounts, ...keys, ...others];
}

interface Row {
  readonly audit_id: number;
  readonly at: Date;
  readonly recorded_at: Date;
  readonly actor_kind: AuditEntryView['actorKind'];
  readonly actor_id: string | null;
  readonly address: string | null;
  readonly action: string;
  readonly target: string | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | null;
  readonly seal_no: number | null;
  readonly hash: Buffer | null;
}

/** A page of entries, newest first; 3 ms where an index fits the filter. */
export async function loadAuditEntries(
  ctx: StoreContext,
  filter: Filter,
  { locale, actors }: { locale: Locale; actors: AuditList['actors'] },
): Promise<AuditEntryView[]> {
  const { actor = null, action = null, target = null, from, to, before, limit } = filter;
  const prefix = target?.endsWith(':') ? target : null;
  const { rows } = await sql<Row>`
    select * from audit_entries
    where (${before}::bigint is null or audit_id < ${before}) and (${actor}::text is null or actor_id = ${actor})
      and (${action}::text is null or action = ${action})
      and (${target}::text is null or target = ${target} or starts_with(target, ${prefix}))
      and (${from}::timestamptz is null or at >= ${from}) and (${to}::timestamptz is null or at < ${to})
    order by audit_id desc limit ${limit}`.execute(ctx.pg);
  const labels = new Map(actors.map(({ actorId, label }) => [actorId, label]));
  return rows.map(row => ({
    auditId: row.audit_id,
    at: row.at.toISOString(),
    recordedAt: row.recorded_at.toISOString(),
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    actor: labels.get(row.actor_id ?? '') ?? null,
    address: row.address,
    action: row.action,
    actionText: textOfAction(row.action, locale),
    target: row.target,
    before: row.before,
    after: row.after,
    reason: row.reason,
    sealNo: row.seal_no,
    hash: row.hash?.toString('hex') ?? null,
  }));
}
