/** Times as somebody types them on these pages: `2026-11-30 14:05` in the organisation's zone, like all times shown. */
import { instantOf } from '../../format/time.ts';

const form = /^(\d{4}-\d{2}-\d{2})[ T](\d{1,2}):(\d{2})$/;

/** Whether the text is a time of that form. */
export const isTime = (text: string): boolean => {
  const [, day, hour, minute] = form.exec(text.trim()) ?? [];
  return (
    day !== undefined &&
    !Number.isNaN(Date.parse(`${day}T00:00:00Z`)) &&
    Number(hour) < 24 &&
    Number(minute) < 60
  );
};

/** The instant; a text of another form goes to the server as it is, which says what is wrong with it. */
export function typedInstant(text: string, zone: string): string {
  const [, day = '', hour, minute] = form.exec(text.trim()) ?? [];
  if (!isTime(text)) return text;
  return new Date(Date.parse(instantOf(day, Number(hour), zone)) + Number(minute) * 60_000).toISOString();
}
