/** Opportunities and segments. */
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { Opportunity, OpportunityList } from '../../../src/records/opportunity.ts';
import type {
  Segment,
  SegmentDefinition,
  segmentCount,
  segmentList,
  segmentMembers,
  segmentSql,
} from '../../../src/records/segment.ts';
import { type PageQuery, request } from './client.ts';
import { loadNames } from './collect.ts';
import { useCommand } from './use-command.ts';

export type SegmentCount = z.infer<typeof segmentCount>;

export const useOpportunities = () =>
  useQuery({ queryKey: ['opportunities'], queryFn: () => request<OpportunityList>('/api/opportunities') });

export const useOpportunity = (id: string) =>
  useQuery({
    queryKey: ['opportunities', id],
    queryFn: () => request<Opportunity>(`/api/opportunities/${id}`),
    enabled: id !== '',
  });

export const useOpportunitySegment = (id: string, onDone: (segment: Segment) => void) =>
  useCommand(
    (input: { title?: string }, key) =>
      request<Segment>(`/api/opportunities/${id}/segment`, { method: 'POST', body: input, key }),
    { refreshes: [['segments']], onDone },
  );

export const loadSegments = (page: PageQuery) =>
  request<z.infer<typeof segmentList>>('/api/segments', { query: page });

/** The segments changed last, for a choice of one. */
export const useSegments = () =>
  useQuery({ queryKey: ['segments', 'list', 'newest'], queryFn: () => loadSegments({ limit: 200 }) });

export const useSegment = (name: string) =>
  useQuery({
    queryKey: ['segments', name],
    queryFn: () => request<Segment>(`/api/segments/${name}`),
    enabled: name !== '',
  });

export const useSaveSegment = (onDone: (segment: Segment) => void) =>
  useCommand(
    ({ name, ...body }: SegmentDefinition, key) =>
      request<Segment>(`/api/segments/${name}`, { method: 'PUT', body, key }),
    { refreshes: [['segments']], onDone },
  );

export const useCountSegment = (name: string) =>
  useCommand(
    (_: null, key) => request<SegmentCount>(`/api/segments/${name}/count`, { method: 'POST', key }),
    {
      refreshes: [['segments'], ['segment-members', name]],
    },
  );

/** Members by customer id, with the masked name and number of each. */
export async function loadMembers(name: string, page: PageQuery) {
  const { members, ...rest } = await request<z.infer<typeof segmentMembers>>(
    `/api/segments/${name}/members`,
    { query: page },
  );
  const names = await loadNames(members.map(member => member.customerId));
  const rows = members.map(member => {
    const person = names.get(member.customerId);
    return { ...member, name: person?.name ?? null, externalId: person?.externalId ?? null };
  });
  return { ...rest, rows };
}
export type NamedMember = Awaited<ReturnType<typeof loadMembers>>['rows'][number];

export const useSegmentSql = (name: string) =>
  useQuery({
    queryKey: ['segment-sql', name],
    queryFn: () => request<z.infer<typeof segmentSql>>(`/api/segments/${name}/sql`),
  });
