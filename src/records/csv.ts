/**
 * The one way a value becomes a CSV cell, for server and console: RFC 4180 quoting, and an apostrophe before anything a
 * spreadsheet would run as a formula, full-width and small forms of the signs included.
 */

/** What begins a formula once a spreadsheet has folded widths and skipped blanks. */
const startsFormula = /^[\s\u200b\ufeff]*[=+\-@|%]|^[\t\r\n]/u;
/** A negative amount is a number and no formula; a plus before digits is a phone number that would lose its zeros. */
const isNegativeNumber = /^-\d{1,15}(\.\d{1,15})?$/;

/** One cell, quoted where needed. Numbers go as they are. */
export function csvCell(value: string | number): string {
  const text = String(value);
  const isSafe = typeof value === 'number' || isNegativeNumber.test(text);
  const safe = !isSafe && startsFormula.test(text.normalize('NFKC')) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line with CRLF. */
export const csvLine = (cells: readonly (string | number)[]): string => `${cells.map(csvCell).join(',')}\r\n`;
