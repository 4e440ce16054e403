/**
 * Money with its currency. The API speaks in minor units (integers or decimal strings); people read `¥8.1万`,
 * `£88.3K` or, where a bill must add up, every digit.
 */
import { fixed, type Locale, placesFor, shortUnit, withMinus } from './number.ts';

const symbolOf = (currency: string, locale: Locale): string => {
  const part = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
    .formatToParts(0)
    .find(piece => piece.type === 'currency');
  const symbol = part?.value ?? currency;
  return /^[A-Z]{3}$/.test(symbol) ? `${symbol} ` : symbol;
};

const exponentOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** Minor units as a plain number of major units; estimates arrive as decimal strings. */
export const toMajor = (minor: number | string, currency: string): number =>
  Number(minor) / 10 ** exponentOf(currency);

/** Major units typed by a person as integer minor units. */
export const toMinor = (major: number, currency: string): number =>
  Math.round(major * 10 ** exponentOf(currency));

export interface MoneyOptions {
  readonly currency: string;
  readonly locale: Locale;
}

const signFirst = (sign: string, symbol: string, text: string) => withMinus(`${sign}${symbol}${text}`);

/** As many decimals as the currency has coins for; what is less than the smallest coin keeps a digit that says something. */
function placesOf(size: number, exponent: number): number {
  if (size >= 100) return 0;
  if (size >= 0.5 * 10 ** -exponent) return exponent;
  return Math.min(6, Math.ceil(-Math.log10(size)));
}

/** Short money with three significant digits: `¥8.12万`, `£418`. */
export function moneyShort(minor: number | string, { currency, locale }: MoneyOptions): string {
  const major = toMajor(minor, currency);
  const symbol = symbolOf(currency, locale);
  const size = Math.abs(major);
  const unit = shortUnit(size, locale);
  const sign = major < 0 ? '-' : '';
  if (!unit) {
    const places = size === Math.round(size) ? 0 : placesOf(size, exponentOf(currency));
    return signFirst(sign, symbol, fixed(size, places, locale));
  }
  const scaled = size / unit[0];
  return signFirst(sign, symbol, `${fixed(scaled, placesFor(scaled), locale)}${unit[1]}`);
}

/** Every digit of the currency: `¥81,234.50`. */
export function moneyExact(minor: number | string, { currency, locale }: MoneyOptions): string {
  const major = toMajor(minor, currency);
  const text = fixed(Math.abs(major), exponentOf(currency), locale);
  return signFirst(major < 0 ? '-' : '', symbolOf(currency, locale), text);
}
