/** When a daily backup is due. Machine time, since a demo moves the calendar and not the risk. */
import { DateTime } from 'luxon';

/** The last `HH:MM` of `zone` at or before `now`; on a day whose clock skips it, as much later. */
export function slotBefore(now: Date, at: string, zone: string): Date {
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  const today = DateTime.fromJSDate(now, { zone }).set({ hour, minute, second: 0, millisecond: 0 });
  return (today.toMillis() <= now.getTime() ? today : today.minus({ days: 1 })).toJSDate();
}

/** The next one after `now`. */
export function slotAfter(now: Date, at: string, zone: string): Date {
  return DateTime.fromJSDate(slotBefore(now, at, zone), { zone })
    .plus({ days: 1 })
    .toJSDate();
}
