/** Tracked events: sources, events as they arrive, the plan, and what stands in quarantine. */
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { JobStarted } from '../../../src/records/job.ts';
import type { trackedPerson } from '../../../src/records/live-event.ts';
import type {
  HeldEventChange,
  HeldEventCounts,
  HeldEventDetail,
  heldEventList,
  ReplayAllRequest,
  ReplayReply,
} from '../../../src/records/refused-event.ts';
import type {
  PlannedEventChange,
  PlanReport,
  TrackingPlanView,
  undeclaredList,
} from '../../../src/records/tracking-plan.ts';
import type { PlanMode } from '../../../src/records/tracking-plan-names.ts';
import type { trackingSourceList } from '../../../src/records/tracking-source.ts';
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

const sourcesEveryMs = 30_000;

/** Asked again while it is looked at: it says what arrives. */
export const useSources = () =>
  useQuery({
    queryKey: ['tracking-sources'],
    queryFn: () => request<z.infer<typeof trackingSourceList>>('/api/events/sources'),
    refetchInterval: sourcesEveryMs,
  });

/** The ids of a person's events; the key goes in the body. */
export const useTrackedPerson = () =>
  useCommand((key: string, command) =>
    request<z.infer<typeof trackedPerson>>('/api/events/people', {
      method: 'POST',
      body: { key },
      key: command,
    }),
  );

const planKey = ['tracking-plan'];

export const usePlan = () =>
  useQuery({ queryKey: planKey, queryFn: () => request<TrackingPlanView>('/api/tracking-plan') });

export const usePlanReport = (days: number) =>
  useQuery({
    queryKey: [...planKey, 'report', days],
    queryFn: () => request<PlanReport>('/api/tracking-plan/report', { query: { days } }),
  });

export const useUndeclared = (days: number) =>
  useQuery({
    queryKey: [...planKey, 'undeclared', days],
    queryFn: () =>
      request<z.infer<typeof undeclaredList>>('/api/tracking-plan/undeclared', { query: { days } }),
  });

const eventPath = (name: string) => `/api/tracking-plan/events/${encodeURIComponent(name)}`;

export const useDeclare = (onDone?: () => void) =>
  useCommand(
    ({ name, ...body }: PlannedEventChange & { readonly name: string }, key) =>
      request<TrackingPlanView>(eventPath(name), { method: 'PUT', body, key }),
    { refreshes: [planKey], ...(onDone ? { onDone } : {}) },
  );

export const useTakeBack = (name: string) =>
  useCommand((_: null, key) => request<TrackingPlanView>(eventPath(name), { method: 'DELETE', key }), {
    refreshes: [planKey],
  });

export const useSaveUndeclared = () =>
  useCommand(
    (mode: PlanMode, key) =>
      request<TrackingPlanView>('/api/tracking-plan/undeclared', { method: 'PUT', body: { mode }, key }),
    { refreshes: [planKey] },
  );
