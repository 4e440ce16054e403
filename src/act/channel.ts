/**
 * What every channel promises the sender: one message in, one classified answer out, never an exception for something
 * a provider may say. Class and scope decide what happens next; see `afterRejection`.
 */

/** Why a provider did not take a message. */
export type RejectionClass =
  | 'auth'
  | 'config'
  | 'invalid-recipient'
  | 'opted-out'
  | 'unreachable-temporary'
  | 'content-rejected'
  | 'quota-exhausted'
  | 'rate-limited'
  | 'provider-unavailable'
  | 'outcome-unknown'
  | 'permanent-other';

/** What is wrong with a channel as a whole; each is a code of the catalogue with its remedy. */
export type ChannelTrouble =
  | 'channel-auth'
  | 'channel-host-unknown'
  | 'channel-refused'
  | 'channel-timeout'
  | 'channel-tls'
  | 'channel-blocked'
  | 'channel-relay'
  | 'channel-quota'
  | 'channel-rate-limited'
  | 'channel-unavailable'
  | 'channel-dropping';

export interface OutgoingMessage {
  readonly intentId: string;
  readonly to: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Rejection {
  readonly kind: 'rejected';
  readonly reason: RejectionClass;
  /** The provider's reply code or the library's error code; never a text, which may quote an address. */
  readonly code: string;
  /**
   * Whose fault it is: this person's address or message, the campaign's sender, or the channel's. Only the first is
   * ever held against a person.
   */
  readonly scope: 'person' | 'campaign' | 'channel';
  /** Set when the answer says something about the channel as a whole. */
  readonly trouble: ChannelTrouble | null;
  /** Whether the provider had already agreed to talk about a recipient when it refused. */
  readonly recipientNamed: boolean;
  /** The pause the provider asked for, when it named one. */
  readonly retryAfterSeconds: number | null;
}

/** `held`: the channel was found broken while the message waited for its turn, so nobody was called. */
export type SendAnswer =
  | { readonly kind: 'accepted'; readonly providerMessageId: string }
  | { readonly kind: 'held' }
  | Rejection;

export type ChannelCheck = { readonly kind: 'ok' } | Rejection;

export interface Channel {
  /** How many sends may be under way at once; chunks of `calling` are no larger. */
  readonly concurrency: number;
  send(message: OutgoingMessage): Promise<SendAnswer>;
  /** Connects and logs in without naming anybody. */
  check(): Promise<ChannelCheck>;
  /** Whether sending has stopped because the channel does not work; then no further chunk is begun. */
  holding?(): boolean;
  close(): Promise<void>;
}

/** What the sender does with an intent after a rejection; an uncounted attempt is as if it had not been made. */
export type AfterRejection =
  | { readonly state: 'queued'; readonly retryAfterSeconds: number; readonly counted: boolean }
  | { readonly state: 'failed' }
  | { readonly state: 'unknown' };

const mostAttempts = 5;
/** While a channel is broken only probes reach people, so one person gets this many over days, not minutes. */
const mostChannelAttempts = 20;
const shortestPauseSeconds = 60;
const longestPauseSeconds = 6 * 3600;

/**
 * A person's own temporary refusal is tried five times with doubling pauses from one minute, or the longer pause the
 * provider asked for. What the channel or the campaign's sender caused leaves the person in the queue: uncounted
 * before a recipient was named, at most twenty times after. An unknown outcome is never sent again.
 */
export function afterRejection(rejection: Rejection, attempts: number): AfterRejection {
  const { reason, scope, recipientNamed, retryAfterSeconds } = rejection;
  if (reason === 'outcome-unknown') return { state: 'unknown' };
  const asked = Math.max(retryAfterSeconds ?? 0, shortestPauseSeconds);
  if (scope !== 'person') {
    if (!recipientNamed) return { state: 'queued', retryAfterSeconds: asked, counted: false };
    if (attempts >= mostChannelAttempts) return { state: 'failed' };
    return { state: 'queued', retryAfterSeconds: asked, counted: true };
  }
  if (reason !== 'unreachable-temporary' || attempts >= mostAttempts) return { state: 'failed' };
  const doubled = shortestPauseSeconds * 2 ** (attempts - 1);
  return {
    state: 'queued',
    retryAfterSeconds: Math.min(Math.max(doubled, asked), longestPauseSeconds),
    counted: true,
  };
}
