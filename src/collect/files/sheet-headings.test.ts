import { describe, expect, it } from 'vitest';
import { findHeadings, isTotalsRow } from './sheet-headings.ts';

const merge = (top: number, left: number, bottom: number, right: number) => ({ top, left, bottom, right });

describe('headings of a sheet', () => {
  it('stand in the first row that says two things', () => {
    const rows = [['2024 年订单'], [], ['订单号', '金额'], ['A1', '10']];
    expect(findHeadings(rows, [merge(0, 0, 0, 5)], null)).toEqual({
      first: 2,
      depth: 1,
      names: ['订单号', '金额'],
    });
  });
  it('are joined where they are merged over rows and columns', () => {
    const rows = [
      ['订单号', '金额', '', '收货'],
      ['', '实付', '优惠', '省'],
      ['A1', '10', '1', '浙江'],
    ];
    const merges = [merge(0, 0, 1, 0), merge(0, 1, 0, 2)];
    expect(findHeadings(rows, merges, null)).toEqual({
      first: 0,
      depth: 2,
      names: ['订单号', '金额/实付', '金额/优惠', '收货/省'],
    });
  });
  it('take as many rows as a person says', () => {
    const rows = [
      ['a', 'b'],
      ['c', ''],
      ['1', '2'],
    ];
    expect(findHeadings(rows, [], 2)?.names).toEqual(['a/c', 'b']);
  });
  it('may be one column', () => {
    expect(findHeadings([['订单号'], ['A1']], [], null)?.names).toEqual(['订单号']);
  });
  it('are missing from an empty sheet', () => {
    expect(findHeadings([[], ['', ' ']], [], null)).toBeNull();
  });
});

it.each([
  [['合计', '', '12'], true],
  [['', '总 计：', '12'], true],
  [['Subtotal', '3'], true],
  [['合计酒店', '12'], false],
  [['', ''], false],
])('%j is a totals row: %s', (cells, expected) => {
  expect(isTotalsRow(cells)).toBe(expected);
});
