/** The channels of this process, for routes that test them: filled when the senders open, empty where nothing sends. */
import type { GuardedChannel } from '../act/guarded-channel.ts';
import type { CampaignChannel } from '../records/campaign.ts';

export interface ChannelDesk {
  /** The open channel, or null where this process does not send over it. */
  find(channel: CampaignChannel): GuardedChannel | null;
}

export interface OpenChannelDesk extends ChannelDesk {
  use(providers: ReadonlyMap<CampaignChannel, GuardedChannel>): void;
}

/** A desk with nothing on it: routes are mounted before the channels are open. */
export function createChannelDesk(): OpenChannelDesk {
  let open: ReadonlyMap<CampaignChannel, GuardedChannel> = new Map();
  return {
    find: channel => open.get(channel) ?? null,
    use: providers => {
      open = providers;
    },
  };
}
