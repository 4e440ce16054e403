/** Tracked events: what stands in quarantine and what becomes of it. */
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { JobStarted } from '../../../src/records/job.ts';
import type {
  HeldEventChange,
  HeldEventCounts,
  HeldEventDetail,
  heldEventList,
  ReplayAllRequest,
  ReplayReply,
} from '../../../src/records/refused-event.ts';
import { type PageQuery, request } from './client.ts';
import { useCommand } from './use-command.ts';

export const refusedKey = ['refused-events'];

export const loadRefused = (page: PageQuery) =>
  request<z.infer<typeof heldEventList>>('/api/events/refused', { query: page });

export const useRefusedCounts = () =>
  useQuery({
    queryKey: [...refusedKey, 'counts'],
    queryFn: () => request<HeldEventCounts>('/api/events/refused/counts'),
  });

export const useRefused = (id: string) =>
  useQuery({
    queryKey: [...refusedKey, id],
    queryFn: () => request<HeldEventDetail>(`/api/events/refused/${id}`),
  });

export const useReplay = (id: string, onDone: (reply: ReplayReply) => void) =>
  useCommand(
    (changes: readonly HeldEventChange[], key) =>
      request<ReplayReply>(`/api/events/refused/${id}/replay`, { method: 'POST', body: { changes }, key }),
    { refreshes: [refusedKey], onDone },
  );

export const useReplayAll = (onDone: (job: JobStarted) => void) =>
  useCommand(
    (filter: ReplayAllRequest, key) =>
      request<JobStarted>('/api/events/refused/replay', { method: 'POST', body: filter, key }),
    { refreshes: [['jobs']], onDone },
  );
