/** Exact sums of the facts' Decimal(18,4) texts outside the engine, as whole ten-thousandths. */
import { badInput } from './errors.ts';

/** `-12.34` as −123400n. Throws `money-not-decimal` on anything but a decimal with at most four places. */
export function tenThousandths(amount: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d{1,4})0*)?$/.exec(amount);
  if (!match) throw badInput('money-not-decimal', { received: amount, expected: '-12.3400' });
  const [, sign, whole = '0', fraction = ''] = match;
  const value = BigInt(whole + fraction.padEnd(4, '0'));
  return sign ? -value : value;
}

/** The other way: −123400n as `-12.3400`. */
export function decimalText(value: bigint): string {
  const digits = String(value < 0n ? -value : value).padStart(5, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}
