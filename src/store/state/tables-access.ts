/** Row types of `0012_access.sql`: one-time links, recovery codes and locks of log-ins. */

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

export interface AccessTables {
  account_links: AccountLinksTable;
  recovery_codes: RecoveryCodesTable;
  login_throttle: LoginThrottleTable;
}
