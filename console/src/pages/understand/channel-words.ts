/** Words that several parts of the channels page share. */
import type { TFunction } from 'i18next';
import type { ChannelSummary, WithInterval } from '../../../../src/records/channel-summary.ts';
import type { Format } from '../../format/use-format.ts';

/** The text of a definition in the page's language. */
export const definitionOf = (summary: ChannelSummary, figure: string, f: Format): string => {
  const text = summary.definitions.find(entry => entry.figure === figure)?.text;
  return (text && (f.locale === 'en' ? text.en : text.zh)) ?? '';
};

/** A sales channel by its title where the table of channels gives one. */
export function channelName(summary: ChannelSummary, channel: string, t: TFunction): string {
  if (channel === '') return t(summary.overlap.isGrouped ? 'channels:smaller' : 'channels:unnamed');
  return summary.channels.find(each => each.channel === channel)?.title || channel;
}

const senders = ['sandbox', 'smtp', 'file'];

/** A channel that sends messages, in words. */
export const senderName = (channel: string, t: TFunction): string =>
  senders.includes(channel) ? t(`channels:sender.${channel}`) : channel;

/** `37% (31%–44%)`, or a dash where too few were counted. */
export const shareText = (share: WithInterval | null, f: Format): string =>
  share === null
    ? '–'
    : `${f.percent(share.value, 0)} (${f.between(f.percent(share.lo, 0), f.percent(share.hi, 0))})`;

/** Money, or a dash where there is none to say. */
export const moneyOr = (f: Format, minor: number | null): string => (minor === null ? '–' : f.money(minor));
