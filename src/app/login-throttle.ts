/**
 * Slows guessing of passwords: after five failures an address from one network place waits, twice as long each time
 * up to fifteen minutes. Kept in memory: a restart forgives, which no guesser can bring about.
 */
const freeFailures = 5;
const firstWaitMs = 5_000;
const longestWaitMs = 15 * 60_000;
const maxEntries = 10_000;

interface Entry {
  failures: number;
  waitUntilMs: number;
}

export interface LoginThrottle {
  /** Seconds this place must still wait; 0 when it may try. */
  waitSeconds(place: string): number;
  /** Counts an attempt as failed before its password is looked at: many at once must not all pass for the first. */
  begin(place: string): void;
  succeeded(place: string): void;
}

/** A throttle with nothing against anybody yet; remembers at most 10,000 places. */
export function createLoginThrottle(machineNow: () => Date): LoginThrottle {
  const entries = new Map<string, Entry>();
  const forgetOldest = () => {
    const oldest = entries.keys().next();
    if (entries.size > maxEntries && !oldest.done) entries.delete(oldest.value);
  };
  return {
    waitSeconds: place => {
      const entry = entries.get(place);
      return entry ? Math.max(0, Math.ceil((entry.waitUntilMs - machineNow().getTime()) / 1000)) : 0;
    },
    begin: place => {
      const failures = (entries.get(place)?.failures ?? 0) + 1;
      const over = failures - freeFailures;
      const waitMs = over < 0 ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** over);
      entries.delete(place);
      entries.set(place, { failures, waitUntilMs: machineNow().getTime() + waitMs });
      forgetOldest();
    },
    succeeded: place => {
      entries.delete(place);
    },
  };
}
