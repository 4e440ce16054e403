/** The audit log, erasures and exports of people, and how long what is kept. */
import { useQuery } from '@tanstack/react-query';
import type { AuditList } from '../../../src/records/audit.ts';
import type { KeyGenerationList } from '../../../src/records/key-ring.ts';
import type { MaskedReadList } from '../../../src/records/masked-read.ts';
import type { Erasure } from '../../../src/records/privacy.ts';
import type { Purge, Retention, RetentionView } from '../../../src/records/retention.ts';
import { type Query, request } from './client.ts';
import { loadJobs } from './jobs.ts';
import { useCommand } from './use-command.ts';

export const useAudit = (filter: Query) =>
  useQuery({
    queryKey: ['audit', filter],
    queryFn: () => request<AuditList>('/api/audit', { query: { ...filter, limit: 50 } }),
  });

export const useMaskedReads = (filter: Query) =>
  useQuery({
    queryKey: ['masked-reads', filter],
    queryFn: () => request<MaskedReadList>('/api/audit/reads', { query: filter }),
  });

export const useVerifyAudit = (onStarted: (jobId: string) => void) =>
  useCommand(
    (_: null, key) => request<{ jobId: string }>('/api/audit/verification', { method: 'POST', key }),
    {
      onDone: ({ jobId }) => onStarted(jobId),
    },
  );

export const useErasures = () =>
  useQuery({
    queryKey: ['erasures'],
    queryFn: () => request<{ erasures: Erasure[] }>('/api/erasures'),
  });

/** Asks for an erasure; the job's result is the certificate. */
export const useErase = (customerId: string, onStarted: (jobId: string) => void) =>
  useCommand(
    (body: { reason: string }, key) =>
      request<{ jobId: string }>(`/api/customers/${customerId}/erasure`, { method: 'POST', body, key }),
    { onDone: ({ jobId }) => onStarted(jobId), refreshes: [['erasures'], ['jobs']] },
  );

export const useKeyGenerations = () =>
  useQuery({
    queryKey: ['key-generations'],
    queryFn: () => request<KeyGenerationList>('/api/key-generations'),
  });

/** The rotation begun last unless it is done: under way, or stopped and to be gone on with; null where there is none. */
export function useLastRotation(): string | null {
  const { data } = useQuery({
    queryKey: ['jobs', 'last-rotation'],
    queryFn: () => loadJobs({ kind: 'keys-rotate', limit: 1 }),
  });
  const job = data?.jobs[0];
  return job && job.state !== 'done' ? job.jobId : null;
}

export const useRotateKeys = () =>
  useCommand((_: null, key) => request<{ jobId: string }>('/api/key-generations', { method: 'POST', key }), {
    refreshes: [['jobs'], ['key-generations']],
  });

export const useRetention = () =>
  useQuery({ queryKey: ['retention'], queryFn: () => request<RetentionView>('/api/retention') });

export const useSaveRetention = () =>
  useCommand(
    (body: Partial<Retention>, key) => request<RetentionView>('/api/retention', { method: 'PUT', body, key }),
    { refreshes: [['retention']] },
  );

export const usePurge = () =>
  useCommand((_: null, key) => request<Purge>('/api/retention/purge', { method: 'POST', key }), {
    refreshes: [['retention']],
  });
