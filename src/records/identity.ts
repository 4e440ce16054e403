/** Which records are one person, why, and what people decided about it; as the management API says it. */
import { z } from 'zod';
import { customerRow } from './customer.ts';
import { listPage, listQuery } from './list.ts';

export const doubtReasons = ['conflict', 'no-name', 'other-name'] as const;

/** A record as one source of its identifier names it. */
const identityRecord = customerRow.extend({
  idType: z.string(),
  /** The record that names the person. */
  isPerson: z.boolean(),
  /** Kinds of keys it is named by, its own first. */
  keyKinds: z.array(z.string()),
});
export type IdentityRecord = z.infer<typeof identityRecord>;

const identityRuling = z.object({
  decisionId: z.uuid(),
  kind: z.enum(['same', 'apart']),
  left: z.uuid(),
  right: z.uuid(),
  at: z.string(),
  actorId: z.string(),
  reason: z.string(),
});

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
  /** Keys that join records: every one of them has it. */
  bonds: z.array(z.object({ keyKind: z.string(), records: z.array(z.uuid()) })),
  rulings: z.array(identityRuling),
  doubts: z.array(identityDoubt),
  /** Newest first, 50 at most. */
  history: z.array(z.object({ recordId: z.uuid(), from: z.uuid(), to: z.uuid(), at: z.string() })),
});
export type IdentityOfCustomer = z.infer<typeof identityOfCustomer>;

export const doubtQuery = listQuery(['at'])
  .omit({ query: true })
  .extend({ why: z.enum(doubtReasons).optional() });

export const doubtRow = identityDoubt.extend({ record: customerRow, other: customerRow });
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
