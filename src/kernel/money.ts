/**
 * The one place that turns decimal money into integer minor units. Facts hold Decimal(18,4) strings,
 * state and the API hold minor units; estimates stay decimal strings in minor units.
 */
import { badInput } from './errors.ts';

const exponents: Readonly<Record<string, number>> = {
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLP: 0,
  ISK: 0,
  JPY: 0,
  KRW: 0,
  PYG: 0,
  UGX: 0,
  VND: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
};

/** Decimal places of a currency's minor unit (2 unless ISO 4217 says otherwise). */
export const currencyExponent = (currency: string): number => exponents[currency] ?? 2;

/**
 * A decimal string such as `-12.3400` in minor units, rounded half away from zero when it has more places than
 * the currency. Throws `money-not-decimal` on anything else.
 */
export function decimalToMinor(amount: string, currency: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount);
  if (!match) throw badInput('money-not-decimal', { received: amount, expected: '-12.34' });
  const [, sign, whole = '0', fraction = ''] = match;
  const places = currencyExponent(currency);
  const kept = fraction.slice(0, places).padEnd(places, '0');
  const rounds = (fraction[places] ?? '0') >= '5' ? 1n : 0n;
  const minor = BigInt(whole + kept) + rounds;
  return sign ? -minor : minor;
}
