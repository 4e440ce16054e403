import { expect, test } from 'vitest';
import { propertyPaths } from './property-paths.ts';

test('paths of all events seen, those that always held a number first', () => {
  const texts = [
    '{"total": {"amount": 12.5, "currency": "CNY"}, "months": "12", "tags": ["a"], "note": null}',
    '{"total": {"amount": "7"}, "months": "twelve", "a.b": 1}',
    'not json',
  ];
  expect(propertyPaths(texts)).toEqual([
    { path: 'total.amount', isAmount: true },
    { path: 'months', isAmount: false },
    { path: 'total.currency', isAmount: false },
  ]);
});
