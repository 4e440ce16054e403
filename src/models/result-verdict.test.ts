import { expect, test } from 'vitest';
import { resultVerdict, type VerdictInput } from './result-verdict.ts';

const above = { lo: 0.1, hi: 2 };
const below = { lo: -2, hi: -0.1 };
const around = { lo: -1, hi: 1 };
const base: VerdictInput = {
  sampleRatioBlocks: false,
  people: { treated: 4000, control: 1000 },
  profit: null,
  value: null,
  valueIsMargin: true,
  buyers: around,
  moneyRefusal: null,
};

test.each<[string, Partial<VerdictInput>, string, string, string]>([
  ['profit above 0 paid', { profit: above, value: above }, 'paid', 'profit', 'more'],
  ['profit below 0 lost, even with more buyers', { profit: below, buyers: above }, 'lost', 'profit', 'fewer'],
  ['profit around 0 could not tell', { profit: around }, 'could-not-tell', 'profit', 'not-shown'],
  ['fewer sales lost', { value: below, valueIsMargin: false }, 'lost', 'sales', 'fewer'],
  [
    'more sales without margins do not say paid',
    { value: above, valueIsMargin: false },
    'not-enough-data',
    'sales',
    'more',
  ],
  [
    'sales around 0 could not tell',
    { value: around, valueIsMargin: false },
    'could-not-tell',
    'sales',
    'not-shown',
  ],
  [
    'too few buyers: the buyers’ effect is told, no word about money',
    { moneyRefusal: 'result-too-few-buyers', buyers: above },
    'not-enough-data',
    'buyers',
    'more',
  ],
  [
    'arms not as assigned block everything',
    { sampleRatioBlocks: true, profit: above },
    'not-enough-data',
    'none',
    'not-shown',
  ],
  [
    'no control, no word',
    { people: { treated: 4000, control: 0 }, profit: above },
    'not-enough-data',
    'none',
    'not-shown',
  ],
])('%s', (_, change, word, basis, effect) => {
  expect(resultVerdict({ ...base, ...change })).toMatchObject({ word, basis, effect });
});

test('reasons are catalogue codes, the blocking one first', () => {
  expect(resultVerdict({ ...base, sampleRatioBlocks: true }).reasons).toEqual(['result-sample-ratio']);
  expect(resultVerdict({ ...base, value: around, valueIsMargin: false }).reasons).toEqual([
    'result-interval-holds-zero',
    'result-margin-unknown',
  ]);
  expect(resultVerdict({ ...base, profit: above }).reasons).toEqual([]);
});
