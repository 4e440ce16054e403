/** Watched folders and what became of their files. */
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  WatchedFolderChange,
  watchedFileList,
  watchedFolderList,
} from '../../../src/records/watched-folder.ts';
import { type PageQuery, request } from './client.ts';
import { useCommand } from './use-command.ts';

type Folders = z.infer<typeof watchedFolderList>;
const path = (name: string) => `/api/watched-folders/${encodeURIComponent(name)}`;
const lookEveryMs = 5_000;

/** Looked at again by itself: files come while the page is open. */
export const useWatchedFolders = () =>
  useQuery({
    queryKey: ['watched-folders'],
    queryFn: () => request<Folders>('/api/watched-folders'),
    refetchInterval: lookEveryMs,
  });

export const loadWatchedFiles = (name: string, page: PageQuery) =>
  request<z.infer<typeof watchedFileList>>(`${path(name)}/files`, { query: page });

export const useSaveFolder = (onDone: () => void) =>
  useCommand(
    ({ name, kind, mapping, pattern, live }: WatchedFolderChange & { readonly name: string }, key) =>
      request<Folders>(path(name), { method: 'PUT', body: { kind, mapping, pattern, live }, key }),
    { refreshes: [['watched-folders']], onDone },
  );

export const useRemoveFolder = (name: string) =>
  useCommand((_: null, key) => request<Folders>(path(name), { method: 'DELETE', key }), {
    refreshes: [['watched-folders']],
  });
