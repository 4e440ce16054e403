/** A channel's state in the words of a language: what is wrong and what to do about it. */
import { textOf } from '../kernel/catalogue.ts';
import type { Locale } from '../kernel/settings.ts';
import type { ChannelState, ChannelView } from '../records/campaign.ts';

/** Adds message and remedy of the state's code; both are null while the channel works. */
export function shownChannel(state: ChannelState, locale: Locale): ChannelView {
  const text = state.code === null ? null : textOf(state.code, locale, { reply: state.replyCode ?? '' });
  return { ...state, message: text?.message ?? null, remedy: text?.remedy ?? null };
}
