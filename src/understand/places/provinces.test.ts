import { expect, it } from 'vitest';
import { provinceCodes } from '../../records/review-place.ts';
import { provinces } from '../../simulator/places.ts';
import { placesOf, provinceOf } from './provinces.ts';

it.each([
  ['江苏', 'JS'],
  ['江苏省', 'JS'],
  ['广西壮族自治区', 'GX'],
  ['内蒙古自治区', 'NM'],
  ['新疆维吾尔自治区', 'XJ'],
  ['北京市', 'BJ'],
  ['香港特别行政区', 'HK'],
  ['Jiangsu Province', 'JS'],
  ['Inner Mongolia', 'NM'],
  ['Shaanxi', 'SN'],
  ['Shanxi', 'SX'],
  ['Guangxi Zhuang Autonomous Region', 'GX'],
  ['苏州', null],
  ['United Kingdom', null],
  ['', null],
])('%s is %s', (name, code) => {
  expect(provinceOf(name)).toBe(code);
});

it('every province the shop sells in has a tile', () => {
  expect(provinces.map(each => provinceOf(each.name)).filter(code => code === null)).toEqual([]);
  expect(new Set(provinceCodes).size).toBe(34);
});

it('adds names of one province, and loses nobody', () => {
  const sums = { customers: 2, buyers365: 1, value365Minor: 50, pastRhythm: 1, rhythmKnown: 2 };
  const found = placesOf(
    ['江苏', '江苏省', '', 'Mars', '浙江'].map(region => ({ region, ...sums })),
    { currency: 'CNY', valueIs: 'sales' },
  );
  expect(found.provinces.map(each => [each.province, each.customers])).toEqual([
    ['JS', 4],
    ['ZJ', 2],
  ]);
  expect(found.elsewhere).toEqual({ names: ['Mars'], ...sums });
  expect(found.unnamed).toEqual(sums);
  expect(placesOf([], { currency: 'CNY', valueIs: 'sales' }).provinces).toEqual([]);
});
