/** CSV cells that a spreadsheet cannot run: RFC 4180 quoting, and an apostrophe before anything that starts a formula. */

const startsFormula = /^[=+\-@\t\r\n＝＋－＠]/;

/** One cell, quoted where needed. `+86…` numbers get the apostrophe too: spreadsheets would turn them into numbers. */
export function csvCell(value: string): string {
  const safe = startsFormula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line with CRLF. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;
