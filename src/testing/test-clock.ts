/** Clocks that stand still until a test moves them. */
export interface TestClock {
  /** Domain time. */
  readonly now: () => Date;
  /** Machine time: starts at the same instant and moves only by `advanceMachine`. */
  readonly machineNow: () => Date;
  /** Sets domain time, forwards or backwards. */
  moveTo(instant: Date | string): void;
  /** Moves domain time on; `{days: 2, hours: 3}`. */
  advance(by: Duration): void;
  advanceMachine(by: Duration): void;
}

export interface Duration {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
}

/** A Monday, 10:00 in Shanghai. */
export const testStart = new Date('2026-03-02T02:00:00.000Z');

/** Both clocks at `start`, standing still. */
export function testClock(start: Date | string = testStart): TestClock {
  let domain = new Date(start).getTime();
  let machine = domain;
  return {
    now: () => new Date(domain),
    machineNow: () => new Date(machine),
    moveTo: instant => {
      domain = new Date(instant).getTime();
    },
    advance: by => {
      domain += milliseconds(by);
    },
    advanceMachine: by => {
      machine += milliseconds(by);
    },
  };
}

const milliseconds = ({ days = 0, hours = 0, minutes = 0, seconds = 0 }: Duration): number =>
  (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
