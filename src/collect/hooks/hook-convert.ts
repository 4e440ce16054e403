/** Conversions of the mapping language: from what a shop writes to what an event says. Each gives null for what it cannot read. */
import { dateCell } from '../cells/date-cell.ts';
import { emailCell } from '../cells/email.ts';
import { phoneCell } from '../cells/phone.ts';
import { momentOf } from '../track/event-time.ts';
import { type Money, moneyOf, moneyText } from '../track/order-money.ts';

/** A text, number or truth value as text without outer blanks; null for lists, objects and nothing. */
export function plainText(value: unknown): string | null {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'boolean' ? String(value) : null;
}

/** A JSON number, or a decimal text; thousands commas are read. */
export function numberIn(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return null;
  const text = value.trim().replace(/(?<=\d),(?=\d{3}(?:\D|$))/g, '');
  const number = /^[+-]?\d{1,15}(?:\.\d{1,15})?$/.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}

/** A JSON number or decimal text as exact ten-thousandths; thousands commas are read. */
export const moneyIn = (value: unknown): Money | null =>
  moneyOf(typeof value === 'string' ? value.replace(/(?<=\d),(?=\d{3}(?:\D|$))/g, '') : value);

const digits = new Map<string, number>();

/** Minor digits of a currency by ISO 4217: 2 of CNY, 0 of JPY; null for what is no code. */
export function minorDigits(currency: unknown): number | null {
  if (typeof currency !== 'string' || !/^[A-Za-z]{3}$/.test(currency.trim())) return null;
  const code = currency.trim().toUpperCase();
  const before = digits.get(code);
  if (before !== undefined) return before;
  const found =
    new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions()
      .maximumFractionDigits ?? 2;
  digits.set(code, found);
  return found;
}

export interface MoneyForm {
  readonly currency: unknown;
  readonly given?: 'major' | 'minor' | undefined;
  readonly told?: 'major' | 'minor' | undefined;
}

/**
 * An amount as decimal text: of major units (`68.5000`) or, told minor, whole minor units (`6850`). Given minor, the value
 * counts minor units. What is finer than a minor unit is rounded half away from zero where minor units are told.
 */
export function moneyAs(value: unknown, { currency, given, told }: MoneyForm): string | null {
  const places = minorDigits(currency);
  const amount = moneyIn(value);
  if (places === null || amount === null) return null;
  const scale = 10n ** BigInt(places);
  const major = given === 'minor' ? divided(amount, scale) : amount;
  if (told !== 'minor') return moneyText(major);
  return String(divided(given === 'minor' ? amount : major * scale, 10_000n));
}

/** Rounded half away from zero. */
function divided(amount: bigint, by: bigint): bigint {
  const size = amount < 0n ? -amount : amount;
  const rounded = (size + by / 2n) / by;
  return amount < 0n ? -rounded : rounded;
}

/** ISO 8601 of a moment: an own offset wins, a time without one is local to the zone, whole numbers count since 1970. */
export function dateAs(value: unknown, zone: string): string | null {
  if (typeof value === 'number') return momentOf(value < 1e11 ? value * 1000 : value)?.toISOString() ?? null;
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (/^\d{10}$|^\d{13}$/.test(text)) return dateAs(Number(text), zone);
  if (text.length > 40) return null;
  const cell = dateCell(text, { format: 'auto', zone });
  return cell.ok ? cell.value.toISOString() : null;
}

/** E.164. */
export function phoneAs(value: unknown): string | null {
  const cell = phoneCell(plainText(value)?.slice(0, 60) ?? '');
  return cell.ok ? cell.value : null;
}

/** The canonical form of an address. */
export function emailAs(value: unknown): string | null {
  const cell = emailCell(typeof value === 'string' ? value.slice(0, 320) : '');
  return cell.ok ? cell.value : null;
}
