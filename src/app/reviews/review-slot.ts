/** When a scheduled check-up is due, in the organisation's zone and calendar. */
import { DateTime } from 'luxon';
import type { ReviewScheduleRequest } from '../../records/review-schedule.ts';

/** The slot in the week or month of `here`, or so many after it; on a day whose clock skips its time, as much later. */
function slotIn(schedule: ReviewScheduleRequest, here: DateTime, later = 0): DateTime {
  const [hour = 0, minute = 0] = schedule.at.split(':').map(Number);
  const time = { hour, minute, second: 0, millisecond: 0 };
  if (schedule.every === 'week')
    return here
      .startOf('week')
      .plus({ weeks: later, days: schedule.weekday - 1 })
      .set(time);
  const month = here.startOf('month').plus({ months: later });
  return month.set({ day: Math.min(schedule.day, month.daysInMonth ?? 28), ...time });
}

/** The last slot at or before `now`. */
export function reviewSlotBefore(now: Date, schedule: ReviewScheduleRequest, zone: string): Date {
  const here = DateTime.fromJSDate(now, { zone });
  const own = slotIn(schedule, here);
  return (own.toMillis() <= now.getTime() ? own : slotIn(schedule, here, -1)).toJSDate();
}

/** The next one after `now`. */
export function reviewSlotAfter(now: Date, schedule: ReviewScheduleRequest, zone: string): Date {
  const here = DateTime.fromJSDate(now, { zone });
  const own = slotIn(schedule, here);
  return (own.toMillis() > now.getTime() ? own : slotIn(schedule, here, 1)).toJSDate();
}
