/** Four eyes: what one person wants to do, and what another decided about it. */
import { z } from 'zod';
import type { Permission } from './permission.ts';

export const approvalKind = z.enum(['role', 'audience', 'export', 'erasure', 'keys', 'settings']);
export type ApprovalKind = z.infer<typeof approvalKind>;

/** The right by which a person may decide a request of a kind: the one who may do the deed's own approving. */
export const decidingRight: Readonly<Record<ApprovalKind, Permission>> = {
  role: 'account.change',
  audience: 'campaign.approve',
  export: 'campaign.approve',
  erasure: 'customer.erase',
  keys: 'key-ring.change',
  settings: 'settings.change',
};

export const approvalRow = z.object({
  approvalId: z.string(),
  kind: approvalKind,
  /** An address, a campaign's name, a customer's id. */
  target: z.string(),
  /** What it would change: before and after, or the figures it was asked with. */
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  people: z.int(),
  state: z.enum(['waiting', 'approved', 'refused', 'used', 'expired']),
  /** Address of the person, or the name of a key. */
  requestedBy: z.string(),
  requestedAt: z.string(),
  expiresAt: z.string(),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  note: z.string().nullable(),
  /** Whether the caller may decide it: not their own, and the right is theirs. */
  mayDecide: z.boolean(),
});
export type ApprovalRow = z.infer<typeof approvalRow>;
export const approvalList = z.object({ approvals: z.array(approvalRow) });

export const approvalParams = z.object({ id: z.uuid() });
export const approvalDecision = z.object({
  approve: z.boolean(),
  /** Why; kept with the decision. */
  note: z.string().trim().min(2).max(300),
});
export const approvalDecided = z.object({ approvalId: z.string(), approved: z.boolean() });
