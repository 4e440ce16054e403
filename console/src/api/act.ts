/** Campaigns, the calendar and the sandbox mailbox. */
import { useQueries, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type {
  audienceRow,
  CampaignDefinitionInput,
  CampaignStatus,
  CampaignView,
  calendarEntry,
  DecisionTrace,
  fileExport,
  messagePreview,
  receiptSummary,
  sandboxMessage,
  sandboxMessageBody,
  Waterfall,
} from '../../../src/records/campaign.ts';
import type { campaignList, mailboxList } from '../../../src/records/campaign-list.ts';
import { addDays } from '../format/time.ts';
import { type PageQuery, request } from './client.ts';
import { useCommand } from './use-command.ts';

export type CalendarEntry = z.infer<typeof calendarEntry>;
export type SandboxMessage = z.infer<typeof sandboxMessage>;
export type FileExport = z.infer<typeof fileExport>;
export type AudienceRow = z.infer<typeof audienceRow>;

const at = (name: string, rest = '') => `/api/campaigns/${name}${rest}`;

export const loadCampaigns = (page: PageQuery) =>
  request<z.infer<typeof campaignList>>('/api/campaigns', { query: page });

/** The newest campaigns, for a choice of one. */
export const useCampaigns = () =>
  useQuery({ queryKey: ['campaigns', 'list', 'newest'], queryFn: () => loadCampaigns({ limit: 200 }) });

export const useCampaign = (name: string) =>
  useQuery({
    queryKey: ['campaigns', name],
    queryFn: () => request<CampaignView>(at(name)),
    enabled: name !== '',
    // A running campaign may end or be paused without anybody pressing a button.
    refetchInterval: query => (query.state.data?.state === 'running' ? 5_000 : false),
  });

export const useSaveCampaign = (onDone: (view: CampaignView) => void) =>
  useCommand(
    (input: CampaignDefinitionInput, key) =>
      request<CampaignView>(at(input.name), { method: 'PUT', body: input, key }),
    { refreshes: [['campaigns'], ['waterfall'], ['message-preview'], ['home']], onDone },
  );

/** Computed on demand: a change of the definition makes the last one old. */
export const useWaterfall = (name: string, version: number, enabled: boolean) =>
  useQuery({
    queryKey: ['waterfall', name, version],
    queryFn: () => request<Waterfall>(at(name, '/waterfall'), { method: 'POST' }),
    enabled,
    staleTime: 60_000,
  });

export const useCampaignStatus = (name: string, live: boolean) =>
  useQuery({
    queryKey: ['campaign-status', name],
    queryFn: () => request<CampaignStatus>(at(name, '/status')),
    refetchInterval: live ? 3_000 : false,
  });

export type CampaignMove = 'approve' | 'launch' | 'pause' | 'resume' | 'cancel';
export const useMoveCampaign = (name: string, move: CampaignMove) =>
  useCommand((_: null, key) => request<CampaignView>(at(name, `/${move}`), { method: 'POST', key }), {
    refreshes: [['campaigns'], ['campaign-status', name], ['home'], ['calendar']],
  });

/** One campaign of several that were moved: done, or the error that refused it. */
export interface MoveOutcome {
  readonly name: string;
  readonly error: unknown;
}

interface SeveralMoves {
  readonly move: CampaignMove;
  readonly names: readonly string[];
}

/** Moves several campaigns one after the other; one that is refused does not stop the next. Never rejects. */
export const useMoveCampaigns = (onOutcome: (outcome: MoveOutcome) => void) =>
  useCommand(
    async ({ move, names }: SeveralMoves, key) => {
      for (const name of names) {
        const moved = request<CampaignView>(at(name, `/${move}`), { method: 'POST', key: `${key}-${name}` });
        onOutcome({ name, error: await moved.then(() => null).catch((error: unknown) => error) });
      }
    },
    { refreshes: [['campaigns'], ['campaign-status'], ['campaign-cancel'], ['home'], ['calendar']] },
  );

const waitingQuery = (name: string) => ({
  queryKey: ['campaign-cancel', name],
  queryFn: () => request<{ people: number }>(at(name, '/cancel')),
});

/** How many people the campaign still waits to send to: those a cancellation would stop. */
export const useWaiting = (name: string) => useQuery(waitingQuery(name));

/** The same of several campaigns, asked anew, in their order. */
export const useWaitingOfEach = (names: readonly string[]) =>
  useQueries({ queries: names.map(name => ({ ...waitingQuery(name), staleTime: 0 })) });

export const useMessagePreview = (name: string, customer: string | undefined) =>
  useQuery({
    queryKey: ['message-preview', name, customer],
    queryFn: () => request<z.infer<typeof messagePreview>>(at(name, '/preview'), { query: { customer } }),
  });

export const loadAudience = (name: string, page: PageQuery) =>
  request<{ rows: AudienceRow[]; nextCursor: string | null }>(at(name, '/audience'), { query: page });

export const useExports = (name: string) =>
  useQuery({
    queryKey: ['exports', name],
    queryFn: () => request<{ exports: FileExport[] }>(at(name, '/exports')),
  });

export const useMakeExport = (name: string) =>
  useCommand((_: null, key) => request<FileExport>(at(name, '/export'), { method: 'POST', key }), {
    refreshes: [
      ['exports', name],
      ['campaign-status', name],
    ],
  });

export const useReceipts = (name: string) =>
  useCommand(
    (input: { csv: string }, key) =>
      request<z.infer<typeof receiptSummary>>(at(name, '/receipts'), { method: 'POST', body: input, key }),
    { refreshes: [['campaign-status', name]] },
  );

export const useWhy = (customerId: string, name: string | null) =>
  useQuery({
    queryKey: ['why', customerId, name],
    queryFn: () => request<DecisionTrace>(`/api/why/${customerId}/${name}`),
    enabled: name !== null,
  });

const calendarQuery = (from: string, to: string) => ({
  queryKey: ['calendar', from, to],
  queryFn: () => request<{ entries: CalendarEntry[] }>('/api/calendar', { query: { from, to } }),
});

export const useCalendar = (from: string, to: string) => useQuery(calendarQuery(from, to));

/** The calendar answers for two years at a time. */
const calendarDays = 730;

/** What happened in a period of any length, for the time axes of charts; empty until it is known. */
export const useCalendarEntries = (from: string, to: string): readonly CalendarEntry[] => {
  const parts: { from: string; to: string }[] = [];
  for (let start = from; start !== '' && start <= to; start = addDays(start, calendarDays + 1)) {
    const end = addDays(start, calendarDays);
    parts.push({ from: start, to: end < to ? end : to });
  }
  return useQueries({ queries: parts.map(part => calendarQuery(part.from, part.to)), combine: entriesOf });
};

/** One function for all calls, so that unchanged answers stay the same list. */
const entriesOf = (results: readonly { readonly data?: { readonly entries: CalendarEntry[] } }[]) =>
  results.flatMap(result => result.data?.entries ?? []);

export const loadMailbox = (page: PageQuery) =>
  request<z.infer<typeof mailboxList>>('/api/sandbox/messages', { query: page });

/** Campaigns on the sandbox channel, for the mailbox's filter. */
export const useSandboxCampaigns = () =>
  useQuery({
    queryKey: ['mailbox', 'list', 'campaigns'],
    queryFn: async () => (await loadMailbox({ limit: 1 })).campaigns,
  });

export const useMailboxMessage = (id: string | null) =>
  useQuery({
    queryKey: ['mailbox-message', id],
    queryFn: () => request<z.infer<typeof sandboxMessageBody>>(`/api/sandbox/messages/${id}`),
    enabled: id !== null,
  });
