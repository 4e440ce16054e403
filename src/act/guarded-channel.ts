/**
 * A channel with its breaker: no more calls at once than the provider has connections, and none once it is known to be
 * broken. What waits for its turn then is answered `held`, as if it had never been taken up.
 */

import type { Channel, ChannelCheck, Rejection, SendAnswer } from './channel.ts';
import { afterFailure, type Breaker, closedBreaker } from './channel-breaker.ts';

export interface GuardedChannel extends Channel {
  readonly holding: () => boolean;
  breaker(): Breaker;
  /** Takes over what another process learned, or what was known before a restart. */
  follow(breaker: Breaker): void;
  /** Lets the next sends through although the breaker is open: one person's message is the probe. */
  trying<T>(work: () => Promise<T>): Promise<T>;
}

export interface GuardOptions {
  /** Calls at once; more would only wait inside the provider's library, where nobody can hold them back. */
  readonly connections: number;
  readonly machineNow: () => Date;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Hands out `count` turns in order. */
function turns(count: number) {
  let free = count;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free -= 1;
    else await new Promise<void>(resolve => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

/** Guards a channel. The breaker lives in this process; `channel-health.store.ts` keeps it for the others. */
export function guardChannel(channel: Channel, options: GuardOptions): GuardedChannel {
  const inTurn = turns(options.connections);
  let breaker = closedBreaker;
  let isProbing = false;
  const failed = ({ trouble, code, retryAfterSeconds }: Rejection) => {
    if (!trouble) return;
    const at = options.machineNow();
    const random = options.random();
    breaker = afterFailure(breaker, { trouble, replyCode: code, retryAfterSeconds, at, random });
  };
  const holding = () => breaker.trouble !== null && !isProbing;
  const learn = (answer: SendAnswer | ChannelCheck) => {
    if (answer.kind === 'held') return;
    // Any answer about a person shows that the channel works; a check shows only that one can log in.
    if (answer.kind === 'rejected' && answer.trouble) failed(answer);
    else if (answer.kind !== 'ok' && !(breaker.trouble && !isProbing)) breaker = closedBreaker;
  };
  return {
    concurrency: channel.concurrency,
    holding,
    breaker: () => breaker,
    follow: known => {
      breaker = known;
    },
    send: message =>
      inTurn(async () => {
        if (holding()) return { kind: 'held' };
        const answer = await channel.send(message);
        learn(answer);
        return answer;
      }),
    async check() {
      const answer = await channel.check();
      learn(answer);
      return answer;
    },
    async trying(work) {
      isProbing = true;
      try {
        return await work();
      } finally {
        isProbing = false;
      }
    },
    close: () => channel.close(),
  };
}
