/** When a scheduled check-up is due, in the organisation's zone and calendar. */
import { DateTime } from 'luxon';
import type { ReviewScheduleRequest } from '../../records/review-schedule.ts';

type Step = 'this' | 'earlier' | 'later';
const steps: Readonly<Record<Step, number>> = { earlier: -1, this: 0, later: 1 };

/** The slot in the week or month of `now`, or of the one beside it; on a day whose clock skips its time, as much later. */
function slotIn(step: Step, now: Date, schedule: ReviewScheduleRequest, zone: string): DateTime {
  const [hour = 0, minute = 0] = schedule.at.split(':').map(Number);
  const time = { hour, minute, second: 0, millisecond: 0 };
  const here = DateTime.fromJSDate(now, { zone });
  if (schedule.every === 'week')
    return here
      .startOf('week')
      .plus({ weeks: steps[step], days: schedule.weekday - 1 })
      .set(time);
  const month = here.startOf('month').plus({ months: steps[step] });
  return month.set({ day: Math.min(schedule.day, month.daysInMonth ?? 28), ...time });
}

/** The last slot at or before `now`. */
export function reviewSlotBefore(now: Date, schedule: ReviewScheduleRequest, zone: string): Date {
  const own = slotIn('this', now, schedule, zone);
  return (own.toMillis() <= now.getTime() ? own : slotIn('earlier', now, schedule, zone)).toJSDate();
}

/** The next one after `now`. */
export function reviewSlotAfter(now: Date, schedule: ReviewScheduleRequest, zone: string): Date {
  const own = slotIn('this', now, schedule, zone);
  return (own.toMillis() > now.getTime() ? own : slotIn('later', now, schedule, zone)).toJSDate();
}
