/** What a person is known by, and how it is found and blanked in texts and refused rows. */

export interface KnownValues {
  /** As stored: names, numbers, addresses. */
  readonly names: readonly string[];
  readonly ids: readonly string[];
  readonly emails: readonly string[];
  readonly phones: readonly string[];
}

export const blanked = '[erased]';

/** A name of two characters is thousands of people's, a number of five digits any number: not looked for in texts. */
const shortestName = 3;
const shortestId = 6;

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** `+8613800000000` as people write it: with or without country, spaces and hyphens between the digits. */
const phonePattern = (phone: string): string => {
  const national = phone.replace(/^\+86/, '');
  const digits = national.replace(/\D/g, '');
  const spaced = [...digits].map(escaped).join('[ -]?');
  return `(?:\\+?86[ -]?)?\\+?(?<!\\d)${spaced}(?!\\d)`;
};

/** One pattern for all values; null when there is nothing long enough to look for. */
export function patternOf({ names, ids, emails, phones }: KnownValues): RegExp | null {
  const parts = [
    ...emails.map(escaped),
    ...phones.map(phonePattern),
    ...names.filter(name => [...name].length >= shortestName).map(escaped),
    ...ids
      .filter(id => id.length >= shortestId)
      .map(id => `(?<![\\p{L}\\p{N}])${escaped(id)}(?![\\p{L}\\p{N}])`),
  ];
  return parts.length > 0 ? new RegExp(parts.join('|'), 'giu') : null;
}

/** A JSON value with the pattern blanked in every string, keys included; the same value when nothing was found. */
export function blankedJson(value: unknown, pattern: RegExp): unknown {
  if (typeof value === 'string') return value.replace(pattern, blanked);
  if (Array.isArray(value)) return value.map(item => blankedJson(item, pattern));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.replace(pattern, blanked), blankedJson(item, pattern)]),
  );
}

/** Whether a text says any of the values; `pattern` is global, so its position is reset. */
export function says(text: string, pattern: RegExp): boolean {
  pattern.lastIndex = 0;
  return pattern.test(text);
}
