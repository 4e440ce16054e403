/** Accounts, keys, one's own account and one-time links. */
import { useQuery } from '@tanstack/react-query';
import type {
  AccountLinkReply,
  AccountRow,
  KeyReply,
  KeyRow,
  LinkView,
  OwnAccount,
  RecoveryCodes,
  SecondFactorBegun,
  SessionRow,
} from '../../../src/records/account.ts';
import type { ApprovalRow } from '../../../src/records/approval.ts';
import type { DataScope, PlaceList } from '../../../src/records/data-scope.ts';
import { request } from './client.ts';
import { useCommand } from './use-command.ts';

const accountsKey = ['accounts'];
const ownKey = ['own-account'];
const keysKey = ['keys'];

export const useAccounts = () =>
  useQuery({
    queryKey: accountsKey,
    queryFn: () => request<{ accounts: readonly AccountRow[] }>('/api/users'),
  });

export const useInvite = () =>
  useCommand(
    (body: { email: string; role: string }, key) =>
      request<AccountLinkReply>('/api/users/invitations', { method: 'POST', body, key }),
    { refreshes: [accountsKey] },
  );

export const usePasswordLink = (userId: string) =>
  useCommand((_: null, key) =>
    request<AccountLinkReply>(`/api/users/${userId}/password-link`, { method: 'POST', key }),
  );

export const useChangeRole = (userId: string) =>
  useCommand(
    (role: string, key) => request(`/api/users/${userId}/role`, { method: 'PUT', body: { role }, key }),
    { refreshes: [accountsKey] },
  );

export const useChangeScope = (userId: string) =>
  useCommand(
    (dataScope: DataScope | null, key) =>
      request(`/api/users/${userId}/scope`, { method: 'PUT', body: { dataScope }, key }),
    { refreshes: [accountsKey] },
  );

const limitedRolesKey = ['limited-roles'];
interface LimitedRoles {
  readonly roles: readonly string[];
}

export const useLimitedRoles = () =>
  useQuery({ queryKey: limitedRolesKey, queryFn: () => request<LimitedRoles>('/api/limited-roles') });

/** Asked for only where somebody is about to choose among them. */
export const usePlaces = () =>
  useQuery({ queryKey: ['places'], queryFn: () => request<PlaceList>('/api/places') });

export const useSaveLimitedRoles = () =>
  useCommand(
    (roles: readonly string[], key) =>
      request<LimitedRoles>('/api/limited-roles', { method: 'PUT', body: { roles }, key }),
    { refreshes: [limitedRolesKey, accountsKey] },
  );

export type AccountMove = 'activate' | 'deactivate' | 'sign-out' | 'second-factor';

/** Deeds on an account that need nothing but its id. */
export const useAccountMove = (userId: string, move: AccountMove) =>
  useCommand(
    (_: null, key) =>
      request(`/api/users/${userId}/${move}`, {
        method: move === 'second-factor' ? 'DELETE' : 'POST',
        key,
      }),
    { refreshes: [accountsKey, sessionsKey(userId)] },
  );

const sessionsKey = (userId: string) => ['sessions', userId];

/** Where somebody else is logged in. */
export const useSessions = (userId: string) =>
  useQuery({
    queryKey: sessionsKey(userId),
    queryFn: () => request<{ sessions: readonly SessionRow[] }>(`/api/users/${userId}/sessions`),
  });

export const useEndSessionOf = (userId: string) =>
  useCommand(
    (sessionId: string, key) =>
      request(`/api/users/${userId}/sessions/${sessionId}`, { method: 'DELETE', key }),
    { refreshes: [sessionsKey(userId), accountsKey] },
  );

export const useOwnAccount = () =>
  useQuery({ queryKey: ownKey, queryFn: () => request<OwnAccount>('/api/account') });

export const useChangePassword = () =>
  useCommand(
    (body: { current: string; password: string }, key) =>
      request('/api/account/password', { method: 'PUT', body, key }),
    { refreshes: [ownKey] },
  );

export const useEndSession = () =>
  useCommand(
    (sessionId: string, key) => request(`/api/account/sessions/${sessionId}`, { method: 'DELETE', key }),
    { refreshes: [ownKey] },
  );

export const useBeginSecondFactor = () =>
  useCommand((body: { current: string }, key) =>
    request<SecondFactorBegun>('/api/account/second-factor', { method: 'POST', body, key }),
  );

export const useConfirmSecondFactor = () =>
  useCommand((body: { code: string }, key) =>
    request<RecoveryCodes>('/api/account/second-factor/confirm', { method: 'POST', body, key }),
  );

export const useRenewRecoveryCodes = () =>
  useCommand(
    (body: { current: string }, key) =>
      request<RecoveryCodes>('/api/account/recovery-codes', { method: 'POST', body, key }),
    { refreshes: [ownKey] },
  );

export const useRemoveSecondFactor = () =>
  useCommand(
    (body: { current: string }, key) =>
      request('/api/account/second-factor', { method: 'DELETE', body, key }),
    { refreshes: [ownKey] },
  );

export const ownAccountKey = ownKey;

export const useKeys = () =>
  useQuery({ queryKey: keysKey, queryFn: () => request<{ keys: readonly KeyRow[] }>('/api/keys') });

export interface KeyWish {
  readonly name: string;
  readonly scope: string;
  readonly addresses: readonly string[];
  readonly expiresInDays?: number;
  readonly dataScope?: DataScope;
}

export const useAddKey = () =>
  useCommand((body: KeyWish, key) => request<KeyReply>('/api/keys', { method: 'POST', body, key }), {
    refreshes: [keysKey],
  });

export const useRotateKey = (keyId: string) =>
  useCommand(
    (_: null, key) => request<KeyReply>(`/api/keys/${keyId}/rotate`, { method: 'POST', body: {}, key }),
    { refreshes: [keysKey] },
  );

export const useRevokeKey = (keyId: string) =>
  useCommand((_: null, key) => request(`/api/keys/${keyId}`, { method: 'DELETE', key }), {
    refreshes: [keysKey],
  });

const approvalsKey = ['approvals'];

export const useApprovals = () =>
  useQuery({
    queryKey: approvalsKey,
    queryFn: () => request<{ approvals: readonly ApprovalRow[] }>('/api/approvals'),
  });

export const useDecide = (approvalId: string) =>
  useCommand(
    (body: { approve: boolean; note: string }, key) =>
      request(`/api/approvals/${approvalId}/decision`, { method: 'POST', body, key }),
    { refreshes: [approvalsKey] },
  );

/** Whose link this is; the token comes from behind the `#` and goes in the body. */
export const useLink = (token: string) =>
  useQuery({
    queryKey: ['account-link', token],
    queryFn: () => request<LinkView>('/api/account-links/look', { method: 'POST', body: { token } }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const useAcceptLink = () =>
  useCommand((body: { token: string; password: string; locale: string }, key) =>
    request<{ email: string }>('/api/account-links/accept', { method: 'POST', body, key }),
  );
