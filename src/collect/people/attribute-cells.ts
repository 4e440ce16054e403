/** Attributes of people as files write them, in the one form the facts keep: sex, birth year, language, zone. */
import { typed } from '../cells/cell.ts';

const sexes: Readonly<Record<string, 'male' | 'female'>> = {
  男: 'male',
  男性: 'male',
  先生: 'male',
  m: 'male',
  male: 'male',
  女: 'female',
  女性: 'female',
  女士: 'female',
  f: 'female',
  female: 'female',
};

/** `male`, `female` or empty: any other word (未知, 保密) says that it is not known. */
export const sexOf = (text: string): string => sexes[typed(text).toLowerCase()] ?? '';

/** The year of `1985`, `1985.0`, `1985年` or a date that begins with it; null outside 1900 to the year of `at`. */
export function birthYearOf(text: string, at: Date): number | null {
  const year = Number(/^((?:19|20)\d{2})(?:$|\.0+$|年|[-/.]|\d{4}$)/.exec(text)?.[1]);
  return year >= 1900 && year <= at.getUTCFullYear() ? year : null;
}

/** A language tag in its canonical form, or null. */
export function localeOf(text: string): string | null {
  try {
    return Intl.getCanonicalLocales(text.replaceAll('_', '-'))[0] ?? null;
  } catch {
    return null;
  }
}

const knownZones = new Map<string, string | null>();

/** An IANA zone this machine knows, or null. Remembered: asking costs 30 µs. */
export function zoneOf(text: string): string | null {
  const known = knownZones.get(text);
  if (known !== undefined) return known;
  const zone = supportedZone(text);
  if (knownZones.size < 1000) knownZones.set(text, zone);
  return zone;
}

function supportedZone(text: string): string | null {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
