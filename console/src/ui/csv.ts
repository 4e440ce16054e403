/** A chart's figures as a spreadsheet file; cells that a spreadsheet would run as a formula are defused. */
import { csvCell } from '../../../src/records/csv.ts';

interface CsvSource<T> {
  readonly columns: readonly {
    readonly key: string;
    readonly title: unknown;
    readonly plain: (row: T) => string | number;
  }[];
  readonly rows: readonly T[];
}

/** UTF-8 with a byte order mark, without which Excel misreads Chinese. */
export function toCsv<T>({ columns, rows }: CsvSource<T>): Blob {
  const head = columns.map(column => csvCell(typeof column.title === 'string' ? column.title : column.key));
  const lines = rows.map(row => columns.map(column => csvCell(column.plain(row))).join(','));
  return new Blob([`\ufeff${[head.join(','), ...lines].join('\r\n')}\r\n`], {
    type: 'text/csv;charset=utf-8',
  });
}
