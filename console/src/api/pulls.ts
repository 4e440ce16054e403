/** Databases rows are pulled from, what is pulled of each, and its runs. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { PreviewReply } from '../../../src/records/import.ts';
import type { JobStarted } from '../../../src/records/job.ts';
import type { ImportKind, Mapping } from '../../../src/records/mapping.ts';
import type {
  PullSource,
  PullSourceChange,
  PullStatus,
  pullChange,
  pullList,
  pullRequest,
  pullRunList,
  pullSourceList,
  pullSourceRequest,
  pullSourceTest,
} from '../../../src/records/pull.ts';
import { type PageQuery, request } from './client.ts';
import { useCommand } from './use-command.ts';

const pullsKey = ['pulls'];
const sourcesKey = ['pull-sources'];
const lookEveryMs = 5_000;
const lookEveryMsAtWork = 2_000;

export const usePullSources = () =>
  useQuery({
    queryKey: sourcesKey,
    queryFn: () => request<z.infer<typeof pullSourceList>>('/api/pull-sources'),
  });

/** Looked at again by itself: pulls run while the page is open. */
export const usePulls = () =>
  useQuery({
    queryKey: pullsKey,
    queryFn: () => request<z.infer<typeof pullList>>('/api/pulls'),
    refetchInterval: lookEveryMs,
  });

export const usePull = (id: string) =>
  useQuery({
    queryKey: [...pullsKey, id],
    queryFn: () => request<PullStatus>(`/api/pulls/${id}`),
    enabled: id !== '',
    refetchInterval: query => (query.state.data?.jobId ? lookEveryMsAtWork : lookEveryMs),
  });

export const loadPullRuns = (id: string, page: PageQuery) =>
  request<z.infer<typeof pullRunList>>(`/api/pulls/${id}/runs`, { query: page });

export const useAddSource = () =>
  useCommand(
    (body: z.input<typeof pullSourceRequest>, key) =>
      request<PullSource>('/api/pull-sources', { method: 'POST', body, key }),
    { refreshes: [sourcesKey] },
  );

export const useChangeSource = (id: string) =>
  useCommand(
    (body: PullSourceChange, key) =>
      request<PullSource>(`/api/pull-sources/${id}`, { method: 'PATCH', body, key }),
    { refreshes: [sourcesKey] },
  );

export const useRemoveSource = (id: string) =>
  useCommand((_: null, key) => request(`/api/pull-sources/${id}`, { method: 'DELETE', key }), {
    refreshes: [sourcesKey],
  });

export type SourceTest = z.infer<typeof pullSourceTest>;
const testOf = (id: string, key?: string) =>
  request<SourceTest>(`/api/pull-sources/${id}/test`, { method: 'POST', ...(key ? { key } : {}) });

export const useTestSource = (id: string) => useCommand((_: null, key) => testOf(id, key));

/** What the account may read there, asked once for a choice. */
export const useSourceTables = (id: string) =>
  useQuery({
    queryKey: [...sourcesKey, id, 'tables'],
    queryFn: () => testOf(id),
    enabled: id !== '',
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });

export interface Looked {
  readonly sourceId: string;
  readonly kind: ImportKind;
  /** What is read: a table, else a statement; null: nothing is chosen yet. */
  readonly pulled: { readonly table: string } | { readonly statement: string } | null;
  readonly mapping: Mapping | null;
}

/** The first rows as they would be stored; asked again whenever the mapping changes. */
export const usePullPreview = ({ sourceId, kind, pulled, mapping }: Looked) =>
  useQuery({
    queryKey: ['pull-preview', sourceId, pulled, kind, mapping],
    queryFn: () =>
      request<PreviewReply>(`/api/pull-sources/${sourceId}/preview`, {
        method: 'POST',
        body: { ...pulled, kind, ...(mapping ? { mapping } : {}) },
      }),
    enabled: sourceId !== '' && pulled !== null,
    retry: false,
    // While the mapping of one table is changed, what was seen of it stays in sight.
    ...(mapping === null ? {} : { placeholderData: keepPreviousData<PreviewReply> }),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const useAddPull = (onDone: (pull: PullStatus) => void) =>
  useCommand(
    (body: z.input<typeof pullRequest>, key) =>
      request<PullStatus>('/api/pulls', { method: 'POST', body, key }),
    { refreshes: [pullsKey, sourcesKey], onDone },
  );

export const useChangePull = (id: string, onDone: (pull: PullStatus) => void = () => {}) =>
  useCommand(
    (body: z.input<typeof pullChange>, key) =>
      request<PullStatus>(`/api/pulls/${id}`, { method: 'PATCH', body, key }),
    { refreshes: [pullsKey], onDone },
  );

export const useRemovePull = (id: string) =>
  useCommand((_: null, key) => request(`/api/pulls/${id}`, { method: 'DELETE', key }), {
    refreshes: [['pulls', 'list'], sourcesKey],
  });

const runs = (id: string) => [pullsKey, ['pull-runs', id], ['jobs']];

export const useRunPull = (id: string) =>
  useCommand((_: null, key) => request<JobStarted>(`/api/pulls/${id}/run`, { method: 'POST', key }), {
    refreshes: runs(id),
  });

export const useReconcilePull = (id: string) =>
  useCommand(
    (body: { readonly evenIfMany: boolean }, key) =>
      request<JobStarted>(`/api/pulls/${id}/reconcile`, { method: 'POST', body, key }),
    { refreshes: runs(id) },
  );

export const useRewindPull = (id: string) =>
  useCommand((_: null, key) => request<PullStatus>(`/api/pulls/${id}/rewind`, { method: 'POST', key }), {
    refreshes: [pullsKey],
  });
