/**
 * A workbook's cell as the text it would have in a file: dates as dates, whole numbers without decimals, and long
 * numbers so that an identifier which lost its digits is seen to have lost them.
 */

export interface DateCode {
  readonly y: number;
  readonly m: number;
  readonly d: number;
  readonly H: number;
  readonly M: number;
  readonly S: number;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `2024-01-02`, `2024-01-02 10:30:00`, or the time alone below one day. */
export function dateText(serial: number, code: DateCode): string {
  const time = `${two(code.H)}:${two(code.M)}:${two(code.S)}`;
  if (serial < 1) return time;
  const day = `${String(code.y).padStart(4, '0')}-${two(code.m)}-${two(code.d)}`;
  return time === '00:00:00' ? day : `${day} ${time}`;
}

/** Spreadsheets keep fifteen digits; the rest of a longer number is noughts. */
const keptDigits = 15;

/**
 * A number without a date format. Fifteen digits are kept, as the spreadsheet shows them; a whole number beyond them is
 * written with an exponent, which `identifierCell` refuses: an order number read so is not the order's. A format of
 * noughts alone (`000000`) gives back the leading ones.
 */
export function numberText(value: number, format: string): string {
  if (!Number.isFinite(value)) return '';
  if (Number.isInteger(value) && Math.abs(value) >= 10 ** keptDigits) return value.toExponential();
  const text = String(Number(value.toPrecision(keptDigits)));
  const plain = text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text;
  return /^0{2,20}$/.test(format) && /^\d+$/.test(plain) ? plain.padStart(format.length, '0') : plain;
}

const failures: Readonly<Record<number, string>> = {
  0: '#NULL!',
  7: '#DIV/0!',
  15: '#VALUE!',
  23: '#REF!',
  29: '#NAME?',
  36: '#NUM!',
  42: '#N/A',
};

/** What a failed formula shows. */
export const failureText = (code: number): string => failures[code] ?? '#ERROR!';
