/** Sales channels by name: what the table of channels says, and which ones orders use without it. */
import type { z } from 'zod';
import type { ChannelRow, channelSave } from '../../records/channel-cost.ts';
import type { StoreContext } from '../../store/context.ts';
import { loadNamed } from './channel-sales.store.ts';
import { findChannels } from './channels.store.ts';
import { saveEntry } from './reference-entries.store.ts';

/** Channels of the newest channels chapter and of the table, most orders first. */
export async function findChannelNames(ctx: StoreContext): Promise<{ channels: ChannelRow[] }> {
  const named = await loadNamed(ctx);
  const sold = (await findChannels(ctx, 'latest'))?.channels ?? [];
  const names = [...new Set([...sold.map(each => each.channel), ...named.map(each => each.channel)])];
  const channels = names
    .filter(name => name !== '')
    .map(channel => {
      const said = named.find(each => each.channel === channel);
      return {
        channel,
        title: said?.title ?? '',
        kind: said?.kind ?? '',
        orders: sold.find(each => each.channel === channel)?.orders ?? 0,
        isNamed: said !== undefined,
      };
    });
  return { channels: channels.sort((a, b) => b.orders - a.orders || (a.channel < b.channel ? -1 : 1)) };
}

/** Says a channel's title and kind; a name nobody has used yet is taken in. */
export async function saveChannelName(
  ctx: StoreContext,
  { channel, title, kind }: z.output<typeof channelSave>,
): Promise<{ channels: ChannelRow[] }> {
  const before = (await loadNamed(ctx)).find(each => each.channel === channel);
  await saveEntry(ctx, {
    kind: 'channels',
    row: { channel, title, kind, source: 'console' },
    // What a channel is does not begin with its being written down.
    knownAt: new Date(0),
    audit: {
      action: 'sales-channel.change',
      target: `sales-channel:${channel}`,
      ...(before ? { before: { title: before.title, kind: before.kind } } : {}),
      after: { title, kind },
    },
  });
  return findChannelNames(ctx);
}
