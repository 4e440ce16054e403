/** Estimates in money as decimal strings of minor units, the form in which they leave the server. */
import { currencyExponent } from '../kernel/money.ts';

/** A minor-unit figure as a decimal string with at most 4 places. */
export function minorText(value: number): string {
  const text = value.toFixed(4).replace(/\.?0+$/, '');
  return text === '-0' ? '0' : text;
}

/** Decimal major units to minor ones, for figures that stay decimals. */
export const majorToMinorText = (amount: string, currency: string): string =>
  minorText(Number(amount) * 10 ** currencyExponent(currency));
