/** Row types of `0012_access.sql` and `0013_approvals.sql`: one-time links, recovery codes, locks of log-ins, four eyes. */
import type { ApprovalKind } from '../../records/approval.ts';
import type { Json } from './tables-foundation.ts';

export interface AccountLinksTable {
  link_hash: Buffer;
  user_id: string;
  purpose: 'invitation' | 'password';
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
}

export interface RecoveryCodesTable {
  user_id: string;
  code_hash: Buffer;
  used_at: Date | null;
}

export interface LoginThrottleTable {
  place: Buffer;
  failures: number;
  wait_until: Date;
  last_at: Date;
}

export interface ApprovalsTable {
  approval_id: string;
  kind: ApprovalKind;
  deed: string;
  target: string;
  detail: Json;
  people: number;
  requested_by: string;
  requested_at: Date;
  expires_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
  approved: boolean | null;
  note: string | null;
  used_at: Date | null;
}

/** `0021_data_scope.sql`. */
export interface LimitedRolesTable {
  role: string;
}

export interface AccessTables {
  limited_roles: LimitedRolesTable;
  approvals: ApprovalsTable;
  account_links: AccountLinksTable;
  recovery_codes: RecoveryCodesTable;
  login_throttle: LoginThrottleTable;
}
