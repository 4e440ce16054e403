/** How long first buyers take to come back, counting those who have not yet come as still waiting (Kaplan–Meier). */

/** `events` customers came back after exactly `days`; `waiting` had been watched for `days` without coming back. */
export interface RepeatTimes {
  readonly days: number;
  readonly events: number;
  readonly waiting: number;
}

/**
 * The smallest time by which a share `p` of first buyers has come back, by the product-limit estimate; null when the
 * curve never reaches it. Kaplan & Meier 1958; ties: events before censorings. Cost O(n log n) in distinct days.
 *
 * @example repeatTimeQuantile([{days: 10, events: 3, waiting: 1}], .75) // 10
 */
export function repeatTimeQuantile(times: readonly RepeatTimes[], p: number): number | null {
  const sorted = [...times].sort((a, b) => a.days - b.days);
  let atRisk = sorted.reduce((total, row) => total + row.events + row.waiting, 0);
  let notYet = 1;
  for (const row of sorted) {
    if (row.events > 0) notYet *= 1 - row.events / atRisk;
    if (1 - notYet >= p - 1e-12) return row.days;
    atRisk -= row.events + row.waiting;
  }
  return null;
}
