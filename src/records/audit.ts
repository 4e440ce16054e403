/** The audit log as the console, the API and the command line see it: entries with their words, and a verification. */
import { z } from 'zod';

const time = z.iso.datetime();
/** A time, or a day in the organisation's zone: its first moment as `from`, its last as `to`. */
const timeOrDay = z.union([time, z.iso.date()]);

export const auditEntry = z.object({
  auditId: z.int(),
  /** Domain time, and the machine's. */
  at: time,
  recordedAt: time,
  actorKind: z.enum(['user', 'key', 'system', 'public']),
  actorId: z.string().nullable(),
  /** The account's address, the key's name, or null where the kind says it all. */
  actor: z.string().nullable(),
  address: z.string().nullable(),
  action: z.string(),
  /** The action in the caller's language. */
  actionText: z.string(),
  target: z.string().nullable(),
  before: z.unknown(),
  after: z.unknown(),
  reason: z.string().nullable(),
  /** Place in the chain; null within a second of writing. */
  sealNo: z.int().nullable(),
  hash: z.string().nullable(),
});
export type AuditEntryView = z.infer<typeof auditEntry>;

export const auditQuery = z.object({
  /** A user id, a key id, `local`, `system` or `public`. */
  actor: z.string().max(80).optional(),
  action: z.string().max(80).optional(),
  /** `campaign:autumn`, or `campaign:` for all campaigns. */
  target: z.string().max(200).optional(),
  from: timeOrDay.optional(),
  to: timeOrDay.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional(),
});

export const auditList = z.object({
  entries: z.array(auditEntry),
  nextCursor: z.string().nullable(),
  /** Everybody whose entries can be asked for, and every action with its words. */
  actors: z.array(z.object({ actorId: z.string(), label: z.string().nullable() })),
  actions: z.array(z.object({ action: z.string(), text: z.string() })),
});
export type AuditList = z.infer<typeof auditList>;

export const auditFindingKinds = [
  'edited',
  'moved',
  'missing',
  'cut-off',
  'rewritten',
  'checkpoint-altered',
  'checkpoints-gone',
] as const;

export const auditFinding = z.object({
  kind: z.enum(auditFindingKinds),
  /** The place in the chain, or the first of a range; for an altered checkpoint its line. */
  sealNo: z.int(),
  lastSealNo: z.int(),
  /** Where a moved entry was sealed. */
  was: z.int().nullable(),
  auditId: z.int().nullable(),
  at: z.string().nullable(),
  actorId: z.string().nullable(),
  action: z.string().nullable(),
  target: z.string().nullable(),
});
export type AuditFinding = z.infer<typeof auditFinding>;

export const auditReport = z.object({
  intact: z.boolean(),
  sealed: z.int(),
  /** Entries of the last second that are not in the chain yet. */
  unsealed: z.int(),
  checkpoints: z.int(),
  /** The newest valid checkpoint: what lies after it could still be rewritten whole. */
  lastCheckpoint: z.object({ sealNo: z.int(), at: time }).nullable(),
  findings: z.array(auditFinding),
  seconds: z.number(),
});
export type AuditReport = z.infer<typeof auditReport>;
