/** The running read: cumulative counts per arm and day, without a difference, an interval or a word. */
import type { ArmDay } from '../records/result.ts';
import type { DayRow } from './campaign-outcome.store.ts';
import { majorToMinorText } from './minor-text.ts';

/** Day rows of one campaign made cumulative per arm; days in order, both arms on every day that either has. */
export function cumulativeDays(rows: readonly DayRow[], currency: string): ArmDay[] {
  const days = [...new Set(rows.map(row => row.day))].sort();
  return (['treatment', 'control'] as const).flatMap(arm => {
    let [started, buyers, orders, value] = [0, 0, 0, 0];
    return days.map(day => {
      for (const row of rows) {
        if (row.day !== day || row.arm !== arm) continue;
        started += row.started;
        buyers += row.newBuyers;
        orders += row.orders;
        value += Number(row.value);
      }
      return { day, arm, started, buyers, orders, valueMinor: majorToMinorText(value.toFixed(4), currency) };
    });
  });
}
