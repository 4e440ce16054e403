/** Channels: how each stands, and tests of them. */
import { useQuery } from '@tanstack/react-query';
import type { ChannelTest, ChannelView } from '../../../src/records/campaign.ts';
import { request } from './client.ts';
import { useCommand } from './use-command.ts';

export const useChannels = () =>
  useQuery({
    queryKey: ['channels'],
    queryFn: () => request<{ channels: ChannelView[] }>('/api/channels'),
    refetchInterval: 10_000,
  });

export const useCheckChannel = (channel: string) =>
  useCommand(
    (_: null, key) => request<ChannelTest>(`/api/channels/${channel}/check`, { method: 'POST', key }),
    {
      refreshes: [['channels'], ['campaign-status'], ['home']],
    },
  );

export const useTestMessage = (campaign: string) =>
  useCommand((_: null, key) =>
    request<ChannelTest & { to: string }>(`/api/campaigns/${campaign}/test-message`, {
      method: 'POST',
      body: {},
      key,
    }),
  );
