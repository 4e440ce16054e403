import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { expect, it, onTestFinished } from 'vitest';
import { freshFacts } from '../../testing/facts.ts';
import { factsSql } from './sql.ts';

it('numbers the rows of a file as they stand in it, however many threads read on', async () => {
  const { facts, close } = await freshFacts();
  onTestFinished(close);
  const rows = 400_000;
  const path = join(facts.stagingFolder, 'numbered.csv');
  const blocks = function* () {
    yield 'n,text\n';
    for (let from = 1; from <= rows; from += 1000) {
      // A line break inside quotes is not a row.
      const block = Array.from({ length: 1000 }, (_, i) => `${from + i},"text ${i}\nof ${from + i}"`);
      yield `${block.join('\n')}\n`;
    }
  };
  await pipeline(blocks, createWriteStream(path));
  const table = facts.fileTable({ path, format: 'CSVWithNames', columns: ['n', 'text'], numbered: true });
  const found = await facts.query(
    factsSql`select toString(count()) as rows, toString(countIf(toUInt64(c1) != row_number)) as wrong, toString(max(length(c2)) > 0) as used from ${table}`,
    { tag: 'test.numbers', role: 'batch' },
  );
  expect(found).toEqual([{ rows: String(rows), wrong: '0', used: '1' }]);
});
