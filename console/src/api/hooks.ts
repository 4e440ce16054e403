/** Inbound hooks: where shops and tools send to, and the trial of a mapping. */
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  HookChange,
  HookTrialReply,
  hookDetail,
  hookList,
  hookMade,
  hookRequest,
  hookSecret,
  hookTrial,
  readyMapping,
} from '../../../src/records/hook.ts';
import type { HookShop } from '../../../src/records/hook-names.ts';
import { request } from './client.ts';
import { useCommand } from './use-command.ts';

export type HookDetail = z.infer<typeof hookDetail>;

const hooksKey = ['hooks'];

export const useHooks = () =>
  useQuery({ queryKey: hooksKey, queryFn: () => request<z.infer<typeof hookList>>('/api/hooks') });

export const useHook = (id: string) =>
  useQuery({
    queryKey: [...hooksKey, id],
    queryFn: () => request<HookDetail>(`/api/hooks/${id}`),
  });

export const loadReadyMapping = (shop: HookShop) =>
  request<z.infer<typeof readyMapping>>(`/api/hook-mappings/${shop}`);

export const useTryHook = () =>
  // Without a key: what was tried is kept nowhere.
  useCommand((body: z.input<typeof hookTrial>) =>
    request<HookTrialReply>('/api/hooks/try', { method: 'POST', body }),
  );

export type MadeHook = z.infer<typeof hookMade>;

export const useAddHook = () =>
  useCommand(
    (body: z.input<typeof hookRequest>, key) =>
      request<MadeHook>('/api/hooks', { method: 'POST', body, key }),
    { refreshes: [hooksKey] },
  );

export const useChangeHook = (id: string) =>
  useCommand((body: HookChange, key) => request(`/api/hooks/${id}`, { method: 'PATCH', body, key }), {
    refreshes: [hooksKey],
  });

export const useRenewSecret = (id: string) =>
  useCommand(
    (body: z.input<typeof hookSecret>, key) =>
      request<MadeHook>(`/api/hooks/${id}/secret`, { method: 'POST', body, key }),
    { refreshes: [hooksKey] },
  );

export const useRemoveHook = (id: string) =>
  useCommand((_: null, key) => request(`/api/hooks/${id}`, { method: 'DELETE', key }), {
    refreshes: [hooksKey],
  });
