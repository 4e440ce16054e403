/**
 * Amounts and quantities as people and exports write them, read into exact decimal text without ever passing through
 * a floating-point number: `¥1,234.50元`, `1.2万`, `(100)`, full-width digits.
 */
import { type Cell, cell, refuse, typed } from './cell.ts';

const sign = /^(-|−|\+)?(.*)$/s;
const currencyMarks = /[¥￥$€£]|RMB|CNY|HKD|USD|GBP|EUR|元|圆|块/gi;
const number = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/;
const units: Readonly<Record<string, number>> = { 万: 4, 亿: 8 };

/** Moves the decimal point of `whole.fraction` to the right. */
function shifted(whole: string, fraction: string, places: number): [string, string] {
  const padded = fraction.padEnd(places, '0');
  return [whole + padded.slice(0, places), padded.slice(places)];
}

const plain = (whole: string, fraction: string): string => {
  const integer = whole.replace(/^0+(?=\d)/, '');
  const decimals = fraction.replace(/0+$/, '');
  return decimals ? `${integer}.${decimals}` : integer;
};

/**
 * A decimal number as exact text, `-1234.5`; leading and trailing zeros off. Refused with `number-unreadable`: words,
 * Chinese capital numerals, commas that do not group thousands, scientific notation.
 */
export function numberCell(raw: string): Cell<string> {
  const text = typed(raw).replace(currencyMarks, '').replace(/\s+/g, '');
  const bracketed = /^\((.*)\)$/s.exec(text);
  const [, mark = '', body = ''] = sign.exec(bracketed?.[1] ?? text) ?? [];
  const places = units[body.slice(-1)] ?? 0;
  const match = number.exec(places ? body.slice(0, -1) : body);
  if (!match || (bracketed && mark)) return refuse('number-unreadable');
  const [whole, fraction] = shifted((match[1] ?? '').replaceAll(',', ''), match[2] ?? '', places);
  const value = plain(whole, fraction);
  const negative = (bracketed !== null || mark === '-' || mark === '−') && /[1-9]/.test(value);
  return cell(negative ? `-${value}` : value);
}
