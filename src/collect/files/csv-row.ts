/** Rows as the engine reads them: commas, quotes where needed, one line feed. */

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** One line of CSV with its line feed. */
export const csvRow = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\n`;
