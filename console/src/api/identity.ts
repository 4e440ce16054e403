/** Which records are one person, what is in doubt, and deciding about it. */
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { Household } from '../../../src/records/household.ts';
import type {
  DoubtWish,
  doubtList,
  IdentityOfCustomer,
  KeyWish,
  RulingPreview,
  RulingRequest,
  rulingPreviewQuery,
  rulingReply,
  sharedKeyList,
} from '../../../src/records/identity.ts';
import type {
  IdentitySettings,
  IdentitySettingsRequest,
  KindSetting,
} from '../../../src/records/identity-settings.ts';
import type { JobStarted } from '../../../src/records/job.ts';
import { type PageQuery, request } from './client.ts';
import { useCommand } from './use-command.ts';

type RulingReply = z.infer<typeof rulingReply>;
/** A decision as its dialog asks about it, before there is a reason. */
export type Wish = z.infer<typeof rulingPreviewQuery>;

/** Whatever shows customers may show others after a decision. */
const refreshes = [['customer'], ['customers'], ['identity'], ['home']];

export const useIdentity = (id: string, enabled: boolean) =>
  useQuery({
    enabled,
    queryKey: ['identity', 'customer', id],
    queryFn: () => request<IdentityOfCustomer>(`/api/customers/${id}/identity`),
  });

export const useHousehold = (id: string) =>
  useQuery({
    queryKey: ['identity', 'household', id],
    queryFn: () => request<Household>(`/api/customers/${id}/household`),
  });

/**
 * What a decision would move; asked anew each time the dialog opens. Not below `identity`: while its dialog closes, a
 * decision just taken must not be asked about again.
 */
export const useRulingPreview = (wish: Wish) =>
  useQuery({
    queryKey: ['ruling-preview', wish],
    queryFn: () => request<RulingPreview>('/api/identity/rulings/preview', { query: wish }),
    gcTime: 0,
    staleTime: 0,
  });

/** Takes a decision, or takes one back. */
export const useDecide = () =>
  useCommand(
    ({ wish, reason }: { wish: Wish; reason: string }, key) => {
      const { kind, record, other, decision } = wish;
      if (kind === 'undo')
        return request<RulingReply>(`/api/identity/rulings/${decision}/undo`, {
          method: 'POST',
          body: { reason },
          key,
        });
      const body = { kind, record, ...(other ? { other } : {}), reason } as RulingRequest;
      return request<RulingReply>('/api/identity/rulings', { method: 'POST', body, key });
    },
    { refreshes },
  );

export const loadDoubts = (page: PageQuery) =>
  request<z.infer<typeof doubtList>>('/api/identity/doubts', { query: page });

export const loadSharedKeys = (page: PageQuery) =>
  request<z.infer<typeof sharedKeyList>>('/api/identity/shared-keys', { query: page });

/** Takes a pair off the list, or puts it on again. */
export const usePairDeed = (deed: 'ignore' | 'reopen') =>
  useCommand(
    (body: DoubtWish, key) => request<unknown>(`/api/identity/doubts/${deed}`, { method: 'POST', body, key }),
    { refreshes },
  );

export const useKeyDeed = (deed: 'ignore' | 'reopen' | 'enable' | 'disable') =>
  useCommand(
    (body: KeyWish, key) =>
      request<unknown>(`/api/identity/shared-keys/${deed}`, { method: 'POST', body, key }),
    { refreshes },
  );

const settingsPath = '/api/identity/settings';

export const useIdentitySettings = () =>
  useQuery({
    queryKey: ['identity', 'settings'],
    queryFn: () => request<IdentitySettings>(settingsPath),
  });

/** Asks what these settings would do; the answer is the result of the job. */
export const usePreviewSettings = (onStarted: (jobId: string) => void) =>
  useCommand(
    (kinds: KindSetting[], key) =>
      request<JobStarted>(`${settingsPath}/preview`, { method: 'POST', body: { kinds }, key }),
    { onDone: ({ jobId }) => onStarted(jobId) },
  );

/** Puts settings in force; every record is resolved by the job. */
export const useSaveSettings = (onStarted: (jobId: string) => void) =>
  useCommand(
    (wish: IdentitySettingsRequest, key) =>
      request<JobStarted>(settingsPath, { method: 'PUT', body: wish, key }),
    { refreshes: [['identity']], onDone: ({ jobId }) => onStarted(jobId) },
  );

/** Goes on with a rebuild that was stopped. */
export const useRebuild = (onStarted: (jobId: string) => void) =>
  useCommand((_: null, key) => request<JobStarted>(`${settingsPath}/rebuild`, { method: 'POST', key }), {
    onDone: ({ jobId }) => onStarted(jobId),
  });
