/** The base check-up: the latest or a named one, and starting a new one. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { BaseMigration, BaseMovement, StageHistory } from '../../../src/records/base-movement.ts';
import type { CityTiers } from '../../../src/records/city-tier.ts';
import type { CustomerValueReport } from '../../../src/records/customer-value.ts';
import type { CutChoice } from '../../../src/records/cut-choice.ts';
import type { JobStarted } from '../../../src/records/job.ts';
import type { Review, reviewList } from '../../../src/records/review.ts';
import type { ReviewBehaviour } from '../../../src/records/review-behaviour.ts';
import type { ReviewChanges } from '../../../src/records/review-change.ts';
import type { ReviewFestivals } from '../../../src/records/review-festival.ts';
import type { ReviewPersonas } from '../../../src/records/review-persona.ts';
import type { ReviewPlaces } from '../../../src/records/review-place.ts';
import type { ReviewScheduleRequest, ReviewScheduleView } from '../../../src/records/review-schedule.ts';
import type { StageBacktest } from '../../../src/records/stage-backtest.ts';
import { request } from './client.ts';
import { useCommand } from './use-command.ts';

const loadReviews = () => request<z.infer<typeof reviewList>>('/api/reviews');

export const useReviewList = () => useQuery({ queryKey: ['reviews'], queryFn: loadReviews });

/** Null when no review has been made yet: the list says so, since asking for the latest would be an error. */
export function useReview(id: string) {
  const client = useQueryClient();
  return useQuery({
    queryKey: ['review', id],
    queryFn: async () => {
      const { reviews } = await client.fetchQuery({ queryKey: ['reviews'], queryFn: loadReviews });
      if (id === 'latest' && reviews.length === 0) return null;
      return request<Review>(`/api/reviews/${id}`);
    },
  });
}

export const useStartReview = (onDone: (started: JobStarted) => void) =>
  useCommand(
    (input: { asOf?: string }, key) =>
      request<JobStarted>('/api/reviews', { method: 'POST', body: input, key }),
    { refreshes: [['jobs'], ['reviews'], ['home']], onDone },
  );

interface Chapter<D> {
  readonly reviewId: string;
  readonly asOf: string;
  readonly document: D;
}

const useChapter = <D>(id: string, part: string) =>
  useQuery({
    queryKey: ['review', id, part],
    queryFn: () => request<Chapter<D>>(`/api/reviews/${id}/${part}`),
  });

/** The chapter on the value to come; a check-up made before there was one answers with what to do. */
export const useCustomerValue = (id: string) => useChapter<CustomerValueReport>(id, 'customer-value');

export const useBaseMovement = (id: string) => useChapter<BaseMovement>(id, 'movement');

export const useReviewBehaviour = (id: string) => useChapter<ReviewBehaviour>(id, 'behaviour');

export const useCityTiers = () =>
  useQuery({ queryKey: ['city-tiers'], queryFn: () => request<CityTiers>('/api/city-tiers') });

export const useSaveCityTiers = () =>
  useCommand(
    (input: CityTiers, key) => request<CityTiers>('/api/city-tiers', { method: 'PUT', body: input, key }),
    { refreshes: [['city-tiers']] },
  );

export const useCutChoice = () =>
  useQuery({ queryKey: ['cut-points'], queryFn: () => request<CutChoice>('/api/cut-points') });

export const useSaveCutChoice = () =>
  useCommand(
    (input: CutChoice, key) => request<CutChoice>('/api/cut-points', { method: 'PUT', body: input, key }),
    { refreshes: [['cut-points']] },
  );

export const useReviewChanges = (id: string) => useChapter<ReviewChanges>(id, 'changes');

export const useReviewPersonas = (id: string) => useChapter<ReviewPersonas>(id, 'personas');

export const useReviewPlaces = (id: string) => useChapter<ReviewPlaces>(id, 'places');

export const useReviewFestivals = (id: string) => useChapter<ReviewFestivals>(id, 'festivals');

/** There is one once a past time could be looked back to. */
export const useBaseMigration = (id: string) => useChapter<BaseMigration>(id, 'migration');

export const useStageHistory = (id: string) => useChapter<StageHistory>(id, 'stage-history');

export const useStageBacktest = (id: string) => useChapter<StageBacktest>(id, 'stage-backtest');

export const useReviewSchedule = () =>
  useQuery({
    queryKey: ['review-schedule'],
    queryFn: () => request<ReviewScheduleView>('/api/review-schedule'),
  });

const afterSchedule = { refreshes: [['review-schedule']] };

export const useSaveReviewSchedule = () =>
  useCommand(
    (body: ReviewScheduleRequest, key) =>
      request<ReviewScheduleView>('/api/review-schedule', { method: 'PUT', body, key }),
    afterSchedule,
  );

export const useEndReviewSchedule = () =>
  useCommand(
    (_: null, key) => request<ReviewScheduleView>('/api/review-schedule', { method: 'DELETE', key }),
    afterSchedule,
  );
