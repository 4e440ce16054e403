/** Days unlike the same weekdays before: rows of a table, and the share of them that passes a rule. Pure. */

import { type DayMeasure, mostDays, type UsualDay, usualDay } from '../../models/usual-day.ts';
import type { QualityTable } from '../../records/quality.ts';
import type { Counted } from './quality-scores.ts';

/** What a scan found of one day, in the order of `rules`. */
export interface CountedDay {
  readonly day: string | null;
  readonly rows: number;
  readonly counts: readonly Counted[];
}

const dayMs = 86_400_000;
/** Under so many applicable rows a share says little about a day. */
const leastRows = 20;

const before = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - days * dayMs).toISOString().slice(0, 10);

type Measure = (day: CountedDay | undefined) => DayMeasure | null;

/** The day against the same weekdays before it, as far back as `firstDay`; a day without rows counts as none. */
function against(
  days: ReadonlyMap<string, CountedDay>,
  { day, firstDay, measure }: { day: string; firstDay: string; measure: Measure },
): UsualDay | null {
  const now = measure(days.get(day));
  if (!now) return null;
  const weeks = Array.from({ length: mostDays }, (_, at) => before(day, 7 * (mostDays - at)));
  return usualDay(
    now,
    weeks.filter(each => each >= firstDay).flatMap(each => measure(days.get(each)) ?? []),
  );
}

const rowsOf: Measure = day => ({ part: day?.rows ?? 0, whole: null });
const shareOf =
  (at: number): Measure =>
  day => {
    const counted = day?.counts[at];
    return counted && counted.checked >= leastRows ? { part: counted.passed, whole: counted.checked } : null;
  };

const byDay = (days: readonly CountedDay[]) =>
  new Map(days.flatMap(each => (each.day === null ? [] : [[each.day, each] as const])));

/** Rows of a certain day against the same weekdays; null while there are too few of them, or of a table without rows. */
export function usualRows(days: readonly CountedDay[], day: string): UsualDay | null {
  const known = byDay(days);
  const firstDay = [...known.keys()].toSorted()[0];
  return firstDay === undefined ? null : against(known, { day, firstDay, measure: rowsOf });
}

/** What is unusual about the newest whole day that has rows: fewer or more of them, or fewer that pass a rule. */
export function unusualOf(
  days: readonly CountedDay[],
  { rules, today }: { readonly rules: readonly string[]; readonly today: string },
): QualityTable['unusual'] {
  const known = byDay(days);
  const order = [...known.keys()].toSorted();
  const firstDay = order[0];
  const day = order.filter(each => each < today).at(-1);
  if (firstDay === undefined || day === undefined) return [];
  const found = [{ rule: '', measure: rowsOf }, ...rules.map((rule, at) => ({ rule, measure: shareOf(at) }))];
  return found.flatMap(({ rule, measure }) => {
    const usual = against(known, { day, firstDay, measure });
    const now = measure(known.get(day));
    if (!usual?.isUnusual || !now || (rule !== '' && usual.distance > 0)) return [];
    const { part, whole } = now;
    const rounded = (value: number) => Math.round(value * 1e4) / 1e4;
    return [
      {
        rule,
        day,
        found: rounded(whole === null ? part : part / whole),
        usual: rounded(usual.usual),
        days: usual.days,
        distance: rounded(usual.distance),
        limit: usual.limit,
      },
    ];
  });
}
