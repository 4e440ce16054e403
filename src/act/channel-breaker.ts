/**
 * When a channel is left alone and when it is tried again. A few failures in a row that are the channel's own open the
 * breaker; a probe that works closes it; a probe that fails makes the next pause longer.
 */
import type { ChannelTrouble } from './channel.ts';

export interface Breaker {
  /** Null while the channel works or has failed too seldom to say. */
  readonly trouble: ChannelTrouble | null;
  /** The reply or error code of the last failure. */
  readonly replyCode: string | null;
  readonly failures: number;
  readonly probes: number;
  readonly since: Date | null;
  readonly probeAt: Date | null;
}

export const closedBreaker: Breaker = {
  trouble: null,
  replyCode: null,
  failures: 0,
  probes: 0,
  since: null,
  probeAt: null,
};

/** Failures in a row that open the breaker. A wrong password repeated locks accounts, so one is enough there. */
const failuresToOpen = 3;
const atOnce: ReadonlySet<ChannelTrouble> = new Set([
  'channel-auth',
  'channel-quota',
  'channel-rate-limited',
  'channel-relay',
]);

const firstPauseSeconds: Partial<Record<ChannelTrouble, number>> = {
  'channel-auth': 60,
  'channel-quota': 900,
  'channel-rate-limited': 60,
  'channel-relay': 60,
};
const otherFirstPauseSeconds = 15;
const longestPauseSeconds = 900;
const jitter = 0.2;

/**
 * Seconds until the next probe: doubling from the trouble's first pause to fifteen minutes, ±20 % so that several
 * processes do not come at once; never less than the provider asked for. `random` is uniform in [0, 1).
 */
export function pauseSeconds(
  trouble: ChannelTrouble,
  { probes, asked, random }: { probes: number; asked: number | null; random: number },
): number {
  const first = firstPauseSeconds[trouble] ?? otherFirstPauseSeconds;
  const doubled = Math.min(first * 2 ** Math.min(probes, 20), longestPauseSeconds);
  return Math.max(doubled * (1 - jitter + 2 * jitter * random), asked ?? 0);
}

export interface Failure {
  readonly trouble: ChannelTrouble;
  readonly replyCode: string;
  readonly retryAfterSeconds: number | null;
  /** Machine time. */
  readonly at: Date;
  readonly random: number;
}

/** The breaker after a failure of the channel, whether of a send or of a probe. */
export function afterFailure(before: Breaker, failure: Failure): Breaker {
  const { trouble, replyCode, at, random } = failure;
  const failures = before.failures + 1;
  const isOpen = before.trouble !== null;
  if (!isOpen && failures < failuresToOpen && !atOnce.has(trouble)) {
    return { ...closedBreaker, failures, replyCode };
  }
  // A failure that was under way when the breaker opened is no probe and makes no pause longer.
  if (isOpen && before.probeAt && at < before.probeAt) return { ...before, failures };
  const probes = isOpen ? before.probes + 1 : 0;
  const seconds = pauseSeconds(trouble, { probes, asked: failure.retryAfterSeconds, random });
  return {
    trouble,
    replyCode,
    failures,
    probes,
    since: before.since ?? at,
    probeAt: new Date(at.getTime() + seconds * 1000),
  };
}
