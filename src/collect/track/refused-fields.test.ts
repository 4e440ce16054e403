import { expect, test } from 'vitest';
import { withValue } from './refused-fields.ts';

const event = { properties: { products: [{ sku: 'A', name: 'Tea\u0000' }, { sku: 'B' }], 0: 'zero' } };

test.each(['properties.products[0].name', 'properties.products.0.name'])(
  '%s mends an entry of a list',
  path => {
    expect(withValue(event, path, 'Tea')).toEqual({
      properties: { products: [{ sku: 'A', name: 'Tea' }, { sku: 'B' }], 0: 'zero' },
    });
  },
);

test('a number names a field where there is no list, and a field without a value goes', () => {
  expect(withValue(event, 'properties.0', 'nought')).toMatchObject({ properties: { 0: 'nought' } });
  expect(withValue(event, 'properties.products.1', undefined)).toMatchObject({
    properties: { products: [{ sku: 'A' }] },
  });
});
