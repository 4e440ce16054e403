/** The rows of a log as a reader at a time sees them, by the cheapest reading that shows what was known then. */
import type { KnownAs } from './known-as.ts';
import { currentOf, type LogName, logAsOf } from './log-tables.ts';
import { matchedRefunds } from './return-matching.ts';
import { type FactsSql, factsSql, p } from './sql.ts';

export interface KnownTime {
  /** Rows known at this moment, inclusive. */
  readonly asOf: Date;
  /**
   * `as-of` reads the log and sees only what was known then (METHODS §0); `current` reads the current tables, with
   * every correction that has arrived since. `loadKnownAs` finds the cheapest reading that is still as of the time.
   */
  readonly knownAs: KnownAs;
}

/** A parenthesised subquery; `only` is a condition on the log's key columns, so that less is read. */
export function knownRows(
  log: LogName,
  { asOf, knownAs }: KnownTime,
  only: FactsSql = factsSql`1 = 1`,
): FactsSql {
  if (knownAs === 'as-of') return logAsOf(log, { knownAt: asOf }, only);
  const known = knownAs === 'first' ? factsSql` and known_at <= ${p.dateTime(asOf)}` : factsSql``;
  return factsSql`(select * from ${currentOf(log)} where ${only}${known} settings final = 1)`;
}

/**
 * Refunds with the purchase each had then. The current table carries the purchases found among everything known today;
 * for the past they are found again among what was known.
 */
export function knownRefunds(time: KnownTime): FactsSql {
  const refunds = knownRows('refunds', time);
  if (time.knownAs === 'current') return refunds;
  return matchedRefunds({ refunds, purchases: only => knownRows('order_lines', time, only) });
}
