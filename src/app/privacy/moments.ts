/** A day or an instant that somebody gave, as the instant it means in the organisation's time zone. */
import { DateTime } from 'luxon';
import type { Settings } from '../../kernel/settings.ts';

type Zone = Pick<Settings, 'zone'>;
const dayStart = ({ zone }: Zone, day: string, plusDays: number): Date =>
  DateTime.fromISO(day, { zone }).plus({ days: plusDays }).startOf('day').toJSDate();
const isDay = (text: string): boolean => text.length === 10;

/** Of a day its first moment. `text`: ISO 8601, checked. */
export const momentOf = (settings: Zone, text: string): Date =>
  isDay(text) ? dayStart(settings, text, 0) : new Date(text);

/** Of a day the moment it ends: the first of the next day. `text`: ISO 8601, checked. */
export const endOf = (settings: Zone, text: string): Date =>
  isDay(text) ? dayStart(settings, text, 1) : new Date(text);
