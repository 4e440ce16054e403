/** Files read through the engine: only below the staging folder, every cell as text. */
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshFacts, freshFacts } from '../../testing/facts.ts';
import type { FileTable } from './file-table.ts';
import { factsSql, p } from './sql.ts';

let store: FreshFacts;
beforeAll(async () => {
  store = await freshFacts();
});
afterAll(async () => store.close());

const staged = (name: string, content: string | Uint8Array) => {
  const path = join(store.facts.stagingFolder, name);
  writeFileSync(path, content);
  return path;
};
const read = (file: FileTable) =>
  store.facts.query<Record<string, string>>(factsSql`SELECT * FROM ${store.facts.fileTable(file)} AS file`, {
    tag: 'test.file',
  });

describe('a staged file', () => {
  it('is read by position, whatever its headers, with quotes, line breaks and short rows', async () => {
    const path = staged(
      "it's 订单.csv",
      '\uFEFFid,id,"na`me, ""x""",\n1,2,"a ""quoted""\nline",2024-01-01\n2,,007\n"","NULL",\\N,1e5\n',
    );
    expect(await read({ path, format: 'CSVWithNames', columns: ['id', 'id', 'na`me, "x"', ''] })).toEqual([
      { c1: '1', c2: '2', c3: 'a "quoted"\nline', c4: '2024-01-01' },
      { c1: '2', c2: '', c3: '007', c4: '' },
      { c1: '', c2: 'NULL', c3: '', c4: '1e5' },
    ]);
  });

  it('may be in GB18030', async () => {
    // 「姓名」「张三」 in GB18030, and a four-byte character (㐀).
    const bytes = [0xd0, 0xd5, 0xc3, 0xfb, 0x0a, 0xd5, 0xc5, 0xc8, 0xfd, 0x81, 0x39, 0xee, 0x39, 0x0a];
    const path = staged('gb.csv', Uint8Array.from(bytes));
    expect(await read({ path, format: 'CSVWithNames', columns: ['姓名'], encoding: 'gb18030' })).toEqual([
      { c1: '张三㐀' },
    ]);
  });

  it('may be Parquet with any types and headers', async () => {
    const path = join(store.facts.stagingFolder, 'lines.parquet');
    await store.facts.command(
      factsSql`INSERT INTO FUNCTION file(${p.string(path)}, 'Parquet')
        SELECT 1 AS \`a\`\`b "c"\`, toDecimal64('12.50', 4) AS \`金额\`, toDateTime64('2024-01-02 03:04:05.678', 3, 'UTC') AS at,
          CAST(NULL AS Nullable(String)) AS nothing`,
      { tag: 'test.write' },
    );
    expect(await read({ path, format: 'Parquet', columns: ['a`b "c"', '金额', 'at', 'nothing'] })).toEqual([
      { c1: '1', c2: '12.5', c3: '2024-01-02 03:04:05.678', c4: '' },
    ]);
  });
});

describe('a file elsewhere', () => {
  const columns = ['id'];
  const outside = () => {
    const path = join(mkdtempSync(join(tmpdir(), 'rekindle-outside-')), 'secret.csv');
    writeFileSync(path, 'id\n1\n');
    return path;
  };

  it('is refused by its real path, also through a link or dots', () => {
    const link = join(store.facts.stagingFolder, 'link.csv');
    symlinkSync(outside(), link);
    for (const path of [outside(), link, join(store.facts.stagingFolder, '../facts/status')])
      expect(() => store.facts.fileTable({ path, format: 'CSVWithNames', columns })).toThrow(
        expect.objectContaining({ code: 'facts-file-outside' }),
      );
  });

  it('is reported when it is gone', () => {
    const path = join(store.facts.stagingFolder, 'gone.csv');
    expect(() => store.facts.fileTable({ path, format: 'CSVWithNames', columns })).toThrow(
      expect.objectContaining({ code: 'facts-file-missing' }),
    );
  });
});
