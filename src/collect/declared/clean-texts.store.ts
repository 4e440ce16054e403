/**
 * Texts of a file without contact data, before any of them is written: the rows that may hold some (few do) pass through
 * the same scrubbing as tracked events and come back as a small file that the engine reads beside the first.
 */
import { createWriteStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { StoreContext } from '../../store/context.ts';
import { type FactsSql, factsSql, ident, joinSql, p } from '../../store/facts/sql.ts';
import { trimmed } from '../cells/cell.ts';
import { csvRow } from '../files/csv-row.ts';
import { mayHoldContact, scrubLongText } from '../track/contact-scrub.ts';

export interface TextColumn {
  readonly field: string;
  /** The cell as the file has it. */
  readonly raw: FactsSql;
}

export interface CleanTexts {
  /** Rows in which something was blanked. */
  readonly rows: number;
  /** The text of a field, instead of how it is read where it held contact data. */
  value(field: string, read: FactsSql): FactsSql;
  /** The file's rows with the clean texts beside them. */
  beside(table: FactsSql): FactsSql;
}

interface TextsOf {
  /** A subquery with `row_number` and the file's cells. */
  readonly table: FactsSql;
  readonly columns: readonly TextColumn[];
  /** The prepared file: what is made lies beside it and goes with it. */
  readonly path: string;
}

async function* cleanRows(
  ctx: Pick<StoreContext, 'ch'>,
  { table, columns }: TextsOf,
  noteBlanked: () => void,
): AsyncGenerator<string> {
  yield csvRow(['row', ...columns.map(({ field }) => field)]);
  const raws = joinSql(
    columns.map(({ raw }) => raw),
    ', ',
  );
  const suspicious = joinSql(
    columns.map(({ raw }) => factsSql`match(${raw}, ${p.string(mayHoldContact)})`),
    ' or ',
  );
  const rows = ctx.ch.stream<{ row: string; texts: string[] }>(
    factsSql`select toString(row_number) as row, [${raws}] as texts from ${table} as file where ${suspicious}`,
    { tag: 'declared.texts', role: 'batch' },
  );
  for await (const batch of rows) {
    const lines = batch.flatMap(({ row, texts }) => {
      const before = texts.map(trimmed);
      const after = before.map(scrubLongText);
      if (after.every((text, index) => text === before[index])) return [];
      noteBlanked();
      return [csvRow([row, ...after])];
    });
    yield lines.join('');
  }
}

/** Scrubs the texts of these columns; about 2 µs a text that may hold contact data, the rest costs a pattern in the engine. */
export async function cleanTexts(ctx: Pick<StoreContext, 'ch'>, of: TextsOf): Promise<CleanTexts | null> {
  if (of.columns.length === 0) return null;
  const path = join(dirname(of.path), 'clean-texts.csv');
  let blanked = 0;
  const lines = cleanRows(ctx, of, () => {
    blanked += 1;
  });
  await pipeline(Readable.from(lines), createWriteStream(path, { mode: 0o600 }));
  if (blanked === 0) return null;
  const fields = of.columns.map(({ field }) => field);
  const file = ctx.ch.fileTable({ path, format: 'CSVWithNames', columns: ['row', ...fields] });
  const aliases = fields.map((_, index) => `clean_${index + 1}`);
  const cells = fields.map((_, index) => `c${index + 2}`);
  const renamed = joinSql(
    aliases.map((alias, index) => factsSql`${ident(cells[index] ?? '', cells)} as ${ident(alias, aliases)}`),
    ', ',
  );
  return {
    rows: blanked,
    value: (field, read) => {
      const alias = aliases[fields.indexOf(field)];
      return alias === undefined ? read : factsSql`if(clean_row = 0, ${read}, ${ident(alias, aliases)})`;
    },
    beside: table => factsSql`${table} as file left any join
      (select toUInt64(c1) as clean_row, ${renamed} from ${file}) as clean on file.row_number = clean.clean_row`,
  };
}
