/**
 * The two clocks. Domain time is machine time plus an offset that lives in state, so that the demo can move the
 * organisation's calendar while leases, sessions and locks keep running on the machine's own time.
 */
export interface Clock {
  /** Domain time. */
  readonly now: () => Date;
  /** Machine time. */
  readonly machineNow: () => Date;
  readonly offsetMs: () => number;
  /** Sets the offset read from state; later calls of `now` follow it. */
  readonly setOffset: (offsetMs: number) => void;
}

/** A clock whose domain time is ahead of machine time by `offsetMs`. */
export function createClock(offsetMs = 0): Clock {
  let offset = offsetMs;
  return {
    now: () => new Date(Date.now() + offset),
    machineNow: () => new Date(),
    offsetMs: () => offset,
    setOffset: next => {
      offset = next;
    },
  };
}
