import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ordersMapping } from '../../records/mapping.ts';
import { type CubeCell, decimalOf, importEffects, importNotes, tenThousandths } from './import-effects.ts';

const cell = (change: Partial<CubeCell>): CubeCell => ({
  rowKind: 'line',
  status: 'paid',
  lineKind: 'product',
  isRepeat: false,
  hasCustomer: true,
  isPaid: true,
  isPositive: true,
  isFree: false,
  lines: 1,
  net: '0',
  discount: '0',
  refunded: '0',
  ...change,
});
const mapping = ordersMapping.parse({
  kind: 'orders',
  name: 'm',
  title: 'm',
  columns: { orderId: 'a', status: 'b', paidAt: 'c', orderedAt: 'd', netAmount: 'e' },
  countingStatuses: ['paid'],
});
const answers = { includeDuplicates: true, includeNonProduct: false, subtractReturns: true };
const cells = [
  cell({ net: '100.0000', lines: 3 }),
  cell({ net: '7.5', isRepeat: true }),
  cell({ net: '3', lineKind: 'non-product' }),
  cell({ net: '20', status: 'canceled' }),
  cell({ net: '-5', lineKind: 'adjustment', isPositive: false, hasCustomer: false }),
  cell({ rowKind: 'return', net: '-11.25', refunded: '11.25' }),
  cell({ net: '9', isPaid: false, hasCustomer: false }),
];

describe('the effects of an import', () => {
  const effects = importEffects(cells, mapping, answers);
  const of = (question: string) =>
    effects
      .find(effect => effect.question === question)
      ?.answers.map(({ answer, chosen, sales, difference }) => [answer, chosen, sales, difference]);

  it('give total sales under every answer, the others as chosen', () => {
    expect(of('statuses')).toEqual([
      ['canceled', false, '116.25', '20.00'],
      ['paid', true, '-11.25', '-107.50'],
    ]);
    expect(of('date')).toEqual([
      ['paidAt', true, '96.25', '0.00'],
      ['orderedAt', false, '105.25', '9.00'],
    ]);
    expect(of('duplicates')).toEqual([
      ['keep', true, '96.25', '0.00'],
      ['drop', false, '88.75', '-7.50'],
    ]);
    expect(of('non-products')?.[0]).toEqual(['keep', false, '99.25', '3.00']);
    expect(of('returns')?.[1]).toEqual(['ignore', false, '107.50', '11.25']);
  });

  it('say what a person should know', () => {
    expect(importNotes(cells)).toEqual([
      { code: 'adjustments', count: 1, amount: '-5.00' },
      { code: 'lines-without-customer', count: 2, amount: '4.00' },
      { code: 'non-products', count: 1, amount: '3.00' },
      { code: 'repeated-lines', count: 1, amount: '7.50' },
    ]);
  });
});

it('amounts go to ten-thousandths and back without loss', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), value => {
      expect(tenThousandths(decimalOf(value))).toBe(value);
    }),
  );
});
