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
  /** Sets the offset read from state; later calls of `now` follow it, also after a hold. */
  readonly setOffset: (offsetMs: number) => void;
  /** Domain time stands still at this instant until the next `hold` or `setOffset`. */
  readonly hold: (at: Date) => void;
}

/** A clock whose domain time is ahead of machine time by `offsetMs`. */
export function createClock(offsetMs = 0): Clock {
  let offset = offsetMs;
  let held: number | null = null;
  return {
    now: () => new Date(held ?? Date.now() + offset),
    machineNow: () => new Date(),
    offsetMs: () => offset,
    setOffset: next => {
      offset = next;
      held = null;
    },
    hold: at => {
      held = at.getTime();
    },
  };
}
