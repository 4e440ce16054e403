/** The audit log and its verification. */
import { useQuery } from '@tanstack/react-query';
import type { AuditList } from '../../../src/records/audit.ts';
import { type Query, request } from './client.ts';
import { useCommand } from './use-command.ts';

export const useAudit = (filter: Query) =>
  useQuery({
    queryKey: ['audit', filter],
    queryFn: () => request<AuditList>('/api/audit', { query: { ...filter, limit: 50 } }),
  });

export const useVerifyAudit = (onStarted: (jobId: string) => void) =>
  useCommand(
    (_: null, key) => request<{ jobId: string }>('/api/audit/verification', { method: 'POST', key }),
    {
      onDone: ({ jobId }) => onStarted(jobId),
    },
  );
