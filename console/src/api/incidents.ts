/** Leaks of personal data and drills of them. */
import { useQuery } from '@tanstack/react-query';
import type {
  AffectedList,
  IncidentNotice,
  IncidentRequest,
  IncidentSummary,
  IncidentView,
  NoticeFacts,
  PeopleExtent,
} from '../../../src/records/incident.ts';
import type { NoticeRecipient } from '../../../src/records/incident-names.ts';
import { request } from './client.ts';
import { useCommand } from './use-command.ts';

const listKey = ['incidents'];

export const useIncidents = () =>
  useQuery({
    queryKey: listKey,
    queryFn: () => request<{ incidents: IncidentSummary[] }>('/api/incidents'),
  });

export const useIncident = (id: string) =>
  useQuery({ queryKey: [...listKey, id], queryFn: () => request<IncidentView>(`/api/incidents/${id}`) });

export const useAffected = (id: string, cursor: string | undefined) =>
  useQuery({
    queryKey: [...listKey, id, 'people', cursor],
    queryFn: () => request<AffectedList>(`/api/incidents/${id}/people`, { query: { limit: 20, cursor } }),
  });

export const useOpenIncident = (onDone: (incident: IncidentView) => void) =>
  useCommand(
    (body: IncidentRequest, key) => request<IncidentView>('/api/incidents', { method: 'POST', body, key }),
    { refreshes: [listKey], onDone },
  );

/** A step of one incident; every answer is the incident as it then stands. */
function useStep<B>(id: string, path: string) {
  return useCommand(
    (body: B, key) => request<IncidentView>(`/api/incidents/${id}/${path}`, { method: 'POST', body, key }),
    { refreshes: [listKey] },
  );
}

export const useListAffected = (id: string) => useStep<{ extent: PeopleExtent }>(id, 'people');
export const useStopSending = (id: string) => useStep<{ campaigns: 'affected' | 'all' }>(id, 'stop-sending');
export const useDraftNotices = (id: string) =>
  useStep<Partial<NoticeFacts> & { replace: boolean }>(id, 'notices');
export const useTold = (id: string, recipient: NoticeRecipient) =>
  useStep<{ at?: string }>(id, `notices/${recipient}/told`);
export const useCloseIncident = (id: string) => useStep<{ conclusion: string }>(id, 'close');

export const useEditNotice = (
  id: string,
  { recipient, locale }: Pick<IncidentNotice, 'recipient' | 'locale'>,
) =>
  useCommand(
    (body: { body: string }, key) =>
      request<IncidentView>(`/api/incidents/${id}/notices/${recipient}/${locale}`, {
        method: 'PUT',
        body,
        key,
      }),
    { refreshes: [listKey] },
  );
