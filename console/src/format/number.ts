/**
 * The one formatter of numbers: counts, short forms (万/亿 in Chinese, K/M in English), percentages, percentage
 * points and intervals. A figure never gets more digits than three significant ones unless it is asked for exactly.
 */
export type Locale = 'zh-CN' | 'en';

const MINUS = '\u2212';
const steps: Readonly<Record<Locale, readonly (readonly [number, string])[]>> = {
  'zh-CN': [
    [1e8, '亿'],
    [1e4, '万'],
  ],
  en: [
    [1e9, 'B'],
    [1e6, 'M'],
    [1e4, 'K'],
  ],
};

const divisor = (unit: string, step: number) => (unit === 'K' ? 1e3 : step);

/** Turns the hyphen of machine numbers into the minus sign of print. */
export const withMinus = (text: string) => text.replace(/^-/, MINUS);

/** A fixed number of decimals, grouped by thousands. */
export function fixed(value: number, places: number, locale: Locale): string {
  const rounded = Number(value.toFixed(places));
  const text = new Intl.NumberFormat(locale, {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  }).format(rounded === 0 ? 0 : rounded);
  return withMinus(text);
}

/** Whole number, grouped: `12,345`. */
export const count = (value: number, locale: Locale) => fixed(value, 0, locale);

/** Decimals that leave three significant digits, between 0 and `most`. */
export function placesFor(value: number, most = 2): number {
  const size = Math.abs(value);
  if (size >= 100) return 0;
  if (size >= 10) return Math.min(1, most);
  return most;
}

/** The unit in which a value is said in short: `[10000, '万']`, or null below ten thousand. */
export function shortUnit(value: number, locale: Locale): readonly [number, string] | null {
  const found = steps[locale].find(([step]) => Math.abs(value) >= step);
  return found ? [divisor(found[1], found[0]), found[1]] : null;
}

/** At most three significant digits with the unit of the language: `8.83万`, `88.3K`, `2万`; exact below ten thousand. */
export function short(value: number, locale: Locale): string {
  const unit = shortUnit(value, locale);
  if (!unit) return Number.isInteger(value) ? count(value, locale) : fixed(value, placesFor(value), locale);
  const scaled = value / unit[0];
  const text = fixed(scaled, placesFor(scaled), locale).replace(/\.(\d*?)0+$/, (_, kept: string) =>
    kept ? `.${kept}` : '',
  );
  return `${text}${unit[1]}`;
}

/** A share as a percentage: 0.1234 is `12.3%`. */
export const percent = (share: number, locale: Locale, places = 1) =>
  `${fixed(share * 100, places, locale)}%`;

/** A difference of shares in percentage points, without the unit's name: 0.0142 is `1.42`. */
export function points(difference: number, locale: Locale): string {
  const value = difference * 100;
  return fixed(value, Math.abs(value) >= 10 ? 1 : 2, locale);
}

/** The same with its sign always written: a difference is read as more or less. */
export const signed = (text: string, value: number) => (value > 0 ? `+${text}` : text);

/** A p-value: three decimals, never `0.000`. */
export function pValue(p: number, locale: Locale): string {
  if (p < 0.001) return '< 0.001';
  return fixed(p, 3, locale);
}

/** Size of a file: `17.4 MB`. */
export function bytes(size: number, locale: Locale): string {
  if (size < 1024) return `${size} B`;
  const [scaled, unit] = size < 1024 ** 2 ? [size / 1024, 'KB'] : [size / 1024 ** 2, 'MB'];
  return `${fixed(scaled, scaled < 100 ? 1 : 0, locale)} ${unit}`;
}
