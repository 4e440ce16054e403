import { expect, test } from 'vitest';
import { toCsv } from './csv.ts';

const columns = [
  { key: 'name', title: 'Name', plain: (row: { name: string; n: number }) => row.name },
  { key: 'n', title: 'Count', plain: (row: { name: string; n: number }) => row.n },
];
const bytesOf = async (name: string, n = 1) =>
  new Uint8Array(await toCsv({ columns, rows: [{ name, n }] }).arrayBuffer());
const lineOf = async (name: string, n = 1) =>
  new TextDecoder().decode(await bytesOf(name, n)).split('\r\n')[1];

test.each(['=1+1', '+1', '-1+1', '@x', '\tx', '\rx', '=cmd|x'])('%j cannot run as a formula', async text => {
  expect(await lineOf(text)).toMatch(/^"?'/);
});

test('figures stay figures, also below zero', async () => {
  expect(await lineOf('x', -12.5)).toBe('x,-12.5');
});

test('commas, quotation marks and line ends stay inside their cell, and Excel reads Chinese', async () => {
  expect(await lineOf('a, "b"')).toBe('"a, ""b""",1');
  const bytes = await bytesOf('中文');
  expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
});
