/**
 * What every channel promises the sender: one message in, one classified answer out, never an exception for something
 * a provider may say. The classes decide what happens next; see `afterRejection`.
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

export interface OutgoingMessage {
  readonly intentId: string;
  readonly to: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type SendAnswer =
  | { readonly kind: 'accepted'; readonly providerMessageId: string }
  | { readonly kind: 'rejected'; readonly reason: RejectionClass; readonly code: string };

export interface Channel {
  /** How many sends may be under way at once; chunks of `calling` are no larger. */
  readonly concurrency: number;
  send(message: OutgoingMessage): Promise<SendAnswer>;
  close(): Promise<void>;
}

/** What the sender does with an intent after a rejection. */
export type AfterRejection =
  | { readonly state: 'queued'; readonly retryAfterSeconds: number }
  | { readonly state: 'failed' }
  | { readonly state: 'unknown' };

const retryable: ReadonlySet<RejectionClass> = new Set([
  'unreachable-temporary',
  'rate-limited',
  'provider-unavailable',
]);

const mostAttempts = 5;

/**
 * Retries only what provably was not taken, at most five attempts with doubling pauses from one minute; an unknown
 * outcome is never sent again.
 */
export function afterRejection(reason: RejectionClass, attempts: number): AfterRejection {
  if (reason === 'outcome-unknown') return { state: 'unknown' };
  if (retryable.has(reason) && attempts < mostAttempts) {
    return { state: 'queued', retryAfterSeconds: 60 * 2 ** (attempts - 1) };
  }
  return { state: 'failed' };
}
