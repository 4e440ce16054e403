/** Results, retrospectives and the knowledge base. */
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { ResultView } from '../../../src/records/result.ts';
import type { resultList } from '../../../src/records/result-list.ts';
import type {
  knowledgeList,
  Lessons,
  RetrospectiveView,
  retrospectiveList,
} from '../../../src/records/retrospective.ts';
import { ApiError, type PageQuery, request } from './client.ts';
import { useCommand } from './use-command.ts';

const orNull = (error: unknown): null => {
  if (error instanceof ApiError && error.status === 404) return null;
  throw error;
};

/** Null while no result has been computed. */
export const useResult = (name: string, enabled = true) =>
  useQuery({
    queryKey: ['result', name],
    queryFn: () => request<ResultView>(`/api/campaigns/${name}/result`).catch(orNull),
    enabled,
  });

export const useComputeResult = (name: string) =>
  useCommand(
    (_: null, key) => request<unknown>(`/api/campaigns/${name}/result`, { method: 'POST', body: {}, key }),
    { refreshes: [['result', name], ['results'], ['home'], ['jobs'], ['retrospective', name]] },
  );

export const useRetrospective = (campaign: string) =>
  useQuery({
    queryKey: ['retrospective', campaign],
    queryFn: () => request<RetrospectiveView>(`/api/retrospectives/${campaign}`).catch(orNull),
  });

export const useSaveLessons = (campaign: string) =>
  useCommand(
    (input: { lessons: Lessons }, key) =>
      request<RetrospectiveView>(`/api/retrospectives/${campaign}`, { method: 'PUT', body: input, key }),
    { refreshes: [['retrospective', campaign]] },
  );

export const useFreeze = (campaign: string) =>
  useCommand(
    (_: null, key) =>
      request<RetrospectiveView>(`/api/retrospectives/${campaign}/freeze`, { method: 'POST', key }),
    { refreshes: [['retrospective', campaign], ['retrospectives'], ['knowledge'], ['home']] },
  );

export const loadKnowledge = (page: PageQuery) =>
  request<z.infer<typeof knowledgeList>>('/api/knowledge', { query: page });

/** Tags of the knowledge base, for its filter. */
export const useKnowledgeTags = () =>
  useQuery({
    queryKey: ['knowledge', 'list', 'tags'],
    queryFn: async () => (await loadKnowledge({ limit: 1 })).tags,
  });

export const loadResults = (page: PageQuery) =>
  request<z.infer<typeof resultList>>('/api/results', { query: page });

export const loadRetrospectives = (page: PageQuery) =>
  request<z.infer<typeof retrospectiveList>>('/api/retrospectives', { query: page });
