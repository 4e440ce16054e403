/** Long work: the list, one job kept live by its event stream, and the wish to stop it. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { z } from 'zod';
import type { Job, jobListSchema } from '../../../src/records/job.ts';
import { type PageQuery, request } from './client.ts';
import { useCommand } from './use-command.ts';

export const isOver = (job: Pick<Job, 'state'>) =>
  job.state === 'done' || job.state === 'failed' || job.state === 'canceled';

export const loadJobs = (page: PageQuery) =>
  request<z.infer<typeof jobListSchema>>('/api/jobs', { query: page });

/** One job, pushed by the server as it moves; where the stream breaks, asked for every two seconds instead. */
export function useJob(jobId: string | null) {
  const client = useQueryClient();
  useEffect(() => {
    if (!jobId) return;
    const source = new EventSource(`/api/jobs/${jobId}/events`);
    const take = (event: MessageEvent<string>) => {
      const job = JSON.parse(event.data) as Job;
      client.setQueryData(['job', jobId], job);
      if (isOver(job)) source.close();
    };
    source.onmessage = take;
    source.addEventListener('job', take);
    source.onerror = () => source.close();
    return () => source.close();
  }, [jobId, client]);
  return useQuery({
    queryKey: ['job', jobId],
    queryFn: () => request<Job>(`/api/jobs/${jobId}`),
    enabled: jobId !== null,
    refetchInterval: query => (query.state.data && isOver(query.state.data) ? false : 2_000),
  });
}

export const useCancelJob = (jobId: string) =>
  useCommand((_: null, key) => request<Job>(`/api/jobs/${jobId}/cancel`, { method: 'POST', key }), {
    refreshes: [['job', jobId], ['jobs']],
  });

/** Runs a failed or canceled job again from what it was asked to do. */
export const useResumeJob = (jobId: string) =>
  useCommand((_: null, key) => request<Job>(`/api/jobs/${jobId}/resume`, { method: 'POST', key }), {
    refreshes: [['job', jobId], ['jobs']],
  });
