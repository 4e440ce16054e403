/** Which records are one person, why, and what people decided about it; as the management API says it. */
import { z } from 'zod';
import { customerRow } from './customer.ts';
import { listPage, listQuery } from './list.ts';
import { maskedContact } from './masking.ts';

export const doubtReasons = ['conflict', 'no-name', 'other-name'] as const;

/** A record as one source of its identifier names it, with what was said of it alone. */
export const recordRow = customerRow.extend({ idType: z.string() });
export type RecordRow = z.infer<typeof recordRow>;

const identityRecord = recordRow.extend({
  /** The record that names the person. */
  isPerson: z.boolean(),
  /** Kinds of keys it is named by, its own first. */
  keyKinds: z.array(z.string()),
  /** Who named it: sources of files and programs. */
  sources: z.array(z.string()),
});
export type IdentityRecord = z.infer<typeof identityRecord>;

const identityRuling = z.object({
  decisionId: z.uuid(),
  kind: z.enum(['same', 'apart']),
  left: z.uuid(),
  right: z.uuid(),
  at: z.string(),
  actorId: z.string(),
  /** Of the colleague who decided; null for keys, the server itself and accounts that are gone. */
  actorEmail: z.string().nullable(),
  reason: z.string(),
});

/** A key that several of the person's records have. */
const identityBond = z.object({
  keyKind: z.string(),
  strength: z.enum(['strong', 'weak']),
  /** Whether it joins them; a weak key never does, a strong one not where too many people share it or a rule cut it. */
  joins: z.boolean(),
  /** The least sure word of those that say it: it names the record itself, was verified, or was merely stated. */
  trust: z.enum(['own', 'verified', 'stated']),
  records: z.array(z.uuid()),
  /** When a source first and last said it; a program's word counts from the first time. */
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  sources: z.array(z.string()),
});
export type IdentityBond = z.infer<typeof identityBond>;

const identityDoubt = z.object({
  recordId: z.uuid(),
  otherId: z.uuid(),
  keyKind: z.string(),
  /** `conflict`: different numbers. `no-name`, `other-name`: the key is of several names. */
  why: z.enum(doubtReasons),
  foundAt: z.string(),
});

/** Who a record is: the records of the person, what joins them, what keeps others apart. */
export const identityOfCustomer = z.object({
  customerId: z.uuid(),
  records: z.array(identityRecord),
  /** Those that join first. */
  bonds: z.array(identityBond),
  rulings: z.array(identityRuling),
  doubts: z.array(identityDoubt),
  /** Records of other people that doubts, decisions and the history speak of. */
  others: z.array(recordRow),
  /** Newest first, 50 at most. */
  history: z.array(z.object({ recordId: z.uuid(), from: z.uuid(), to: z.uuid(), at: z.string() })),
});
export type IdentityOfCustomer = z.infer<typeof identityOfCustomer>;

export const doubtStates = ['open', 'ignored'] as const;
export const doubtQuery = listQuery(['at'])
  .omit({ query: true })
  .extend({ why: z.enum(doubtReasons).optional(), state: z.enum(doubtStates).optional() });

export const doubtRow = identityDoubt.extend({ record: recordRow, other: recordRow, isIgnored: z.boolean() });
export type DoubtRow = z.infer<typeof doubtRow>;

export const doubtList = listPage.extend({
  doubts: z.array(doubtRow),
  counts: z.object({
    /** Records another one stands for. */
    linked: z.int(),
    /** Keys that too many people share, and so join nobody. */
    sharedKeys: z.int(),
  }),
});

/**
 * `same`: the two records are one person. `apart`: they are not; without `other` the record is parted from everybody else
 * of its person.
 */
export const rulingRequest = z.object({
  kind: z.enum(['same', 'apart']),
  record: z.uuid(),
  other: z.uuid().optional(),
  reason: z.string().trim().min(4).max(300),
});
export type RulingRequest = z.infer<typeof rulingRequest>;

export const rulingReply = z.object({
  decisionId: z.uuid(),
  /** Records whose person is another one now. */
  changed: z.int(),
});

export const rulingParams = z.object({ id: z.uuid() });
export const undoRulingRequest = z.object({ reason: z.string().trim().min(4).max(300) });

/**
 * What a decision would do; `undo` takes `decision`, `enable` and `disable` a key, the others what the ruling itself takes.
 */
export const rulingPreviewQuery = z.object({
  kind: z.enum(['same', 'apart', 'undo', 'enable', 'disable']),
  record: z.uuid().optional(),
  other: z.uuid().optional(),
  decision: z.uuid().optional(),
  keyKind: z.string().max(60).optional(),
  keyId: z.uuid().optional(),
});

export const rulingPreview = z.object({
  /** Records whose person would be another one. */
  moves: z.array(z.object({ recordId: z.uuid(), from: z.uuid(), to: z.uuid() })),
  /** Every record that `moves` names. */
  records: z.array(recordRow),
  /** What was said of the moving records and goes with them. */
  orders: z.int(),
  contactPoints: z.int(),
  consents: z.int(),
});
export type RulingPreview = z.infer<typeof rulingPreview>;

/** `enabled`: somebody lets it join in spite of how many people share it. */
export const sharedKeyStates = ['open', 'ignored', 'enabled'] as const;

export const sharedKeyQuery = listQuery(['records', 'at'])
  .omit({ query: true })
  .extend({ state: z.enum(sharedKeyStates).optional() });

const sharedKeyRow = z.object({
  kind: z.string(),
  /** The keyed hash; what it stands for cannot be read from it. */
  keyId: z.uuid(),
  records: z.int(),
  foundAt: z.string(),
  state: z.enum(sharedKeyStates),
  /** Whether it would join anybody if it were enabled: weak keys never do. */
  mayJoin: z.boolean(),
  /** The shared value; null where the examples do not tell it. */
  masked: maskedContact.nullable(),
  /** Three records at most. */
  examples: z.array(recordRow),
});
export type SharedKeyRow = z.infer<typeof sharedKeyRow>;

export const sharedKeyList = listPage.extend({ keys: z.array(sharedKeyRow) });

const wishReason = z.string().trim().min(4).max(300);
/** A pair in doubt, and why something is done about it. */
export const doubtWish = z.object({ record: z.uuid(), other: z.uuid(), reason: wishReason });
export type DoubtWish = z.infer<typeof doubtWish>;
export const keyWish = z.object({ kind: z.string().max(60), keyId: z.uuid(), reason: wishReason });
export type KeyWish = z.infer<typeof keyWish>;
export const ignoreReply = z.object({ ignored: z.int() });
export const reopenReply = z.object({
  /** Doubts on the list again; none where what was ignored no longer holds. */
  reopened: z.int(),
});
export const keyReply = z.object({
  /** Records whose person is another one now. */
  changed: z.int(),
});
