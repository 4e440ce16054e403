import { expect, test } from 'vitest';
import { moneyExact, moneyShort, toMinor } from './money.ts';
import { count, percent, points, pValue, short, signed } from './number.ts';
import { addDays, day, daysBetween, dayTime, duration, instantOf } from './time.ts';

test.each([
  [0, '0', '0'],
  [1204, '1,204', '1,204'],
  [9999, '9,999', '9,999'],
  [88_320, '8.83万', '88.3K'],
  [525_461, '52.5万', '525K'],
  [20_000, '2万', '20K'],
  [800_000, '80万', '800K'],
  [8_832_003, '883万', '8.83M'],
  [123_456_789, '1.23亿', '123M'],
  [-88_320, '−8.83万', '−88.3K'],
  [0.25, '0.25', '0.25'],
])('%d is said in short as %s and %s', (value, zh, en) => {
  expect(short(value, 'zh-CN')).toBe(zh);
  expect(short(value, 'en')).toBe(en);
});

test('shares are percentages, differences of shares are points, and a p-value is never zero', () => {
  expect(percent(0.1234, 'zh-CN')).toBe('12.3%');
  expect(points(0.0142, 'en')).toBe('1.42');
  expect(signed(points(-0.0142, 'en'), -0.0142)).toBe('−1.42');
  expect(pValue(0.00001, 'en')).toBe('< 0.001');
  expect(pValue(0.0392, 'en')).toBe('0.039');
  expect(count(-0.2, 'en')).toBe('0');
});

test('money keeps its currency, its sign first and as many digits as it deserves', () => {
  expect(moneyShort('8123450', { currency: 'CNY', locale: 'zh-CN' })).toBe('¥8.12万');
  expect(moneyShort('8123450', { currency: 'GBP', locale: 'en' })).toBe('£81.2K');
  expect(moneyShort(-41850, { currency: 'GBP', locale: 'en' })).toBe('−£419');
  expect(moneyShort(90, { currency: 'CNY', locale: 'zh-CN' })).toBe('¥0.90');
  expect(moneyShort(10, { currency: 'CNY', locale: 'zh-CN' })).toBe('¥0.10');
  expect(moneyShort('0.04', { currency: 'CNY', locale: 'zh-CN' })).toBe('¥0.0004');
  expect(moneyShort('-0.3', { currency: 'GBP', locale: 'en' })).toBe('−£0.003');
  expect(moneyShort('1234.5', { currency: 'CNY', locale: 'en' })).toBe('¥12.35');
  expect(moneyExact('883200327', { currency: 'GBP', locale: 'en' })).toBe('£8,832,003.27');
  expect(moneyExact(1200, { currency: 'JPY', locale: 'en' })).toBe('¥1,200');
  expect(toMinor(12.34, 'CNY')).toBe(1234);
});

test('days belong to the zone of the organisation, across midnight and daylight saving', () => {
  expect(day('2026-11-22T17:30:00Z', 'Asia/Shanghai')).toBe('2026-11-23');
  expect(dayTime('2026-11-22T06:05:00Z', 'Asia/Shanghai')).toBe('2026-11-22 14:05 GMT+8');
  expect(daysBetween('2010-03-27T12:00:00Z', '2010-03-29T00:30:00Z', 'Europe/London')).toBe(2);
  expect(addDays('2026-02-27', 3)).toBe('2026-03-02');
  expect(instantOf('2010-07-01', 9, 'Europe/London')).toBe('2010-07-01T08:00:00.000Z');
  expect(instantOf('2026-11-22', 10, 'Asia/Shanghai')).toBe('2026-11-22T02:00:00.000Z');
});

test('a length of time has at most two units', () => {
  expect(duration(3.21, 'zh-CN')).toBe('3.2 秒');
  expect(duration(1, 'zh-CN')).toBe('1 秒');
  expect(duration(60, 'en')).toBe('1 min');
  expect(duration(3600, 'zh-CN')).toBe('1 小时');
  expect(duration(130, 'en')).toBe('2 min 10 s');
  expect(duration(7260, 'en')).toBe('2 h 1 min');
});
