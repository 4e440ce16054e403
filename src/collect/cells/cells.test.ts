import { describe, expect, it } from 'vitest';
import { identifierCell, trimmed } from './cell.ts';
import { dateCell } from './date-cell.ts';
import { emailCell } from './email.ts';
import { maskCell } from './mask.ts';
import { numberCell } from './number-cell.ts';
import { phoneCell } from './phone.ts';

const read = (cell: { ok: boolean }) =>
  'value' in cell ? (cell as { value: unknown }).value : (cell as unknown as { code: string }).code;
const china = { format: 'auto', zone: 'Asia/Shanghai' } as const;
const iso = (raw: string, options: Parameters<typeof dateCell>[1] = china) => {
  const value = read(dateCell(raw, options));
  return value instanceof Date ? value.toISOString() : value;
};

describe('numbers', () => {
  it.each([
    ['¥1,234.50元', '1234.5'],
    ['1.2万', '12000'],
    ['3亿', '300000000'],
    ['0.00015万', '1.5'],
    ['(100)', '-100'],
    ['-100', '-100'],
    ['（１００．５０）', '-100.5'],
    ['１２３', '123'],
    [' 007.10 ', '7.1'],
    ['0', '0'],
    ['-0.00', '0'],
    ['￥ 88', '88'],
    ['99999999999999999999.0001', '99999999999999999999.0001'],
    ['RMB 12', '12'],
  ])('%s is read as %s', (raw, value) => {
    expect(read(numberCell(raw))).toBe(value);
  });

  it.each(['', 'abc', '壹佰元', '1,23', '1.2.3', '1e5', '--1', '(-1)', '1 2万3', '12%'])(
    '%s is refused',
    raw => {
      expect(read(numberCell(raw))).toBe('number-unreadable');
    },
  );
});

describe('phones', () => {
  it.each([
    ['13812345678', '+8613812345678'],
    ['+86 138-1234-5678', '+8613812345678'],
    ['0086 13812345678', '+8613812345678'],
    ['8613812345678', '+8613812345678'],
    ['１３８１２３４５６７８', '+8613812345678'],
    ["'13812345678", '+8613812345678'],
    ['+44 20 7946 0958', '+442079460958'],
    ['010-62781234', '+861062781234'],
  ])('%s becomes %s', (raw, value) => {
    expect(read(phoneCell(raw))).toBe(value);
  });

  it.each([
    ['1.38E+10', 'phone-scientific'],
    ['138123456789', 'phone-invalid'],
    ['1381234567', 'phone-invalid'],
    ['无', 'phone-invalid'],
    ['12345678901', 'phone-invalid'],
  ])('%s is refused as %s', (raw, code) => {
    expect(read(phoneCell(raw))).toBe(code);
  });
});

describe('e-mail addresses', () => {
  it('are lower-cased and otherwise kept', () => {
    expect(read(emailCell(' Li.Lei+News@Example.COM '))).toBe('li.lei+news@example.com');
  });
  it.each(['a@b', 'a b@c.cn', '@c.cn', 'a..b@c.cn', 'a.@c.cn', 'a@c..cn', 'x'])('%s is refused', raw => {
    expect(read(emailCell(raw))).toBe('cell-email-invalid');
  });
});

describe('dates', () => {
  it.each([
    ['2024-01-02', '2024-01-01T16:00:00.000Z'],
    ['2024/1/2 3:04', '2024-01-01T19:04:00.000Z'],
    ['2024.01.02 03:04:05.678', '2024-01-01T19:04:05.678Z'],
    ['20240102', '2024-01-01T16:00:00.000Z'],
    ['20240102030405', '2024-01-01T19:04:05.000Z'],
    ['2024年1月2日', '2024-01-01T16:00:00.000Z'],
    ['2024年1月2日 下午3:05', '2024-01-02T07:05:00.000Z'],
    ['2024年1月2日 15时5分6秒', '2024-01-02T07:05:06.000Z'],
    ['2024-01-02 上午12:00', '2024-01-01T16:00:00.000Z'],
    ['２０２４－０１－０２ １０：００', '2024-01-02T02:00:00.000Z'],
    ['2024-01-02T03:04:05Z', '2024-01-02T03:04:05.000Z'],
    ['2024-01-02T03:04:05+05:30', '2024-01-01T21:34:05.000Z'],
    ['13/01/2024', '2024-01-12T16:00:00.000Z'],
    ['01/13/2024 5:00 PM', '2024-01-13T09:00:00.000Z'],
  ])('%s is %s', (raw, value) => {
    expect(iso(raw)).toBe(value);
  });

  it('asks which number is the day when both may be', () => {
    expect(iso('01/02/2024')).toBe('date-ambiguous');
    expect(iso('01/02/2024', { ...china, format: 'dmy' })).toBe('2024-01-31T16:00:00.000Z');
    expect(iso('01/02/2024', { ...china, format: 'mdy' })).toBe('2024-01-01T16:00:00.000Z');
  });

  it('reads the day numbers of both Excel calendars, and only where the mapping says so', () => {
    expect(iso('45293.5', { ...china, format: 'excel-1900' })).toBe('2024-01-02T04:00:00.000Z');
    expect(iso('43831', { ...china, format: 'excel-1904' })).toBe('2024-01-01T16:00:00.000Z');
    expect(iso('45293.5')).toBe('date-unreadable');
  });

  it('follows summer time of the zone', () => {
    const london = { format: 'auto', zone: 'Europe/London' } as const;
    expect(iso('2010-07-01 12:00:00', london)).toBe('2010-07-01T11:00:00.000Z');
    expect(iso('2010-01-01 12:00:00', london)).toBe('2010-01-01T12:00:00.000Z');
  });

  it.each([
    ['2024-02-30', 'date-unreadable'],
    ['2024-13-01', 'date-unreadable'],
    ['2024-01-02 25:00', 'date-unreadable'],
    ['昨天', 'date-unreadable'],
    ['', 'date-unreadable'],
    ['1900-01-01', 'date-out-of-range'],
  ])('%s is refused as %s', (raw, code) => {
    expect(iso(raw)).toBe(code);
  });
});

describe('identifiers', () => {
  it('lose what spreadsheets add and keep their case', () => {
    expect(read(identifierCell('13085.0'))).toBe('13085');
    expect(read(identifierCell("'00123 "))).toBe('00123');
    expect(read(identifierCell('　Ａb１２ '))).toBe('Ab12');
    expect(trimmed('\u00a0 WHITE  HANGING \u200b')).toBe('WHITE  HANGING');
  });
  it('are refused once a spreadsheet has rounded them', () => {
    expect(read(identifierCell('1.38E+10'))).toBe('identifier-scientific');
  });
});

describe('masks', () => {
  it('show what the owner recognises and no more', () => {
    expect(maskCell('name', '张小明')).toBe('张**');
    expect(maskCell('phone', 'abc')).toBe('****bc');
  });
  it('find contacts in columns that should hold none', () => {
    expect(maskCell('productName', '送到 13812345678')).toBe('送到 138****5678');
    expect(maskCell(null, 'mail lilei@example.com now')).toBe('mail l***@example.com now');
  });
});

describe('a cell of megabytes', () => {
  it('is masked from its beginning alone', () => {
    const shown = maskCell(null, `13812345678 ${'x'.repeat(5_000_000)}`);
    expect(shown).toBe(`138****5678 ${'x'.repeat(188)}`);
  });
});
