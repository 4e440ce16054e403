import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DateFormat } from '../../records/mapping.ts';
import { type FactsSql, factsSql, p } from '../../store/facts/sql.ts';
import { type FreshFacts, freshFacts } from '../../testing/facts.ts';
import { type Cell, identifierCell, trimmed } from './cell.ts';
import {
  ambiguousDateSql,
  dateSql,
  identifierSql,
  numberSql,
  scientificSql,
  trimmedSql,
} from './cells.store.ts';
import { canonicalIdentifier, canonicalIdentifierSql } from './customer-id.store.ts';
import { dateCell } from './date-cell.ts';
import { numberCell } from './number-cell.ts';

let store: FreshFacts;
beforeAll(async () => {
  store = await freshFacts();
});
afterAll(() => store.close());

const inSql = async <T>(cells: readonly string[], expression: FactsSql): Promise<T[]> => {
  const rows = await store.facts.query<{ v: T }>(
    factsSql`select ${expression} as v from (select arrayJoin(arrayZip(arrayEnumerate(${p.strings(cells)}), ${p.strings(cells)})) as z, z.1 as i, z.2 as cell) order by i`,
    { tag: 'test.cells' },
  );
  return rows.map(row => row.v);
};
const column = factsSql`cell`;
const valueOf = <T>(cell: Cell<T>): T | null => (cell.ok ? cell.value : null);

const numbers = [
  '12',
  '-3.5',
  '¥1,234.50元',
  '1.2万',
  '3亿',
  '(100)',
  '-100',
  '（１００．５０）',
  '１２３',
  ' 007.10 ',
  '0',
  '-0.00',
  '￥ 88',
  'RMB 12',
  '',
  'abc',
  '壹佰元',
  '1,23',
  '1.2.3',
  '1e5',
  '--1',
  '(-1)',
  '12%',
  '+5',
  '1,234,567.8',
  '(1.5万)',
  "'12",
  '−7',
  '12元5角',
  '.5',
  '5.',
  ' ',
  '1 234',
  '12345678.12345678',
  'nan',
  'inf',
  '0x10',
];

const dates = [
  '2024-01-02',
  '2024/1/2 3:04',
  '2024.01.02 03:04:05.678',
  '20240102',
  '20240102030405',
  '2024年1月2日',
  '2024年1月2日 下午3:05',
  '2024年1月2日 15时5分6秒',
  '2024-01-02 上午12:00',
  '２０２４－０１－０２ １０：００',
  '2024-01-02T03:04:05Z',
  '2024-01-02T03:04:05+05:30',
  '2024-01-02T03:04:05-0800',
  '13/01/2024',
  '01/13/2024 5:00 PM',
  '01/02/2024',
  '2024-02-30',
  '2024-13-01',
  '2024-01-02 25:00',
  '昨天',
  '',
  '1900-01-01',
  '45293.5',
  '43831',
  '2024-02-29 23:59:59',
  '2023-02-29 00:00:00',
  '2024-01-31 10:00:00',
  '2024-07-01 12:00:00',
  '2024-01-02 10:60',
  '2024-0-10',
  '2024-1-0',
  '2200-01-01',
  '1969-12-31 23:59:59',
  '20240230',
  '2024-01-02 12:00 AM',
  '31.12.2023 08:00',
  '2024年12月31日 晚上11:30',
  '2024-01-02 10:20:30,5',
  '202401',
  '2024-01-02x',
  '2024-03-31 01:30:00',
  '2024-10-27 01:30:00',
  '2024/3/31 1:30',
  '2024-03-10 02:30:00',
  '2024-11-03 01:30:00',
  '2024/11/3 1:30',
];

describe('cells read in SQL as in TypeScript', () => {
  it('numbers', async () => {
    const read = await inSql<string | null>(numbers, factsSql`toString(${numberSql(column)})`);
    const expected = numbers.map(raw => valueOf(numberCell(raw)));
    expect(Object.fromEntries(numbers.map((raw, i) => [raw, read[i]]))).toEqual(
      Object.fromEntries(numbers.map((raw, i) => [raw, expected[i]])),
    );
  });

  it.each<[DateFormat, string]>([
    ['auto', 'Asia/Shanghai'],
    ['dmy', 'Europe/London'],
    ['mdy', 'America/New_York'],
    ['excel-1900', 'Asia/Shanghai'],
    ['excel-1904', 'Europe/London'],
  ])('dates in format %s, zone %s', async (format, zone) => {
    const read = await inSql<string | null>(dates, factsSql`toString(${dateSql(column, { format, zone })})`);
    const expected = dates.map(raw => valueOf(dateCell(raw, { format, zone })));
    const text = (at: Date | null | undefined) =>
      at ? at.toISOString().replace('T', ' ').replace('Z', '') : null;
    expect(Object.fromEntries(dates.map((raw, i) => [raw, read[i]]))).toEqual(
      Object.fromEntries(dates.map((raw, i) => [raw, text(expected[i])])),
    );
    const ambiguous = await inSql<number>(dates, ambiguousDateSql(column, format));
    expect(ambiguous.map(Boolean)).toEqual(
      dates.map(raw => {
        const cell = dateCell(raw, { format, zone });
        return !cell.ok && cell.code === 'date-ambiguous';
      }),
    );
  });

  it('identifiers and free text', async () => {
    const cells = [
      '13085.0',
      "'00123 ",
      '　Ａb１２ ',
      'C489449',
      '',
      ' ',
      '1.38E+10',
      '会员０１',
      '\u200b12\u00a0',
      'a b',
      'TEST 001',
      '1.50',
      '１２.０',
      "o'neil",
      '="00123"',
      ' ="Ａ1" ',
      '="a"b"',
      '=1+1',
    ];
    expect(await inSql(cells, identifierSql(column))).toEqual(
      cells.map(raw => valueOf(identifierCell(raw)) ?? raw),
    );
    expect((await inSql<number>(cells, scientificSql(column))).map(Boolean)).toEqual(
      cells.map(raw => !identifierCell(raw).ok),
    );
    const texts = ['="中 文"', '=""', ' a ', '\u3000中文\u200b', 'x  y', '', '\u00a0'];
    expect(await inSql(texts, trimmedSql(column))).toEqual(texts.map(trimmed));
  });

  it.each(['member-no', 'phone', 'email'])(
    'identifiers of type %s that a platform has masked name nobody',
    async type => {
      const masked = ['t**8', '138****1234', '＊＊', '17012345678-0011', '17012345678转0011', '="138****1"'];
      const clear = ['t*8', 'a-12', '13812345678', 'a@b.cn', '138-1234-5678', '13812345678'];
      for (const cells of [masked, clear])
        expect(await inSql(cells, canonicalIdentifierSql(type, column))).toEqual(
          cells.map(raw => valueOf(canonicalIdentifier(type, raw))),
        );
      expect(masked.map(raw => valueOf(canonicalIdentifier(type, raw)))).toEqual(masked.map(() => ''));
    },
  );
});
