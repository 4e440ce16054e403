/** Channels of a check-up, and the spend, names and rules they rest on. */
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  CostRules,
  channelList,
  channelSave,
  costRules,
  SpendRow,
  spendList,
  spendRemove,
  spendSave,
} from '../../../src/records/channel-cost.ts';
import type { channelSummaryReply } from '../../../src/records/channel-summary.ts';
import type { JobStarted } from '../../../src/records/job.ts';
import { type PageQuery, request } from './client.ts';
import { useCommand } from './use-command.ts';

const base = (review: string) => `/api/reviews/${review}/channels`;

/** Null while the channels of this check-up have not been computed. */
export const useChannelSummary = (review: string) =>
  useQuery({
    queryKey: ['channel-review', review],
    queryFn: async () => (await request<z.infer<typeof channelSummaryReply>>(base(review))).summary,
  });

export const useComputeChannels = (onDone: (started: JobStarted) => void) =>
  useCommand(
    (input: { review: string }, key) =>
      request<JobStarted>(base(input.review), { method: 'POST', body: {}, key }),
    { refreshes: [['jobs']], onDone },
  );

export const loadSpend = (page: PageQuery) =>
  request<z.infer<typeof spendList>>('/api/spend', { query: page });

export const useSaveSpend = (onDone: () => void) =>
  useCommand(
    (input: z.input<typeof spendSave>, key) =>
      request<SpendRow>('/api/spend', { method: 'POST', body: input, key }),
    { refreshes: [['spend']], onDone },
  );

export const useRemoveSpend = () =>
  useCommand(
    (input: z.input<typeof spendRemove>, key) =>
      request<object>('/api/spend/removals', { method: 'POST', body: input, key }),
    { refreshes: [['spend']] },
  );

export const useChannelNames = () =>
  useQuery({
    queryKey: ['sales-channels'],
    queryFn: () => request<z.infer<typeof channelList>>('/api/sales-channels'),
  });

export const useSaveChannel = () =>
  useCommand(
    (input: z.input<typeof channelSave>, key) =>
      request<z.infer<typeof channelList>>('/api/sales-channels', { method: 'PUT', body: input, key }),
    { refreshes: [['sales-channels']] },
  );

export const useCostRules = () =>
  useQuery({ queryKey: ['cost-rules'], queryFn: () => request<CostRules>('/api/cost-rules') });

export const useSaveRules = () =>
  useCommand(
    (input: z.input<typeof costRules>, key) =>
      request<CostRules>('/api/cost-rules', { method: 'PUT', body: input, key }),
    { refreshes: [['cost-rules']] },
  );
