/**
 * When an event happened. A client's clock may be wrong by hours, but the time between two of its readings is right:
 * `receivedAt − (sentAt − originalTimestamp)` is on the server's clock (Segment HTTP spec, timestamps).
 */

/** `future`: said to be later than now by more than five minutes and set to now. `skewed`: the client's clock is off. */
export type ClockFlag = '' | 'future' | 'skewed';

export interface EventTimes {
  readonly occurredAt: Date;
  readonly originalAt: Date | null;
  readonly sentAt: Date | null;
  readonly flag: ClockFlag;
}

const toleranceMs = 5 * 60_000;
const earliest = Date.UTC(1970, 0, 1);
const latest = Date.UTC(2200, 0, 1);

const isoForm = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * An ISO 8601 time (without a zone: UTC) or whole milliseconds since 1970; null for anything else and for years that the
 * stores do not hold.
 */
export function momentOf(value: unknown): Date | null {
  const time = typeof value === 'number' ? value : Date.parse(isoOf(value));
  return Number.isFinite(time) && time >= earliest && time < latest ? new Date(Math.trunc(time)) : null;
}

function isoOf(value: unknown): string {
  if (typeof value !== 'string') return '';
  const text = value.trim();
  if (!isoForm.test(text) || !isRealDay(text.slice(0, 10))) return '';
  if (text.length <= 10) return text;
  return /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`;
}

/** `Date.parse` takes 30 February for 2 March. */
function isRealDay(day: string): boolean {
  if (Number(day.slice(8)) <= 28) return true;
  const time = Date.parse(day);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(day);
}

export interface TimesGiven {
  /** `timestamp` or `originalTimestamp` of the event, by the client's clock. */
  readonly originalAt: Date | null;
  readonly sentAt: Date | null;
  /** Arrival by domain time, and the same moment by the machine's clock: the demo moves only the first. */
  readonly receivedAt: Date;
  readonly machineAt: Date;
}

/** The four times of an event. Without `sentAt` the original time stands; without either the arrival. */
export function eventTimes({ originalAt, sentAt, receivedAt, machineAt }: TimesGiven): EventTimes {
  const received = receivedAt.getTime();
  const corrected = originalAt && sentAt ? received - (sentAt.getTime() - originalAt.getTime()) : null;
  const at = corrected ?? originalAt?.getTime() ?? received;
  const isSkewed = sentAt !== null && Math.abs(machineAt.getTime() - sentAt.getTime()) > toleranceMs;
  const isFuture = at > received + toleranceMs;
  const occurred = isFuture || at < earliest ? received : at;
  return {
    occurredAt: new Date(occurred),
    originalAt,
    sentAt,
    flag: isFuture ? 'future' : isSkewed ? 'skewed' : '',
  };
}
