/** A chart's figures as a spreadsheet file; cells that a spreadsheet would run as a formula are defused. */
interface CsvSource<T> {
  readonly columns: readonly {
    readonly key: string;
    readonly title: unknown;
    readonly plain: (row: T) => string | number;
  }[];
  readonly rows: readonly T[];
}

const cell = (value: string | number): string => {
  const text = String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
};

/** UTF-8 with a byte order mark, without which Excel misreads Chinese. */
export function toCsv<T>({ columns, rows }: CsvSource<T>): Blob {
  const head = columns.map(column => cell(typeof column.title === 'string' ? column.title : column.key));
  const lines = rows.map(row => columns.map(column => cell(column.plain(row))).join(','));
  return new Blob([`\ufeff${[head.join(','), ...lines].join('\r\n')}\r\n`], {
    type: 'text/csv;charset=utf-8',
  });
}
