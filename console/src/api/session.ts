/** Who is logged in and the organisation's settings: the first thing every page needs. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { LoginRequest, Session } from '../../../src/records/session.ts';
import type { SettingsRecord, SettingsView } from '../../../src/records/settings.ts';
import { ApiError, request } from './client.ts';
import { useCommand } from './use-command.ts';

const loadSession = (): Promise<Session | null> =>
  request<Session>('/api/session').catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  });

/** The session, or null when nobody is logged in. */
export const useSession = () =>
  useQuery({ queryKey: ['session'], queryFn: loadSession, staleTime: 60_000, refetchOnWindowFocus: true });

export function useLogin() {
  const client = useQueryClient();
  return useCommand(
    (input: LoginRequest, key) => request<Session>('/api/session', { method: 'POST', body: input, key }),
    { onDone: session => client.setQueryData(['session'], session) },
  );
}

export function useLogout() {
  const client = useQueryClient();
  return useCommand((_: null, key) => request('/api/session', { method: 'DELETE', key }), {
    onDone: () => {
      // The session stays in the cache: what watches it must learn that nobody is logged in any more.
      client.setQueryData(['session'], null);
      client.removeQueries({ predicate: query => query.queryKey[0] !== 'session' });
    },
  });
}

export const useSpeak = () =>
  useCommand(
    (input: { locale: string }, key) => request('/api/session', { method: 'PATCH', body: input, key }),
    {
      refreshes: [['session'], ['texts']],
    },
  );

export const useSettings = () =>
  useQuery({ queryKey: ['settings'], queryFn: () => request<SettingsView>('/api/settings') });

export const useSaveSettings = () =>
  useCommand(
    (input: Partial<SettingsRecord>, key) =>
      request<SettingsView>('/api/settings', { method: 'PUT', body: input, key }),
    { refreshes: [['settings'], ['session']] },
  );
