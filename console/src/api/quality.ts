/** Data quality: what a measurement found, how it went over time and by day, and rows that fail. */
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { JobStarted } from '../../../src/records/job.ts';
import type {
  QualityDays,
  QualityPreview,
  QualityRows,
  QualityRule,
  QualityRuleSet,
  QualityRulesView,
  QualityRun,
  qualityTrend,
} from '../../../src/records/quality.ts';
import { ApiError, request } from './client.ts';
import { useCommand } from './use-command.ts';

export const qualityKey = ['quality'];

/** The newest measurement; null before the first. */
export const useQualityRun = () =>
  useQuery({
    queryKey: [...qualityKey, 'run'],
    queryFn: () =>
      request<QualityRun>('/api/quality/runs/latest').catch((error: unknown) => {
        if (error instanceof ApiError && error.body?.code === 'quality-run-none') return null;
        throw error;
      }),
  });

export const useQualityTrend = () =>
  useQuery({
    queryKey: [...qualityKey, 'trend'],
    queryFn: () => request<z.infer<typeof qualityTrend>>('/api/quality/trend', { query: { limit: 60 } }),
  });

export const useQualityDays = (table: string) =>
  useQuery({
    queryKey: [...qualityKey, 'days', table],
    queryFn: () =>
      request<QualityDays>(`/api/quality/tables/${table}/days`, { query: { days: 120, rule: 'rows' } }),
  });

export const useQualityRows = (rule: string) =>
  useQuery({
    queryKey: [...qualityKey, 'rows', rule],
    queryFn: () => request<QualityRows>(`/api/quality/rules/${encodeURIComponent(rule)}/rows`),
  });

export const useMeasureQuality = (onStarted: (jobId: string) => void) =>
  useCommand((_: null, key) => request<JobStarted>('/api/quality/runs', { method: 'POST', body: {}, key }), {
    onDone: ({ jobId }) => onStarted(jobId),
  });

const rulesPath = '/api/quality/rules';

/** The organisation's own rules, and the columns rules can name. */
export const useQualityRules = () =>
  useQuery({ queryKey: [...qualityKey, 'rules'], queryFn: () => request<QualityRulesView>(rulesPath) });

/** Puts a set in force; `version` is the one it was made from. */
export const useSaveQualityRules = (onDone?: () => void) =>
  useCommand(
    (set: QualityRuleSet, key) => request<QualityRulesView>(rulesPath, { method: 'PUT', body: set, key }),
    { refreshes: [qualityKey], ...(onDone ? { onDone } : {}) },
  );

/** Asks a rule of the rows as they stand; nothing is kept. */
export const useTryQualityRule = () =>
  useCommand((rule: QualityRule, key) =>
    request<QualityPreview>(`${rulesPath}/preview`, { method: 'POST', body: { rule }, key }),
  );
