/** The base check-up: the latest or a named one, and starting a new one. */
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { JobStarted } from '../../../src/records/job.ts';
import type { Review, reviewList } from '../../../src/records/review.ts';
import { ApiError, request } from './client.ts';
import { useCommand } from './use-command.ts';

/** Null when no review has been made yet. */
export const useReview = (id: string) =>
  useQuery({
    queryKey: ['review', id],
    queryFn: () =>
      request<Review>(`/api/reviews/${id}`).catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 404 && id === 'latest') return null;
        throw error;
      }),
  });

export const useReviewList = () =>
  useQuery({ queryKey: ['reviews'], queryFn: () => request<z.infer<typeof reviewList>>('/api/reviews') });

export const useStartReview = (onDone: (started: JobStarted) => void) =>
  useCommand(
    (input: { asOf?: string }, key) =>
      request<JobStarted>('/api/reviews', { method: 'POST', body: input, key }),
    { refreshes: [['jobs'], ['reviews'], ['home']], onDone },
  );
