/** Saved views of a list: kept by the server for the person, so that they are there in any browser. */
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { SavedView, savedViewList } from '../../../src/records/saved-view.ts';
import { request } from './client.ts';
import { useCommand } from './use-command.ts';

type Views = z.infer<typeof savedViewList>;
const at = (list: string, name: string) => `/api/views/${list}/${encodeURIComponent(name)}`;

export const useViews = (list: string) =>
  useQuery({
    queryKey: ['views', list],
    queryFn: () => request<Views>(`/api/views/${list}`),
    staleTime: 300_000,
  });

export const useSaveView = (list: string, onDone: () => void) =>
  useCommand(
    ({ name, query }: SavedView, key) =>
      request<Views>(at(list, name), { method: 'PUT', body: { query }, key }),
    { refreshes: [['views', list]], onDone },
  );

export const useRemoveView = (list: string) =>
  useCommand((name: string, key) => request<Views>(at(list, name), { method: 'DELETE', key }), {
    refreshes: [['views', list]],
  });
